"""What commands do to data: the rules that real engines were seen to follow, one world a rule."""

from collections.abc import Mapping

import pytest

from inspector.analysis.storage import Storage
from inspector.analysis.storage_commands import parse_command
from inspector.analysis.survival import forecast
from inspector.errors import UsageError
from inspector.model.backing import DatumKind, Fate, Forecast
from inspector.pipeline import Case
from tests.build import World, ident

NAMELESS = "a" * 64
BORROWED = "b" * 64
LABEL = {"com.docker.volume.anonymous": ""}
LOST, KEPT, ORPHANED = Fate.LOST, Fate.KEPT, Fate.ORPHANED


def host(version: str = "28.5.2", api: str = "1.51") -> World:
    """db has a named and an anonymous volume, a bind and a memory; tool borrows all of lender's; old does not run."""
    labels: Mapping[str, str] | None = LABEL if api >= "1.42" else None
    world = World(version=version, api=api)
    world.volume("pg")
    world.volume("unused")
    world.volume("device", options={"type": "none", "o": "bind", "device": "/srv/x"})
    world.volume("ram", options={"type": "tmpfs", "device": "tmpfs"})
    world.volume(NAMELESS, labels=labels)
    world.volume(BORROWED, labels=labels)
    world.volume("c" * 64, labels=labels)
    world.container("db", mounts=["pg:/data", "/srv:/srv", "ram:/ram"], tmpfs={"/run": ""})
    _anonymous(world, "db", NAMELESS, "/anon")
    world.container("lender", state="exited")
    _anonymous(world, "lender", BORROWED, "/b")
    world.container("tool", volumes_from=["lender"])
    _anonymous(world, "tool", BORROWED, "/b", declared=False)
    world.container("old", state="exited", mounts=["pg:/data"])
    world.container("once", host_config={"AutoRemove": True})
    _anonymous(world, "once", "d" * 64, "/d", labels)
    return world


def _anonymous(
    world: World, container: str, name: str, target: str, labels: Mapping[str, str] | None = None, declared: bool = True
) -> None:
    if name not in world.volumes:
        world.volume(name, labels=labels)
    inspect = world.containers[container]
    inspect["Mounts"] = [*inspect["Mounts"], world._mount(f"{name}:{target}")]
    if declared:
        inspect["Config"]["Volumes"] = {target: {}}


def told(command: str, case: Case | None = None) -> Forecast:
    case = case or host().case()
    return forecast(case.storage, parse_command(case.topology, command))


def volumes(found: Forecast) -> dict[str, Fate]:
    return {loss.datum.name: loss.fate for loss in found.losses if loss.datum.kind is DatumKind.VOLUME}


@pytest.mark.parametrize(
    ("command", "pg", "anonymous", "layer", "memory"),
    [
        ("docker restart db", KEPT, KEPT, KEPT, LOST),
        ("docker stop db", KEPT, KEPT, KEPT, LOST),
        ("docker rm -f db", KEPT, ORPHANED, LOST, LOST),
        ("docker rm -fv db", KEPT, LOST, LOST, LOST),
        ("docker container rm --force --volumes db", KEPT, LOST, LOST, LOST),
        ("recreate db", KEPT, ORPHANED, LOST, LOST),
    ],
)
def test_what_becomes_of_the_data_of_one_container(
    command: str, pg: Fate, anonymous: Fate, layer: Fate, memory: Fate
) -> None:
    found = told(command)
    fates = volumes(found)
    assert (fates["pg"], fates[NAMELESS]) == (pg, anonymous)
    kinds = {loss.datum.kind: loss.fate for loss in found.losses if loss.datum.kind is not DatumKind.VOLUME}
    assert kinds == {DatumKind.LAYER: layer, DatumKind.TMPFS: memory, DatumKind.HOST_PATH: KEPT}


def test_a_running_container_is_not_removed_without_force() -> None:
    found = told("docker rm -v db old")
    assert "db is running" in found.refused
    assert found.removes == ("old",)
    assert volumes(found) == {"pg": KEPT}


def test_a_borrowed_anonymous_volume_goes_with_its_last_user_only() -> None:
    assert volumes(told("docker rm -v lender"))[BORROWED] is KEPT
    assert volumes(told("docker rm -fv tool"))[BORROWED] is KEPT
    assert volumes(told("docker rm -fv tool lender"))[BORROWED] is LOST


