"""Volumes that nobody uses: which, where from, and the twin under an old project name."""

from inspector.analysis.unused import twins, unused
from inspector.model.backing import UnusedVolume
from tests.build import World

COMPOSE = "com.docker.compose"


def renamed() -> World:
    """The project was crumbvms and is crumb now, so that the database looks empty."""
    world = World()
    for project in ("crumb", "crumbvms"):
        world.volume(f"{project}_pgdata", labels={f"{COMPOSE}.project": project, f"{COMPOSE}.volume": "pgdata"})
    world.volume("a" * 64, labels={"com.docker.volume.anonymous": ""})
    world.volume("by-hand")
    world.image("dind:1", volumes=["/var/lib/docker"])
    world.container("crumb-db-1", service="crumb/db", mounts=["crumb_pgdata:/data"])
    world.container("stopped", state="exited", mounts=["kept:/k"])
    return world


def found(world: World) -> dict[str, UnusedVolume]:
    return {one.name: one for one in unused(world.case().storage)}


def test_volumes_of_stopped_containers_are_used() -> None:
    assert set(found(renamed())) == {"crumbvms_pgdata", "a" * 64, "by-hand"}


def test_the_same_compose_volume_of_another_project_is_its_twin() -> None:
    old = found(renamed())["crumbvms_pgdata"]
    assert (old.twins, old.project, old.key) == (("crumb_pgdata",), "crumbvms", "pgdata")
    case = renamed().case()
    used = case.topology.volume("crumb_pgdata")
    assert [one.name for one in twins(case.storage, used)] == ["crumbvms_pgdata"]


def test_where_a_nameless_volume_came_from_is_told_as_what_it_may_be() -> None:
    listed = found(renamed())
    assert "dind:1 VOLUME /var/lib/docker" in listed["a" * 64].origin
    assert listed["by-hand"].origin == "made by name"
    assert listed["crumbvms_pgdata"].origin == "compose project crumbvms, volume pgdata"


def test_which_prune_would_take_it_is_told() -> None:
    listed = found(renamed())
    assert listed["a" * 64].pruned_by == (
        "docker volume prune",
        "docker volume prune -a",
        "docker system prune --volumes",
    )
    assert listed["by-hand"].pruned_by == ("docker volume prune -a",)


def test_ten_thousand_volumes_are_listed() -> None:
    world = World()
    for number in range(10_000):
        world.volume(f"v{number}", labels={f"{COMPOSE}.project": f"p{number % 7}", f"{COMPOSE}.volume": f"v{number}"})
    assert len(found(world)) == 10_000
