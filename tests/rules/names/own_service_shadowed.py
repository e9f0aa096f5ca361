"""truth 6 and 7: the first of the asker's networks wins, by the order of names."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _two_projects(shared: str = "a-shared", stranger_on: str = "a-shared") -> World:
    world = World()
    world.network(shared, subnet="172.22.0.0/16")
    world.network("one_default", subnet="172.23.0.0/16", project="one")
    mine = {"IPAddress": "172.23.0.3", "Aliases": ["database"]}
    world.container("one-database-1", networks={"one_default": mine}, service="one/database")
    joined = {shared: "172.22.0.2", "one_default": "172.23.0.2"}
    world.container("one-web-1", networks=joined, service="one/web")
    theirs = {"IPAddress": "172.22.0.9", "Aliases": ["database"]}
    world.container("two-database-1", networks={stranger_on: theirs}, service="two/database")
    return world


def the_shared_network_comes_first() -> World:
    return _two_projects()


def two_names_are_the_stranger_s() -> World:
    """One cause, one finding."""
    world = _two_projects()
    for project, network, address in (("one", "one_default", "172.23.0.4"), ("two", "a-shared", "172.22.0.8")):
        told = {"IPAddress": address, "Aliases": ["cache"]}
        world.container(f"{project}-cache-1", networks={network: told}, service=f"{project}/cache")
    return world


def the_own_network_comes_first() -> World:
    return _two_projects("z-shared", "z-shared")


def the_own_network_was_given_priority() -> World:
    world = _two_projects()
    networks = world.containers["one-web-1"]["NetworkSettings"]["Networks"]
    networks["one_default"]["GwPriority"] = 10
    return world


def details_were_not_read() -> World:
    return _two_projects("z-shared", "z-shared").only_listed("one-web-1")


FIRES = [
    Fires(
        the_shared_network_comes_first,
        "For one-web-1 `database` is two-database-1, not its own one-database-1: a-shared, where another project has",
        Severity.WARNING,
    ),
    Fires(two_names_are_the_stranger_s, "`cache` is two-cache-1, not its own one-cache-1", Severity.WARNING),
]
SILENT = [the_own_network_comes_first, the_own_network_was_given_priority]
UNKNOWN = [details_were_not_read]