def test_a_container_of_run_rm_takes_its_anonymous_volumes_when_it_stops_but_not_when_it_restarts() -> None:
    assert volumes(told("docker stop once"))["d" * 64] is LOST
    assert volumes(told("docker kill once"))["d" * 64] is LOST
    assert volumes(told("docker restart once"))["d" * 64] is KEPT


def test_a_volume_of_type_tmpfs_is_emptied_when_its_last_user_stops() -> None:
    assert volumes(told("docker stop db"))["ram"] is LOST
    world = host()
    world.container("second", mounts=["ram:/ram"])
    assert volumes(told("docker stop db", world.case()))["ram"] is KEPT


@pytest.mark.parametrize(
    ("command", "lost"),
    [
        ("docker volume prune", {"c" * 64}),
        ("docker volume prune -f --all", {"unused", "c" * 64}),
        ("DOCKER_API_VERSION=1.41 docker volume prune", {"unused", "c" * 64}),
        ("docker system prune --volumes", {"c" * 64}),
        ("docker system prune -af --volumes", {"c" * 64}),
        ("docker system prune", set()),
        ("docker container prune", set()),
        ("docker volume rm unused", {"unused"}),
    ],
)
def test_what_prunes_take_depends_on_the_api_version_of_the_call(command: str, lost: set[str]) -> None:
    assert {name for name, fate in volumes(told(command)).items() if fate is LOST} == lost


def test_an_old_engine_prunes_named_volumes_too() -> None:
    case = host("20.10.24", "1.41").case()
    assert {name for name, fate in volumes(told("docker volume prune", case)).items() if fate is LOST} == {
        "unused",
        "c" * 64,
    }
    assert "1.42" in told("docker volume prune -a", case).refused


def test_a_system_prune_frees_the_volumes_of_the_stopped_and_takes_them_in_the_same_run() -> None:
    world = host()
    world.container("gone", state="exited")
    _anonymous(world, "gone", "e" * 64, "/e", LABEL)
    found = told("docker system prune --volumes", world.case())
    assert volumes(found)["e" * 64] is LOST
    assert {"gone", "old", "lender"} == set(found.removes)
    assert volumes(found)[BORROWED] is KEPT


def test_a_volume_in_use_is_not_removed_even_by_force() -> None:
    found = told("docker volume rm -f pg unused")
    assert found.refused == "pg is in use by db, old"
    assert volumes(found) == {"pg": KEPT, "unused": LOST}


def test_a_volume_that_only_points_to_a_folder_leaves_the_folder() -> None:
    found = told("docker volume rm device")
    assert [(loss.fate, loss.code) for loss in found.losses] == [(KEPT, "VOLUME_DEVICE_STAYS")]


def test_a_volume_that_one_asked_for_without_a_name_and_one_by_name_is_a_race_when_both_go() -> None:
    world = host()
    world.container("second", mounts=[f"{NAMELESS}:/x"])
    case = world.case()
    assert volumes(told("docker rm -fv db", case))[NAMELESS] is KEPT
    assert volumes(told("docker rm -fv db second", case))[NAMELESS] is Fate.UNKNOWN
    assert volumes(told("docker rm -fv second", case))[NAMELESS] is KEPT


def test_an_anonymous_volume_that_compose_handed_over_is_by_name_from_then_on_so_down_v_leaves_it() -> None:
    world = compose()
    wish = {"Type": "volume", "Source": NAMELESS, "Target": "/anon"}
    world.containers["shop-db-1"]["HostConfig"]["Mounts"] = [wish]
    assert volumes(told("docker compose down -v", world.case()))[NAMELESS] is ORPHANED


def test_what_compose_run_made_stays_when_the_project_goes_down() -> None:
    world = compose()
    one_off = {"com.docker.compose.oneoff": "True"}
    world.container("shop-db-run-1", service="shop/db", labels=one_off, mounts=["shop_data:/d"])
    found = told("docker compose down -v", world.case())
    assert found.removes == ("shop-db-1",)
    assert volumes(found)["shop_data"] is KEPT


def compose() -> World:
    world = World()
    mine = {"com.docker.compose.project": "shop", "com.docker.compose.volume": "data"}
    world.volume("shop_data", labels=mine)
    world.volume("shop_shared", labels=mine | {"com.docker.compose.volume": "shared"})
    world.volume("outside")
    world.container("shop-db-1", service="shop/db", mounts=["shop_data:/d", "outside:/o", "shop_shared:/s"])
    _anonymous(world, "shop-db-1", NAMELESS, "/anon", LABEL)
    world.container("reader", mounts=["shop_shared:/s:ro"])
    return world


