"""case 16: host.docker.internal is refused, or hangs."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import add_rules, read_host
from tests.rules.example import Fires


def _asker(*command: str) -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    hosts = {"ExtraHosts": ["host.docker.internal:host-gateway"]}
    cmd = {"Cmd": list(command) or ["sleep", "100"]}
    world.container("web", networks={"app": "172.20.0.2"}, host_config=hosts, config=cmd)
    return world


ASKS = ("curl", "http://host.docker.internal:12345/health")


def the_service_listens_on_loopback() -> World:
    return read_host(_asker(*ASKS), {"host": ["tcp 127.0.0.1:12345"]})


def input_drops_it() -> World:
    return add_rules(read_host(_asker(*ASKS), {"host": ["tcp 0.0.0.0:12345"]}), ":INPUT DROP")


def input_drops_whatever_is_asked() -> World:
    return add_rules(read_host(_asker(), {"host": ["tcp 0.0.0.0:12345"]}), ":INPUT DROP")


def all_services_are_on_loopback() -> World:
    return read_host(_asker(), {"host": ["tcp 127.0.0.1:5432", "tcp 0.0.0.0:22"]})


def the_service_answers() -> World:
    return read_host(_asker(*ASKS), {"host": ["tcp 0.0.0.0:12345"]})


def nothing_of_note_listens() -> World:
    return read_host(_asker(), {"host": ["tcp 127.0.0.1:53", "tcp 0.0.0.0:22"]})


def no_host_gateway() -> World:
    world = World()
    world.container("web", config={"Cmd": list(ASKS)})
    return read_host(world)


def on_an_internal_network() -> World:
    world = World()
    world.network("inside", subnet="172.20.0.0/16", internal=True)
    hosts = {"ExtraHosts": ["host.docker.internal:host-gateway"]}
    world.container("web", networks={"inside": "172.20.0.2"}, host_config=hosts)
    return read_host(world, {"host": ["tcp 0.0.0.0:12345"]})


def the_host_was_not_read() -> World:
    return _asker()


FIRES = [
    Fires(the_service_listens_on_loopback, "the host's service listens on 127.0.0.1 only", Severity.WARNING),
    Fires(input_drops_it, "the host's firewall drops it", Severity.WARNING),
    Fires(input_drops_whatever_is_asked, "lets nothing in to the host's services", Severity.WARNING),
    Fires(all_services_are_on_loopback, "(port 5432) listen on loopback only", Severity.NOTE),
]
SILENT = [the_service_answers, nothing_of_note_listens, no_host_gateway, on_an_internal_network]
UNKNOWN = [the_host_was_not_read]
