"""Every question that was once put to a recorded engine, and what really happened there."""

import gzip
import json
from functools import cache
from typing import Any

import msgspec
import pytest

from inspector.analysis.names import resolve
from inspector.analysis.reach import trace
from inspector.analysis.world import World
from inspector.model.answer import ClientSees, Flow, NameOutcome, NameQuery, PathState, Protocol
from inspector.model.evidence import Evidence
from tests.recorded import FOLDER
from tests.truth.predict import from_engine_alone, source, without_version, world_of

HOSTS = ["t1-default-bridge-20.10", "t2-compose-28.5", "t4-compose-nftables-29.7"]
LAN = "198.51.100.1"
MOMENTARY = {"shop-crash-1"}
"""In a restart loop: what it did when it was asked says nothing of when it was recorded."""


def _told(host: str) -> Evidence:
    return msgspec.json.decode(gzip.decompress((FOLDER / f"truth-{host}.json.gz").read_bytes()), type=Evidence)


@cache
def _world(host: str, facts: bool) -> World:
    return world_of(_told(host) if facts else from_engine_alone(_told(host)))


def _rows(host: str, *kinds: str) -> list[dict[str, Any]]:
    rows = json.loads(gzip.decompress((FOLDER / f"observed-{host}.json.gz").read_bytes()))
    crashing = {name for name in MOMENTARY for row in rows if row.get("name") == name}
    return [
        row
        for row in rows
        if row["kind"] in kinds
        and row["client"] not in MOMENTARY
        and row.get("name") not in crashing
        and row.get("target", "").partition("@")[0] not in MOMENTARY
    ]


def _seen(row: dict[str, Any]) -> set[str]:
    """What the client saw. Its limit was 1.2 s, so that an answer which takes the kernel 3 s was not waited for."""
    words = {"ECONNREFUSED": "refused", "ENETUNREACH": "network-unreachable", "EHOSTUNREACH": "host-unreachable"}
    said = str(row["observed"])
    if said.startswith(("OK", "CONNECTED", "REPLY")):
        return {"connected"}
    return {words.get(said.split()[0], "timed-out")} | (set() if said.split()[0] in words else {"host-unreachable"})


@pytest.mark.parametrize("facts", [True, False], ids=["host facts", "engine alone"])
@pytest.mark.parametrize("host", HOSTS)
def test_every_name_is_answered_as_it_was(host: str, facts: bool) -> None:
    world, wrong = _world(host, facts), []
    rows = _rows(host, "resolve")
    for row in rows:
        said = resolve(world.facts, NameQuery(source(world, row["client"], LAN), row["name"], 4))
        if row["via"] == "hosts":
            # Only the first line with the name was written down; we name all of them.
            right = said.via == "hosts" and list(said.addresses[:1]) == row["addrs"]
        elif row["addrs"]:
            right = said.outcome is NameOutcome.FOUND and set(said.addresses) == set(row["addrs"])
        else:
            right = said.outcome in (NameOutcome.NOT_FOUND, NameOutcome.FORWARDED)
        if not right:
            wrong.append((row, said.outcome, said.addresses, said.sentence))
    assert len(rows) > 200
    assert wrong == []


@pytest.mark.parametrize("host", HOSTS)
def test_with_host_facts_every_connection_ends_as_it_did(host: str) -> None:
    world, wrong = _world(host, True), []
    rows = _rows(host, "connect", "ping")
    for row in rows:
        flow = Flow(source(world, row["client"], LAN), row["ip"], Protocol(row["proto"]), row["port"])
        said = trace(world, flow)
        if said.code == "LEAVES_HOST":
            right = said.path is PathState.OPEN and _seen(row) & {"connected", "refused"}
        else:
            right = said.client_sees.value in _seen(row)
        if not right:
            wrong.append((row, said.client_sees, said.path, said.sentence))
    assert len(rows) > 190
    assert wrong == []


@pytest.mark.parametrize("version", [True, False], ids=["version known", "version not pasted"])
@pytest.mark.parametrize("host", HOSTS)
def test_from_the_engine_alone_no_connection_is_told_wrong(host: str, version: bool) -> None:
    """Who listens, and the host's own addresses, are not to be had from the engine; the way is."""
    world, wrong = _world(host, False) if version else world_of(without_version(_told(host))), []
    for row in _rows(host, "connect", "ping"):
        flow = Flow(source(world, row["client"], LAN), row["ip"], Protocol(row["proto"]), row["port"])
        said, seen = trace(world, flow), _seen(row)
        if said.client_sees is not ClientSees.UNKNOWN:
            right = said.client_sees.value in seen
        else:
            expected = {PathState.OPEN: True, PathState.BLOCKED: False}.get(said.path)
            right = expected is None or expected == bool(seen & {"connected", "refused"})
        if not right:
            wrong.append((row, said.client_sees, said.path, said.sentence))
    assert wrong == []
