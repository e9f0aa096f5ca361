"""A few random mount worlds and losing commands on each engine; `make truth` asks many more."""

from collections import Counter

import pytest

from tests.lab import engines
from tests.lab.skipping import engine_named
from tests.truth.known import surprises
from tests.truth.result import NothingRuns
from tests.truth.storage.asking import ask_paths
from tests.truth.storage.losing import lose
from tests.truth.storage.plan import losing_plan, plan
from tests.truth.verdict import Verdict

PATHS, LOSSES, REMAPPED, UNSTARTED = 4, 2, 8, 924
MOST_UNKNOWN = 0.2
"""Of who may write: nobody can know where only root may look, or of a container that does not run."""


def test_a_seed_always_gives_the_same_plan() -> None:
    for make in (plan, losing_plan):
        assert [make(seed) for seed in range(100)] == [make(seed) for seed in range(100)]


def test_seeds_give_every_sort_of_mount_user_and_state() -> None:
    containers = [one for seed in range(60) for one in plan(seed).containers]
    mounts = [mount for one in containers for mount in one.mounts]
    assert {(mount.words, mount.kind, bool(mount.source)) for mount in mounts} == {
        *((words, "bind", True) for words in ("-v", "--mount")),
        *((words, "volume", named) for words in ("-v", "--mount") for named in (True, False)),
        *((words, "tmpfs", False) for words in ("--tmpfs", "--mount")),
    }
    assert {one.state for one in containers} == {"", "stop", "create", "pause"}
    assert any(mount.subpath for mount in mounts)
    assert any(word.endswith(":ro") for one in containers for word in one.borrows)
    losing = [losing_plan(seed) for seed in range(60)]
    assert {bool(one.compose) for one in losing} == {True, False}
    assert any(one.auto_remove for each in losing for one in each.containers)


@pytest.mark.lab
@pytest.mark.parametrize("release", ["installed", *engines.SUITES])
def test_what_is_said_of_a_path_is_what_the_kernel_has_there(release: str) -> None:
    result = ask_paths(PATHS, engine_named(release))
    for way, rows in result.ways.items():
        assert surprises(PATHS, result.engine, way, rows) == []
    rows = result.ways["host facts"]
    assert len(rows) > 100
    counts = Counter(row.verdict for row in rows if row.question.startswith("write "))
    assert counts[Verdict.UNKNOWN] <= MOST_UNKNOWN * counts.total()


@pytest.mark.lab
def test_what_is_said_holds_where_containers_have_users_of_their_own() -> None:
    assert plan(REMAPPED).remapped
    result = ask_paths(REMAPPED, engine_named(engines.SUITES[-1]))
    for way, rows in result.ways.items():
        assert surprises(REMAPPED, result.engine, way, rows) == []
    assert len(result.ways["host facts"]) > 50


@pytest.mark.lab
def test_a_world_where_the_engine_starts_nothing_is_passed_over_with_its_words() -> None:
    with pytest.raises(NothingRuns, match=r"web/start: .*read-only file system"):
        ask_paths(UNSTARTED, engine_named("installed"))


@pytest.mark.lab
@pytest.mark.parametrize("release", ["installed", *engines.SUITES])
def test_what_is_foretold_of_a_command_is_what_it_does(release: str) -> None:
    result = lose(LOSSES, engine_named(release))
    for way, rows in result.ways.items():
        assert surprises(LOSSES, result.engine, way, rows) == []
    assert len(result.ways["host facts"]) > 20
