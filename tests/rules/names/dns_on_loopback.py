"""case 12: --dns that points into the container itself."""

from collections.abc import Sequence

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import read_host
from tests.rules.example import Fires


def _asking(*servers: str, exposed: Sequence[str] = ()) -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"}, exposed=exposed, host_config={"Dns": list(servers)})
    return world


def nothing_listens_there() -> World:
    return read_host(_asking("127.0.0.1", "192.0.2.53"))


def a_server_listens_there() -> World:
    return read_host(_asking("127.0.0.1"), {"web": ["udp 127.0.0.1:53"]})


def it_is_a_dns_server_itself() -> World:
    return _asking("127.0.0.1", exposed=["53/udp"])


def a_server_elsewhere() -> World:
    return _asking("192.0.2.53")


def sockets_were_not_read() -> World:
    return _asking("127.0.0.1")


FIRES = [Fires(nothing_listens_there, "web asks 127.0.0.1 for names, which is web itself", Severity.WARNING)]
SILENT = [a_server_listens_there, it_is_a_dns_server_itself, a_server_elsewhere]
UNKNOWN = [sockets_were_not_read]
