"""A hardening script has switched forwarding off."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import read_host
from tests.rules.example import Fires


def _app(**network: bool) -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16", **network)
    six = {"GlobalIPv6Address": "fd00:6::2", "GlobalIPv6PrefixLen": 64} if network.get("ipv6") else {}
    world.container("web", networks={"app": {"IPAddress": "172.20.0.2", **six}})
    return world


def the_host_does_not_forward() -> World:
    return read_host(_app(), sysctls={"net.ipv4.ip_forward": "0"})


def the_host_does_not_forward_ipv6() -> World:
    return read_host(_app(ipv6=True), sysctls={"net.ipv6.conf.all.forwarding": "0"})


def it_forwards() -> World:
    return read_host(_app(), sysctls={"net.ipv6.conf.all.forwarding": "0"})


def internal_networks_only() -> World:
    return read_host(_app(internal=True), sysctls={"net.ipv4.ip_forward": "0"})


def the_sysctl_was_not_read() -> World:
    return _app()


FIRES = [
    Fires(the_host_does_not_forward, "The host forwards no IPv4: containers on app", Severity.ERROR),
    Fires(the_host_does_not_forward_ipv6, "The host forwards no IPv6: containers on app", Severity.ERROR),
]
SILENT = [it_forwards, internal_networks_only]
UNKNOWN = [the_sysctl_was_not_read]
