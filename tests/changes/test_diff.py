"""Two readings of a host, and what people would say became of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from inspector.changes.diff import diff
from inspector.cli import inspector
from inspector.collect.archive import save
from inspector.model.evidence import Evidence
from inspector.parse.snapshot import parse
from tests.build import World
from tests.recorded import RECORDED, recorded

Build = Callable[[World], object]


def world(build: Build) -> Evidence:
    made = World()
    made.network("app", subnet="172.20.0.0/16")
    build(made)
    return made.evidence()


def sentences(before: Build, after: Build) -> list[str]:
    return [one.sentence for one in diff(parse(world(before)), parse(world(after)))]


def web(**more: object) -> Build:
    return lambda made: made.container("web", **{"networks": {"app": "172.20.0.2"}, **more})  # type: ignore[arg-type]


def nothing(_: World) -> None:
    """An engine without containers."""


CASES: dict[str, tuple[Build, Build, list[str]]] = {
    "nothing": (web(), web(), []),
    "a new container": (nothing, web(), ["image app:1 added", "web added (running)"]),
    "a container that went": (web(), nothing, ["image app:1 removed", "web removed"]),
    "a start": (web(state="exited"), web(), ["web started"]),
    "a stop takes addresses and ports along without a word": (
        web(ports=["8080:80"]),
        web(ports=["8080:80"], state="exited"),
        ["web stopped (exit code 0)"],
    ),
    "a pause": (web(), web(state="paused"), ["web paused"]),
    "the end of a pause": (web(state="paused"), web(), ["web resumed"]),
    "a restart": (
        web(),
        web(State={"Status": "running", "Running": True, "Pid": 7, "StartedAt": "2026-11-24T00:00:00Z"}),
        ["web restarted"],
    ),
    "another address": (
        web(),
        web(networks={"app": "172.20.0.9"}),
        ["web: IPv4 on app 172.20.0.9, was 172.20.0.2"],
    ),
    "another network": (
        web(),
        web(networks={"app": "172.20.0.2", "bridge": "172.17.0.2"}),
        ["web: on network bridge", "web: IPv4 on bridge 172.17.0.2"],
    ),
    "a network left": (
        web(networks={"app": "172.20.0.2", "bridge": "172.17.0.2"}),
        web(),
        ["web: no longer on network bridge", "web: no longer IPv4 on bridge 172.17.0.2"],
    ),
    "a port": (web(), web(ports=["8080:80"]), ["web: publishes 0.0.0.0:8080 as 80/tcp"]),
    "another mount": (
        web(mounts=["/a:/data"]),
        web(mounts=["/b:/data:ro"]),
        ["web: mount /data /b, read-only, was /a"],
    ),
    "a recreated container, with what is new": (
        web(),
        web(Id="f" * 64, image="app:2"),
        ["image app:1 removed", "image app:2 added", "web recreated", "web: image app:2, was app:1"],
    ),
    "a network's settings": (
        nothing,
        lambda made: made.network("app", subnet="172.20.0.0/16", internal=True),
        ["network app: internal yes, was no"],
    ),
    "a volume": (nothing, lambda made: made.volume("data"), ["volume data added"]),
}


@pytest.mark.parametrize(("before", "after", "told"), CASES.values(), ids=CASES)
def test_what_became_of_it(before: Build, after: Build, told: list[str]) -> None:
    found = [one for one in sentences(before, after) if "image id" not in one]
    assert found == told


@pytest.mark.parametrize("name", RECORDED)
def test_a_reading_does_not_differ_from_itself(name: str) -> None:
    snapshot = parse(recorded(name))
    assert diff(snapshot, snapshot) == ()


def test_who_listens_is_compared_where_both_readings_know() -> None:
    one = {"protocol": "tcp", "address": "0.0.0.0", "port": 80, "v6only": False, "peer": "", "device": ""}

    def build(made: World, sockets: list[object] | None) -> None:
        ident = made.container("web", networks={"app": "172.20.0.2"})
        entry = {"host": False, "containers": [ident], "nsid": 1, "link": [], "addr": [], "route": [], "route6": []}
        made.namespaces["7"] = entry if sockets is None else entry | {"sockets": sockets}

    assert sentences(lambda made: build(made, []), lambda made: build(made, [one])) == [
        "web: listens on 0.0.0.0:80/tcp"
    ]
    assert sentences(lambda made: build(made, None), lambda made: build(made, [one])) == []


def test_the_command_says_it_as_text_and_as_json(tmp_path: Path) -> None:
    files = [tmp_path / "a.json", tmp_path / "b.json.gz"]
    for file, build in zip(files, (web(state="exited"), web()), strict=True):
        save(world(build), file)
    said = CliRunner().invoke(inspector, ["diff", *map(str, files)])
    assert (said.exit_code, said.stdout) == (0, "web started\n")
    told = json.loads(CliRunner().invoke(inspector, ["diff", *map(str, files), "--format", "json"]).stdout)
    assert told["format"] == "inspector-diff/1"
    assert [one["sentence"] for one in told["changes"]] == ["web started"]
    assert CliRunner().invoke(inspector, ["diff", str(files[0]), str(files[0])]).stdout == "Nothing changed.\n"
