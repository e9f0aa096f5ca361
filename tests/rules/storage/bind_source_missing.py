"""case 40, before it is too late: the next start makes a folder, or fails."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires

MISSING = {"type": "missing"}


def _with(*, state: str = "exited", policy: str = "no", mounted: bool = False, **fact: object) -> World:
    world = World()
    wish = {"Type": "bind", "Source": "/srv/data", "Target": "/data"}
    host_config: dict[str, object] = {"RestartPolicy": {"Name": policy}}
    if mounted:
        host_config |= {"Binds": None, "Mounts": [wish]}
    world.container("job", mounts=["/srv/data:/data"], state=state, host_config=host_config)
    world.host_path("/srv/data", **(fact or MISSING))
    return world


def a_stopped_container_of_v() -> World:
    return _with()


def a_stopped_container_that_comes_back() -> World:
    return _with(policy="unless-stopped")


def a_stopped_container_of_mount() -> World:
    return _with(mounted=True)


def a_running_container() -> World:
    return _with(state="running")


def the_source_is_there() -> World:
    return _with(type="directory", empty=True)


def a_file_was_replaced_under_it() -> World:
    world = _with(state="running")
    world.container_fact("job", "/data", type="file", ino=7)
    return world


def the_source_was_not_looked_at() -> World:
    world = _with()
    world.paths.clear()
    return world


def the_source_could_not_be_looked_at() -> World:
    return _with(type="unreadable", why="timeout")


FIRES = [
    Fires(a_stopped_container_of_v, "job, which has it at /data, gets an empty folder there", Severity.NOTE),
    Fires(a_stopped_container_that_comes_back, "gets an empty folder there at its next start", Severity.WARNING),
    Fires(a_stopped_container_of_mount, "will not start again", Severity.WARNING),
    Fires(a_running_container, "Nothing stands at /srv/data on the host", Severity.WARNING),
]
SILENT = [the_source_is_there, a_file_was_replaced_under_it]
UNKNOWN = [the_source_was_not_looked_at, the_source_could_not_be_looked_at]
