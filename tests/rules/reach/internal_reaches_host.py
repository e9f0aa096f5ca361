"""case 20: internal blocks forwarding, not the host."""

from inspector.model.finding import Severity
from tests.build import World, ident
from tests.hosts import add_rules, read_host
from tests.rules.example import Fires


def _inside(version: str = "28.5.2") -> World:
    world = World(version=version)
    world.network("inside", subnet="172.20.0.0/16", internal=True)
    world.container("db", networks={"inside": "172.20.0.2"})
    return world


def a_service_of_the_host_answers() -> World:
    return read_host(_inside(), {"host": ["tcp 0.0.0.0:22"]})


def an_engine_without_isolated_gateways() -> World:
    return read_host(_inside("26.1.5"), {"host": ["tcp 0.0.0.0:22"]})


def nothing_listens_there() -> World:
    return read_host(_inside(), {"host": ["tcp 127.0.0.1:22"]})


def input_stops_it() -> World:
    bridge = f"br-{ident('network inside')[:12]}"
    world = read_host(_inside(), {"host": ["tcp 0.0.0.0:22"]})
    return add_rules(world, f"-A INPUT -i {bridge} -j DROP")


def the_host_was_not_read() -> World:
    return _inside()


FIRES = [
    Fires(a_service_of_the_host_answers, "inside is internal, yet its containers reach the host", Severity.NOTE),
    Fires(an_engine_without_isolated_gateways, "at 172.20.0.1, port 22", Severity.NOTE),
]
SILENT = [nothing_listens_there, input_stops_it]
UNKNOWN = [the_host_was_not_read]
