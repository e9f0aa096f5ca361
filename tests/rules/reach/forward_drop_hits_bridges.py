"""case 30: virtual machines lose their network once Docker starts."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import add_link, add_rules, read_host
from tests.rules.example import Fires


def _machines(calls: str = "1", ports: int = 2) -> World:
    world = World()
    world.container("web", networks={"bridge": "172.17.0.2"})
    read_host(world, sysctls={"net.bridge.bridge-nf-call-iptables": calls})
    add_link(world, "virbr0", kind="bridge", address="192.168.122.1/24")
    for number in range(ports):
        add_link(world, f"vnet{number}", kind="tun", master="virbr0")
    return world


def forward_drops() -> World:
    return _machines()


def br_netfilter_is_off() -> World:
    return _machines("0")


def a_rule_lets_it_pass() -> World:
    return add_rules(_machines(), "-A DOCKER-USER -i virbr0 -o virbr0 -j ACCEPT")


def the_bridge_has_no_ports() -> World:
    return _machines(ports=0)


def the_host_was_not_read() -> World:
    world = World()
    world.container("web")
    return world


FIRES = [Fires(forward_drops, "FORWARD drops what is switched inside of virbr0", Severity.WARNING)]
SILENT = [br_netfilter_is_off, a_rule_lets_it_pass, the_bridge_has_no_ports]
UNKNOWN = [the_host_was_not_read]
