"""case 26: has active endpoints, with none listed. What real engines keep: see the proofs in tests/lab."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _app() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"})
    return world


def _stray(name: str) -> World:
    world = _app()
    told = {"Name": name, "EndpointID": "e" * 64, "IPv4Address": "172.20.0.9/16"}
    world.networks["app"]["Containers"][f"ep-{'e' * 64}"] = told
    return world


def an_endpoint_without_a_container_is_left() -> World:
    return _stray("old")


def the_container_of_that_name_does_not_run() -> World:
    world = _stray("old")
    world.container("old", state="exited", networks={"app": {}})
    return world


def the_network_names_a_container_that_is_not_there() -> World:
    return _app().known_by_its_network("ghost", "app")


def all_are_there() -> World:
    return _app().known_by_its_network("web", "app")


def its_container_is_just_joining() -> World:
    return _stray("web")


def pasted_input_may_lack_it() -> World:
    world = the_network_names_a_container_that_is_not_there()
    world.engine = {}
    return world


FIRES = [
    Fires(
        an_endpoint_without_a_container_is_left,
        "app holds an endpoint of old, a container that is not there",
        Severity.WARNING,
    ),
    Fires(the_container_of_that_name_does_not_run, "app holds an endpoint of old", Severity.WARNING),
    Fires(the_network_names_a_container_that_is_not_there, "app holds an endpoint of ghost", Severity.WARNING),
]
SILENT = [all_are_there, its_container_is_just_joining]
UNKNOWN = [pasted_input_may_lack_it]
