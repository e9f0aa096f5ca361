"""case 26: has active endpoints, with none listed."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _app() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"})
    return world


def the_network_names_a_container_that_is_not_there() -> World:
    return _app().known_by_its_network("ghost", "app")


def all_are_there() -> World:
    return _app().known_by_its_network("web", "app")


def pasted_input_may_lack_it() -> World:
    world = the_network_names_a_container_that_is_not_there()
    world.engine = {}
    return world


FIRES = [
    Fires(the_network_names_a_container_that_is_not_there, "app holds an endpoint of ghost", Severity.WARNING),
]
SILENT = [all_are_there]
UNKNOWN = [pasted_input_may_lack_it]
