"""case 17: a published port by the host's address, from a container of another network."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import add_rules, read_host
from tests.rules.example import Fires


def _two() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.network("back", subnet="172.21.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"}, ports=["8080:80"])
    world.container("job", networks={"back": "172.21.0.2"})
    return world


def _host(world: World) -> World:
    return read_host(world, {"web": ["tcp 0.0.0.0:80"]})


def the_userland_proxy_is_off() -> World:
    world = _host(_two())
    world.processes = []
    text = world.firewall["iptables-save"].replace("! -d 127.0.0.0/8 ", "")
    lines = [line for line in text.splitlines() if not (line.startswith("-A DOCKER -i") and "RETURN" in line)]
    world.firewall["iptables-save"] = "\n".join(lines) + "\n"
    return world


def input_drops_what_comes_from_containers() -> World:
    return add_rules(_host(_two()), ":INPUT DROP")


def the_proxy_serves_them() -> World:
    return _host(_two())


def one_network_only() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"}, ports=["8080:80"])
    world.container("job", networks={"app": "172.20.0.3"})
    return add_rules(_host(world), ":INPUT DROP")


def the_firewall_was_not_read() -> World:
    return _two()


FIRES = [
    Fires(the_userland_proxy_is_off, "Containers on back do not reach port 8080 of the host", Severity.NOTE),
    Fires(input_drops_what_comes_from_containers, "which web publishes", Severity.NOTE),
]
SILENT = [the_proxy_serves_them, one_network_only]
UNKNOWN = [the_firewall_was_not_read]
