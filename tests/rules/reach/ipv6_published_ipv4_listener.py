"""case 24: localhost fails, curl -4 works."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import read_host
from tests.rules.example import Fires


def _published(six: str = "fd00:6::2") -> World:
    world = World()
    world.network("six", subnet="172.20.0.0/16", ipv6=True)
    at = {"IPAddress": "172.20.0.2", "GlobalIPv6Address": six, "GlobalIPv6PrefixLen": 64 if six else 0}
    world.container("web", networks={"six": at}, ports=["20128:80"])
    bound = world.containers["web"]["NetworkSettings"]["Ports"]["80/tcp"]
    bound.append({"HostIp": "::", "HostPort": "20128"})
    return world


def it_listens_on_ipv4_only() -> World:
    return read_host(_published(), {"web": ["tcp 0.0.0.0:80"]})


def it_listens_on_both() -> World:
    return read_host(_published(), {"web": ["tcp 0.0.0.0:80", "tcp fd00:6::2:80"]})


def it_has_no_ipv6_address() -> World:
    return read_host(_published(six=""), {"web": ["tcp 0.0.0.0:80"]})


def sockets_were_not_read() -> World:
    return _published()


FIRES = [Fires(it_listens_on_ipv4_only, "web publishes [::]:20128 too, but listens on IPv4 only", Severity.WARNING)]
SILENT = [it_listens_on_both, it_has_no_ipv6_address]
UNKNOWN = [sockets_were_not_read]
