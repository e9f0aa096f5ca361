"""cases 19 and 23: -p on an internal network, on none, in host mode."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def published_on_an_internal_network_only() -> World:
    world = World()
    world.network("inside", subnet="172.23.0.0/16", internal=True)
    world.container("shut", networks={"inside": "172.23.0.3"}, ports=["9000:80"])
    world.containers["shut"]["NetworkSettings"]["Ports"] = {"80/tcp": None}
    return world


def published_without_a_network() -> World:
    world = World()
    world.container("lonely", mode="none", ports=["9000:80"])
    world.containers["lonely"]["NetworkSettings"]["Ports"] = {}
    return world


def published_in_host_mode() -> World:
    world = World()
    world.container("node", mode="host", ports=["9000:80"])
    world.containers["node"]["NetworkSettings"]["Ports"] = {}
    return world


def published_on_a_macvlan_network() -> World:
    world = World()
    world.network("lan", driver="macvlan", subnet="10.0.0.0/24", options={"parent": "eth0"})
    world.container("web", networks={"lan": "10.0.0.9"}, ports=["9000:80"])
    world.containers["web"]["NetworkSettings"]["Ports"] = {}
    return world


def bound() -> World:
    world = World()
    world.container("web", networks={"bridge": "172.17.0.2"}, ports=["9000:80"])
    return world


def stopped() -> World:
    world = World()
    world.container("web", networks={"bridge": {}}, ports=["9000:80"], state="exited")
    return world


def details_were_not_read() -> World:
    return bound().only_listed("web")


FIRES = [
    Fires(published_on_an_internal_network_only, "shut asked for 9000->80/tcp, but nothing", Severity.ERROR),
    Fires(published_without_a_network, "it has no network", Severity.ERROR),
    Fires(published_on_a_macvlan_network, "it is only on lan (macvlan)", Severity.ERROR),
    Fires(published_in_host_mode, "it runs in the host's network", Severity.NOTE),
]
SILENT = [bound, stopped]
UNKNOWN = [details_were_not_read]
