"""Whatever a stranger's evidence holds, every rule tells or does not tell, and none breaks."""

import random
from pathlib import Path

import msgspec
import pytest

from inspector.collect.archive import load
from inspector.model.evidence import Evidence, Json
from inspector.pipeline import build, check

ROOT = Path(__file__).parents[2]
HOSTS = ("assets/demo.json.gz", "tests/evidence/truth-t2-compose-28.5.json.gz", "tests/evidence/swarm-h1.json.gz")
ODD = (
    "",
    "x",
    "999.1.1.1",
    "::::",
    "10.0.0.0/99",
    "\x00",
    None,
    -1,
    10**30,
    [],
    {},
    ["a"],
    True,
    "\u202e",
    "a:b:c",
    "/",
    "0",
)


def spoilt(value: Json, dice: random.Random, share: float) -> Json:
    if dice.random() < share:
        return dice.choice(ODD)
    if isinstance(value, dict):
        return {key: spoilt(one, dice, share) for key, one in value.items()}
    return [spoilt(one, dice, share) for one in value] if isinstance(value, list) else value


def evidence(seed: int) -> Evidence:
    dice = random.Random(seed)
    told, share = load(ROOT / dice.choice(HOSTS)), dice.choice((0.002, 0.01, 0.05))
    parts = {
        name: {key: spoilt(value, dice, share) for key, value in getattr(told, name).items()}
        for name in ("engine", "namespaces", "files", "mounts", "paths")
    }
    return msgspec.structs.replace(told, **parts, processes=spoilt(told.processes, dice, share))


@pytest.mark.parametrize("seed", range(20))
def test_no_rule_breaks_on_odd_evidence(seed: int) -> None:
    case = build(evidence(seed))
    report = check(case)
    assert all(one.fingerprint for one in report.findings)
