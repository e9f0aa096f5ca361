"""truth 77: a container that names a network which is gone."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _stopped(network_id: str, state: str = "exited") -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("job", networks={"app": {"NetworkID": network_id}}, state=state)
    return world


def its_network_was_removed() -> World:
    world = _stopped("f" * 64)
    del world.networks["app"]
    return world


def its_network_was_made_anew() -> World:
    return _stopped("f" * 64)


def its_network_is_there() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("job", networks={"app": {}}, state="exited")
    return world


def it_was_never_started() -> World:
    return _stopped("", "created")


def details_were_not_read() -> World:
    return its_network_is_there().only_listed("job")


FIRES = [
    Fires(its_network_was_removed, "job cannot be started: its network app is gone.", Severity.WARNING),
    Fires(its_network_was_made_anew, "and the present one of that name is another.", Severity.WARNING),
]
SILENT = [its_network_is_there, it_was_never_started]
UNKNOWN = [details_were_not_read]
