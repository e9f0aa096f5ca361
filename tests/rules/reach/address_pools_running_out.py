"""case 32: could not find an available, non-overlapping IPv4 address pool."""

from inspector.model.finding import Severity
from inspector.rules.pools import default_pools
from tests.build import World
from tests.hosts import add_link, add_route, read_host
from tests.rules.example import Fires


def _networks(number: int) -> World:
    world = World()
    for place, pool in enumerate(default_pools()[1 : number + 1]):
        world.network(f"net{place:02}", subnet=str(pool))
    world.container("web", networks={"net00": "172.18.0.2"})
    return world


def three_are_left() -> World:
    return _networks(27)


def none_is_left() -> World:
    return _networks(30)


def a_vpn_claims_the_rest() -> World:
    world = add_link(read_host(_networks(15)), "tun0", address="10.8.0.2/24")
    return add_route(world, "192.168.0.0/16", "tun0")


def a_vpn_claims_the_whole_world() -> World:
    world = add_link(read_host(_networks(1)), "wg0", kind="wireguard", address="10.9.0.2/24")
    return add_route(add_route(world, "0.0.0.0/1", "wg0"), "128.0.0.0/1", "wg0")


def a_vpn_beside_pools_of_its_own() -> World:
    world = other_subnets()
    world.container("web", networks={"net00": "10.0.0.2"})
    return add_route(add_link(read_host(world), "wg0", kind="wireguard"), "128.0.0.0/1", "wg0")


def four_are_left() -> World:
    return _networks(26)


def other_subnets() -> World:
    world = World()
    for number in range(40):
        world.network(f"net{number:02}", subnet=f"10.{number}.0.0/16")
    return world


def networks_were_not_read() -> World:
    world = World()
    world.container("web")
    world.networks = {}
    return world


FIRES = [
    Fires(three_are_left, "The engine has 3 of its 31 default subnets left", Severity.WARNING),
    Fires(none_is_left, "The engine has none of its 31 default subnets left", Severity.ERROR),
    Fires(a_vpn_claims_the_rest, "none of its 31", Severity.ERROR),
    Fires(a_vpn_claims_the_whole_world, "none of its 31", Severity.ERROR),
]
SILENT = [four_are_left, other_subnets, a_vpn_beside_pools_of_its_own]
UNKNOWN = [networks_were_not_read]
