"""truth 35 and 36: links on a user-defined network are names kept as text."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _linked(**target: object) -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.network("other", subnet="172.21.0.0/16")
    world.container("web", networks={"app": {"IPAddress": "172.20.0.2", "Links": ["db:database"]}})
    world.container("db", **({"networks": {"app": "172.20.0.3"}} | target))  # type: ignore[arg-type]
    return world


def the_target_was_renamed() -> World:
    world = _linked()
    del world.containers["db"]
    world.container("db-old", networks={"app": "172.20.0.3"})
    return world


def the_target_is_stopped() -> World:
    return _linked(networks={"app": {}}, state="exited")


def the_target_is_on_another_network() -> World:
    return _linked(networks={"other": "172.21.0.3"})


def the_target_answers() -> World:
    return _linked()


def the_linker_was_not_read() -> World:
    return _linked().only_listed("web", "db")


FIRES = [
    Fires(the_target_was_renamed, "there is no container of that name: `database` leads to nobody", Severity.WARNING),
    Fires(the_target_is_stopped, "but db is exited", Severity.WARNING),
    Fires(the_target_is_on_another_network, "but db is not on it", Severity.WARNING),
]
SILENT = [the_target_answers]
UNKNOWN = [the_linker_was_not_read]
