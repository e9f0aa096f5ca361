"""case 21: replies leave by another network than clients came by."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import add_rules, read_host
from tests.rules.example import Fires


def _world(version: str = "28.5.2", lan: str = "wan", **endpoint: int) -> World:
    world = World(version=version)
    world.network("app", subnet="172.20.0.0/16")
    world.network(lan, driver="macvlan", subnet="10.0.0.0/24", options={"parent": "eth0"})
    world.container("web", networks={"app": "172.20.0.2", lan: {"IPAddress": "10.0.0.50", **endpoint}})
    return world


def strict_reverse_path_filtering() -> World:
    return read_host(_world(), sysctls={"net.ipv4.conf.all.rp_filter": "1"})


def a_firewall_drops_invalid_packets() -> World:
    return add_rules(read_host(_world()), "-A FORWARD -m conntrack --ctstate INVALID -j DROP")


def the_bridge_sorts_before_the_lan() -> World:
    return _world()


def an_engine_without_priorities() -> World:
    return _world("20.10.24")


def the_lan_sorts_first() -> World:
    return _world(lan="a-lan")


def somebody_chose() -> World:
    return _world(GwPriority=1)


def two_bridges() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.network("back", subnet="172.21.0.0/16")
    world.container("web", networks={"app": "172.20.0.2", "back": "172.21.0.2"})
    return world


def details_were_not_read() -> World:
    return two_bridges().only_listed("web")


FIRES = [
    Fires(strict_reverse_path_filtering, "web answers by app whoever comes by wan", Severity.WARNING),
    Fires(a_firewall_drops_invalid_packets, "web answers by app whoever comes by wan", Severity.WARNING),
    Fires(the_bridge_sorts_before_the_lan, "web answers by app whoever comes by wan", Severity.NOTE),
    Fires(an_engine_without_priorities, "web answers by app whoever comes by wan", Severity.NOTE),
]
SILENT = [the_lan_sorts_first, somebody_chose, two_bridges]
UNKNOWN = [details_were_not_read]
