"""case 18: the LAN reaches it, the host does not."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import add_link, read_host
from tests.rules.example import Fires


def _lan(state: str = "running") -> World:
    world = World()
    world.network("lan", driver="macvlan", subnet="10.0.0.0/24", options={"parent": "uplink"})
    world.container("web", networks={"lan": "10.0.0.50"}, state=state)
    return world


def a_macvlan_network() -> World:
    return read_host(_lan())


def the_host_has_one_beside_it() -> World:
    return add_link(read_host(_lan()), "shim", kind="macvlan", address="10.0.0.60/32", parent="uplink")


def nobody_runs() -> World:
    return read_host(_lan("exited"))


def the_host_was_not_read() -> World:
    return _lan()


FIRES = [Fires(a_macvlan_network, "The host and web do not reach each other", Severity.NOTE)]
SILENT = [the_host_has_one_beside_it, nobody_runs]
UNKNOWN = [the_host_was_not_read]
