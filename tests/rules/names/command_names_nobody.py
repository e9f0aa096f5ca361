"""cases 1, 3 and 23: the name in the command leads nowhere, and why."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _asking(word: str = "postgres://db:5432/shop", **target: object) -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.network("other", subnet="172.21.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"}, config={"Cmd": ["serve", word]})
    world.container("db", **({"networks": {"app": "172.20.0.3"}} | target))  # type: ignore[arg-type]
    return world


def the_target_is_on_another_network() -> World:
    return _asking(networks={"other": "172.21.0.3"})


def the_target_does_not_run() -> World:
    return _asking(networks={"app": {}}, state="exited")


def both_are_on_the_default_bridge() -> World:
    world = _asking(networks={"bridge": "172.17.0.3"})
    world.container("web", networks={"bridge": "172.17.0.2"}, config={"Cmd": ["serve", "db:5432"]})
    return world


def the_asker_is_in_host_mode() -> World:
    world = _asking()
    world.container("web", mode="host", config={"Cmd": ["serve", "db:5432"]})
    return world


def the_target_is_in_host_mode() -> World:
    return _asking(networks=None, mode="host")


def the_name_is_found() -> World:
    return _asking()


def nobody_is_called_so() -> World:
    return _asking("https://example.com/x")


def its_own_name() -> World:
    world = World()
    world.container("kafka", config={"Cmd": ["serve", "--advertise", "kafka:9092"]})
    return world


def details_were_not_read() -> World:
    return _asking().only_listed("web")


FIRES = [
    Fires(the_target_is_on_another_network, "web is on app, db on other", Severity.WARNING),
    Fires(the_target_does_not_run, "db is exited", Severity.WARNING),
    Fires(both_are_on_the_default_bridge, "they share only the default bridge", Severity.WARNING),
    Fires(the_asker_is_in_host_mode, "web runs in the host's network namespace", Severity.WARNING),
    Fires(the_target_is_in_host_mode, "has no name in Docker's DNS", Severity.WARNING),
]
SILENT = [the_name_is_found, nobody_is_called_so, its_own_name]
UNKNOWN = [details_were_not_read]
