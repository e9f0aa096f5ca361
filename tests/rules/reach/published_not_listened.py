"""Exposed, published and listening are three things."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import read_host
from tests.rules.example import Fires


def _web() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"}, ports=["8080:80"], exposed=["443/tcp"])
    return world


def another_port_is_listened_to() -> World:
    return read_host(_web(), {"web": ["tcp 0.0.0.0:8000"]})


def nobody_listens_at_all() -> World:
    world = _web()
    world.containers["web"]["State"]["StartedAt"] = "2026-11-23T11:00:00.123456789Z"
    return read_host(world)


def what_is_declared_is_not_what_is_listened_to() -> World:
    world = World()
    world.container("db", networks={"bridge": "172.17.0.2"}, exposed=["5432/tcp"])
    return read_host(world, {"db": ["tcp 0.0.0.0:5433"]})


def the_port_is_listened_to() -> World:
    return read_host(_web(), {"web": ["tcp [::]:80", "tcp 0.0.0.0:9000"]})


def on_loopback_only() -> World:
    return read_host(_web(), {"web": ["tcp 127.0.0.1:80"]})


def one_of_the_declared_ports_is_listened_to() -> World:
    world = World()
    world.container("db", networks={"bridge": "172.17.0.2"}, exposed=["5432/tcp", "5433/tcp"])
    return read_host(world, {"db": ["tcp 0.0.0.0:5433", "tcp 0.0.0.0:9187"]})


def it_has_just_started() -> World:
    return read_host(_web())


def sockets_were_not_read() -> World:
    return _web()


FIRES = [
    Fires(another_port_is_listened_to, "nobody listens on 80: it listens on 8000", Severity.ERROR),
    Fires(nobody_listens_at_all, "no program of it has that port open", Severity.NOTE),
    Fires(what_is_declared_is_not_what_is_listened_to, "db declares 5432/tcp, and listens on 5433", Severity.NOTE),
]
SILENT = [the_port_is_listened_to, on_loopback_only, one_of_the_declared_ports_is_listened_to, it_has_just_started]
UNKNOWN = [sockets_were_not_read]
