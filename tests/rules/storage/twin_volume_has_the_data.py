"""case 42, "data lost": `crumb_pgdata` is new and empty, `crumbvms_pgdata` (no users) has the data."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires

ROOT = "/var/lib/docker/volumes"
BEFORE, AFTER = "2026-03-01T10:00:00Z", "2026-11-20T10:00:00Z"


def _volume(world: World, project: str, created: str, *, empty: bool | None) -> None:
    labels = {"com.docker.compose.project": project, "com.docker.compose.volume": "pgdata"}
    name = world.volume(f"{project}_pgdata", labels=labels)
    world.volumes[name]["CreatedAt"] = created
    if empty is not None:
        world.host_path(f"{ROOT}/{name}/_data", empty=empty)


def _with(*, old_empty: bool | None = False, new_empty: bool = True, made: str = AFTER) -> World:
    world = World()
    _volume(world, "crumbvms", BEFORE, empty=old_empty)
    _volume(world, "crumb", made, empty=new_empty)
    world.container("crumb-db-1", mounts=["crumb_pgdata:/var/lib/postgresql/data"], service="crumb/db")
    return world


def the_project_was_renamed() -> World:
    return _with()


def a_new_database_was_made_already() -> World:
    return _with(new_empty=False)


def the_old_one_is_empty() -> World:
    return _with(old_empty=True)


def the_unused_one_is_younger() -> World:
    return _with(made="2026-01-01T00:00:00Z")


def the_other_project_is_alive() -> World:
    world = _with()
    world.network("crumbvms_default", subnet="172.22.0.0/16", project="crumbvms")
    return world


def nobody_looked_into_the_old_one() -> World:
    return _with(old_empty=None)


FIRES = [
    Fires(the_project_was_renamed, "is new and empty; crumbvms_pgdata has data and no user", Severity.WARNING),
    Fires(a_new_database_was_made_already, "is newer; crumbvms_pgdata has data", Severity.NOTE),
]
SILENT = [the_old_one_is_empty, the_unused_one_is_younger, the_other_project_is_alive]
UNKNOWN = [nobody_looked_into_the_old_one]
