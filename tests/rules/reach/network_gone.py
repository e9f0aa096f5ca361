"""A stopped container whose network was removed, or made anew."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _job(ident: str = "d" * 64, state: str = "exited", again: bool = False) -> World:
    world = World()
    if again:
        world.network("app", subnet="172.20.0.0/16")
    world.container("job", networks={"app": {"NetworkID": ident}}, state=state)
    return world


def the_network_was_removed() -> World:
    return _job()


def the_network_was_made_anew() -> World:
    return _job(again=True)


def never_started() -> World:
    return _job(ident="", state="created")


def it_runs() -> World:
    return _job(state="running")


def the_network_is_there() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("job", networks={"app": {}}, state="exited")
    return world


def networks_were_not_read() -> World:
    world = _job()
    world.networks = {}
    return world


FIRES = [
    Fires(the_network_was_removed, "job cannot start: its network app was removed", Severity.ERROR),
    Fires(the_network_was_made_anew, "job cannot start", Severity.ERROR),
]
SILENT = [never_started, it_runs, the_network_is_there]
UNKNOWN = [networks_were_not_read]