@pytest.mark.parametrize(
    ("command", "data", "anonymous"),
    [
        ("docker compose down", KEPT, ORPHANED),
        ("docker compose -p shop down -v", LOST, LOST),
        ("docker-compose -p shop down --volumes --remove-orphans", LOST, LOST),
        ("docker compose up -d --force-recreate", KEPT, KEPT),
        ("docker compose up -V db", KEPT, ORPHANED),
        ("docker compose down -v db", LOST, LOST),
        ("docker compose rm -sf db", KEPT, ORPHANED),
        ("docker compose rm -sfv", KEPT, LOST),
        ("docker compose restart", KEPT, KEPT),
    ],
)
def test_compose_keeps_what_is_named_unless_down_says_volumes(command: str, data: Fate, anonymous: Fate) -> None:
    fates = volumes(told(command, compose().case()))
    assert (fates["shop_data"], fates[NAMELESS]) == (data, anonymous)
    assert (fates["shop_shared"], fates["outside"]) == (KEPT, KEPT)


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        ("", "not known"),
        ("rm -rf /", "not known"),
        ("docker rm", "names no container"),
        ("docker rm nobody", "No container"),
        ("docker volume rm nothing", "No volume"),
        ("docker volume prune --filter label=x", "--filter"),
        ("docker rm --what db", "--what"),
        ("docker rm 'db", "cannot be read"),
        ("docker rm db; docker rm old", "Only one command"),
        ("docker compose -p none down", "No compose project"),
        ("docker image prune", "not known"),
    ],
)
def test_a_command_that_cannot_be_foretold_is_refused_in_one_line(command: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint) as caught:
        told(command)
    assert "\n" not in str(caught.value)


def test_the_usual_commands_are_told_with_every_backing() -> None:
    from inspector.analysis.storage import back
    from inspector.model.backing import PathQuery
    from inspector.model.ids import Kind, Ref

    case = compose().case()
    query = PathQuery(Ref(Kind.CONTAINER, ident("container shop-db-1")), "/anon/x")
    found = back(Storage.of(case.snapshot), query)
    assert {one.command: one.fate.value for one in found.survives} == {
        "restart": "kept",
        "recreate": "kept",
        "rm": "orphaned",
        "rm -v": "lost",
        "--rm": "lost",
        "volume prune": "kept",
        "volume prune -a": "kept",
        "system prune --volumes": "kept",
        "compose down": "orphaned",
        "compose down -v": "lost",
    }


@pytest.mark.parametrize(
    ("lenders", "state", "mode", "expected"),
    [
        (["aa", "bb"], "running", "", Fate.UNKNOWN),
        (["aa", "gone:ro"], "running", "", Fate.UNKNOWN),
        (["aa", "bb"], "running", "z", KEPT),
        (["aa"], "running", "", KEPT),
        (["aa", "cc"], "running", "", KEPT),
    ],
)
def test_a_user_that_borrowed_a_volume_twice_may_not_be_counted(
    lenders: list[str], state: str, mode: str, expected: Fate
) -> None:
    world = World()
    for name in ("aa", "bb"):
        world.container(name, state="exited")
        _anonymous(world, name, NAMELESS, "/x", LABEL)
    world.container("cc")
    world.container("tool", state=state, volumes_from=lenders)
    _anonymous(world, "tool", NAMELESS, "/x", declared=False)
    world.containers["tool"]["Mounts"][0]["Mode"] = mode
    assert volumes(told("docker system prune --volumes", world.case()))[NAMELESS] is expected


def test_one_that_was_never_started_is_not_counted_for_a_named_volume_either() -> None:
    world = World()
    world.volume("pg")
    for state, expected in (("created", Fate.UNKNOWN), ("exited", KEPT)):
        world.container("tool", state=state, volumes_from=["gone", "lost"])
        world.containers["tool"]["Mounts"] = [world._mount("pg:/x:z")]
        found = told("docker volume rm pg", world.case())
        assert (volumes(found)["pg"], bool(found.refused)) == (expected, expected is KEPT)


def test_what_does_not_run_cannot_be_killed_and_stays_where_it_is() -> None:
    world = World()
    world.container("once", state="created", host_config={"AutoRemove": True})
    assert told("docker kill once", world.case()).refused == "once is not running"
    assert not told("docker stop once", world.case()).refused
    assert told("docker stop once", world.case()).removes == ()
