"""A few random Docker hosts on each engine; `make truth` asks many more."""

import pytest

from tests.lab import engines
from tests.lab.skipping import engine_named
from tests.truth.known import surprises
from tests.truth.plan import plan
from tests.truth.run import run
from tests.truth.verdict import Verdict

SEEDS = (4, 11)
"""One host as engines set it up, and one with firewall rules of its owner's."""
MOST_UNKNOWN = 0.01


def test_a_seed_always_gives_the_same_plan() -> None:
    assert [plan(seed) for seed in range(200)] == [plan(seed) for seed in range(200)]


def test_seeds_give_every_sort_of_host() -> None:
    plans = [plan(seed) for seed in range(100)]
    assert {flag for one in plans for flag in one.daemon} == {"--userland-proxy=false", "--icc=false"}
    assert {c.fate for one in plans for c in one.containers} >= {"", "pause", "stop", "restart", "create", "kill"}
    assert {c.mode.partition(":")[0] for one in plans for c in one.containers} == {
        *("user", "bridge", "host", "none", "container")
    }
    assert any(one.rules for one in plans)
    assert any(not one.tampered for one in plans)
    assert any(network.internal for one in plans for network in one.networks)


@pytest.mark.lab
@pytest.mark.parametrize("release", ["installed", *engines.SUITES])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_said_is_what_happens(seed: int, release: str) -> None:
    result = run(seed, engine_named(release))
    for way, rows in result.ways.items():
        assert surprises(seed, result.engine, way, rows) == []
    rows = result.ways["host facts"]
    assert len(rows) > 500
    assert sum(row.verdict is Verdict.UNKNOWN for row in rows) <= MOST_UNKNOWN * len(rows)
