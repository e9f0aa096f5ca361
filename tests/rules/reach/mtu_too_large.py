"""case 34, and wrong answer 8: the MTU of every way out counts, not only of eth0."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import add_link, add_route, read_host
from tests.rules.example import Fires

MTU = "com.docker.network.driver.mtu"


def _app(network: str = "app", **options: str) -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16", options=options)
    world.container("web", networks={network: "172.20.0.2" if network == "app" else "172.17.0.2"})
    return world


def the_way_out_is_smaller() -> World:
    return read_host(_app(), mtu_bytes={"uplink": 1400})


def docker0_is_larger_than_the_way_out() -> World:
    return read_host(_app("bridge"), mtu_bytes={"uplink": 1400})


def a_tunnel_is_smaller() -> World:
    world = add_link(read_host(_app()), "wg0", kind="wireguard", address="10.9.0.2/24", mtu=1420)
    return add_route(world, "10.9.0.0/24", "wg0")


def two_networks_are_larger_than_the_way_out() -> World:
    """One cause, one finding."""
    world = _app()
    world.network("back", subnet="172.21.0.0/16")
    world.container("db", networks={"back": "172.21.0.2"})
    return read_host(world, mtu_bytes={"uplink": 1400})


def all_are_equal() -> World:
    return read_host(_app())


def the_network_is_small_too() -> World:
    return read_host(_app(**{MTU: "1400"}), mtu_bytes={"uplink": 1400, "eth0": 1400})


def an_internal_network() -> World:
    world = World()
    world.network("inside", subnet="172.20.0.0/16", internal=True)
    world.container("web", networks={"inside": "172.20.0.2"})
    return read_host(world, mtu_bytes={"uplink": 1400})


def the_host_was_not_read() -> World:
    return _app()


FIRES = [
    Fires(the_way_out_is_smaller, "app send up to 1500 bytes, and the default by uplink takes 1400", Severity.WARNING),
    Fires(two_networks_are_larger_than_the_way_out, "Containers on app, back send up to 1500", Severity.WARNING),
    Fires(docker0_is_larger_than_the_way_out, "Containers on bridge send up to 1500", Severity.WARNING),
    Fires(a_tunnel_is_smaller, "route to 10.9.0.0/24 by wg0 takes 1420", Severity.NOTE),
]
SILENT = [all_are_equal, the_network_is_small_too, an_internal_network]
UNKNOWN = [the_host_was_not_read]
