"""case 11, truth 33: what a legacy link does when its target stops, goes, or leaves the bridge."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _linked(state: str = "running", linker: str = "running") -> World:
    world = World()
    world.container("db", networks={"bridge": "172.17.0.2" if state == "running" else {}}, state=state)
    joined = "172.17.0.3" if linker == "running" else {}
    world.container("web", networks={"bridge": joined}, links=["db:database"], state=linker)
    return world


def the_target_is_stopped() -> World:
    return _linked("exited")


def both_are_stopped() -> World:
    return _linked("exited", "exited")


def the_target_was_removed() -> World:
    world = _linked()
    del world.containers["db"]
    return world


def the_target_has_left_the_bridge() -> World:
    world = _linked()
    world.network("app", subnet="172.20.0.0/16")
    world.container("db", networks={"app": "172.20.0.2"})
    return world


def the_target_runs() -> World:
    return _linked()


def the_linker_was_not_read() -> World:
    return _linked().only_listed("web")


FIRES = [
    Fires(the_target_is_stopped, "as database, which is exited: web runs, but cannot be started again", Severity.ERROR),
    Fires(both_are_stopped, "which is exited: web cannot be started", Severity.ERROR),
    Fires(the_target_was_removed, "which does not exist any more", Severity.ERROR),
    Fires(the_target_has_left_the_bridge, "which has left the default bridge", Severity.ERROR),
]
SILENT = [the_target_runs]
UNKNOWN = [the_linker_was_not_read]
