"""A host that is read again and again: what is taken over from the reading before tells what a fresh one tells."""

import copy
import random
from typing import Any

import pytest
from msgspec.structs import replace

from inspector.model.evidence import Evidence, Json
from inspector.parse.remembered import Remembered
from inspector.parse.snapshot import parse
from inspector.pipeline import build
from tests.recorded import recorded

HOSTS = ["t1-default-bridge-20.10", "t2-compose-28.5", "t4-compose-nftables-29.7", "storage-28.5", "swarm-h1"]
PARTS = ("engine", "namespaces", "firewall", "files", "mounts", "paths")
JUNK = (None, True, 0, -1, 2**70, "", "other", "0.0.0.0", [], {}, [None], {"Id": "x"})
STEPS = 60


@pytest.mark.parametrize("name", HOSTS)
def test_what_is_remembered_changes_no_snapshot_whatever_changes_on_the_host(name: str) -> None:
    choice = random.Random(name)
    evidence, known = recorded(name), Remembered()
    parse(evidence, known)
    for step in range(STEPS):
        for _ in range(choice.randint(1, 3)):
            evidence = _edited(evidence, recorded(name), choice)
        known = Remembered(known)
        assert parse(evidence, known) == parse(evidence), f"step {step}"


def test_only_what_is_not_the_same_object_is_read_again() -> None:
    evidence = recorded("t2-compose-28.5")
    told_anew = sorted(evidence.namespaces)[1]
    namespaces = {**evidence.namespaces, told_anew: copy.deepcopy(evidence.namespaces[told_anew])}
    before = build(evidence)
    after = build(replace(evidence, namespaces=namespaces), before)
    pairs = zip(before.snapshot.namespaces, after.snapshot.namespaces, strict=True)
    assert after.snapshot == before.snapshot
    assert [one.inode for one, other in pairs if one is not other] == [told_anew]


def test_what_was_gone_for_a_while_is_read_again() -> None:
    evidence = recorded("t2-compose-28.5")
    before = build(evidence)
    without = build(replace(evidence, namespaces={}), before)
    after = build(evidence, without)
    pairs = zip(before.snapshot.namespaces, after.snapshot.namespaces, strict=True)
    assert after.snapshot == before.snapshot
    assert not any(one is other for one, other in pairs)


def _edited(evidence: Evidence, first: Evidence, choice: random.Random) -> Evidence:
    """One fact is another's, told anew, gone or back again, or a stranger's; all others are the same objects."""
    part = choice.choice([name for name in PARTS if getattr(first, name)])
    facts: dict[str, Any] = {**getattr(evidence, part)}
    known: dict[str, Any] = getattr(first, part)
    key = choice.choice(sorted(known))
    match choice.randrange(6):
        case 0 if key in facts:
            del facts[key]
        case 1:
            facts[key] = copy.deepcopy(known[key])
        case 2:
            facts[key] = known[choice.choice(sorted(known))]
        case _ if isinstance(known[key], str):
            lines = known[key].split("\n")
            facts[key] = "\n".join(choice.sample(lines, len(lines) // 2))
        case _:
            facts[key] = _with_junk(facts.get(key, known[key]), choice)
    return replace(evidence, **{part: facts})


def _with_junk(value: Json, choice: random.Random) -> Json:
    """The same with something else in one place."""
    if isinstance(value, dict) and value and choice.random() < 0.95:
        key = choice.choice(sorted(value))
        return {**value, key: _with_junk(value[key], choice)}
    if isinstance(value, list) and value and choice.random() < 0.95:
        at = choice.randrange(len(value))
        return [*value[:at], _with_junk(value[at], choice), *value[at + 1 :]]
    return choice.choice(JUNK)
