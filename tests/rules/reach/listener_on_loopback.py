"""case 14: the mapping is fine, and the connection is reset."""

from inspector.model.finding import Severity
from tests.build import World, ident
from tests.hosts import read_host
from tests.rules.example import Fires


def _shop() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"}, ports=["8080:80"])
    world.container("db", networks={"app": "172.20.0.3"}, exposed=["5432/tcp"])
    return world


def a_published_port_is_listened_to_on_loopback() -> World:
    return read_host(_shop(), {"web": ["tcp 127.0.0.1:80"], "db": ["tcp 0.0.0.0:5432"]})


def an_exposed_port_is_listened_to_on_loopback() -> World:
    return read_host(_shop(), {"web": ["tcp 0.0.0.0:80"], "db": ["tcp 127.0.0.1:5432", "tcp [::1]:5432"]})


def everybody_is_listened_to() -> World:
    return read_host(_shop(), {"web": ["tcp 127.0.0.1:80", "tcp 0.0.0.0:80"], "db": ["tcp 172.20.0.3:5432"]})


def nobody_listens() -> World:
    return read_host(_shop())


def a_sidecar_may_be_whom_it_is_for() -> World:
    world = _shop()
    world.container("sidecar", mode=f"container:{ident('container db')}")
    return read_host(world, {"web": ["tcp 0.0.0.0:80"], "db": ["tcp 127.0.0.1:5432"]})


def sockets_were_not_read() -> World:
    return _shop()


FIRES = [
    Fires(a_published_port_is_listened_to_on_loopback, "web listens on 127.0.0.1:80 only", Severity.ERROR),
    Fires(an_exposed_port_is_listened_to_on_loopback, "db listens on 127.0.0.1:5432, [::1]:5432 only", Severity.NOTE),
]
SILENT = [everybody_is_listened_to, nobody_listens, a_sidecar_may_be_whom_it_is_for]
UNKNOWN = [sockets_were_not_read]
