"""case 33: 10.1.2.3 matches a Docker subnet and never reaches the tunnel."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import add_link, add_route, read_host
from tests.rules.example import Fires


def _app(subnet: str = "192.168.16.0/20", **more: str) -> World:
    world = World()
    world.network("app", subnet=subnet, **more)
    world.container("web", networks={"app": subnet.replace("0/", "9/").partition("/")[0]})
    return world


def _host(world: World) -> World:
    return add_link(read_host(world), "tun0", kind="tun", address="10.8.0.2/24")


def the_vpn_leads_to_the_same_addresses() -> World:
    return add_route(_host(_app()), "192.168.0.0/16", "tun0", "10.8.0.1")


def a_subnet_of_the_host_s_own_interface() -> World:
    return add_route(_host(_app("10.8.0.0/24")), "10.8.0.0/24", "tun0")


def docker0_is_in_the_way() -> World:
    return add_route(_host(_app()), "172.17.5.0/24", "tun0", "10.8.0.1")


def the_vpn_takes_the_whole_world() -> World:
    return add_route(add_route(_host(_app()), "0.0.0.0/1", "tun0"), "128.0.0.0/1", "tun0")


def another_corner() -> World:
    return add_route(_host(_app()), "10.20.0.0/16", "tun0")


def a_macvlan_has_the_lan_s_subnet() -> World:
    world = World()
    world.network("lan", driver="macvlan", subnet="10.0.0.0/24", options={"parent": "uplink"})
    world.container("web", networks={"lan": "10.0.0.9"})
    return add_route(read_host(world), "10.0.0.0/24", "uplink")


def routes_were_not_read() -> World:
    return _app()


FIRES = [
    Fires(the_vpn_leads_to_the_same_addresses, "app (192.168.16.0/20) overlaps the host's way", Severity.WARNING),
    Fires(a_subnet_of_the_host_s_own_interface, "overlaps the host's way to 10.8.0.0/24 by tun0", Severity.WARNING),
    Fires(docker0_is_in_the_way, "bridge (172.17.0.0/16) overlaps", Severity.WARNING),
]
SILENT = [the_vpn_takes_the_whole_world, another_corner, a_macvlan_has_the_lan_s_subnet]
UNKNOWN = [routes_were_not_read]
