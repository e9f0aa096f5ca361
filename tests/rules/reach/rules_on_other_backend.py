"""Wrong answer 7: iptables read while the engine programs nftables."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import read_host
from tests.rules.example import Fires

RULES = "*filter\n:FORWARD ACCEPT [0:0]\n:DOCKER-USER - [0:0]\n-A DOCKER-USER -i eth0 -j DROP\nCOMMIT\n"


def _engine(driver: str = "nftables") -> World:
    world = World(version="29.7.2", api="1.55")
    world.engine["/info"]["FirewallBackend"] = {"Driver": driver}
    world.container("web", networks={"bridge": "172.17.0.2"}, ports=["8080:80"])
    return world


def docker_user_of_iptables_has_rules() -> World:
    world = read_host(_engine())
    world.firewall["iptables-save"] = RULES
    return world


def docker_user_is_not_there() -> World:
    world = read_host(_engine())
    world.firewall["iptables-save"] = "*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n"
    return world


def the_engine_uses_iptables() -> World:
    world = read_host(_engine("iptables"))
    world.firewall["iptables-save"] = RULES
    return world


def the_firewall_was_not_read() -> World:
    return _engine()


FIRES = [Fires(docker_user_of_iptables_has_rules, "DOCKER-USER of iptables has 1 rule", Severity.ERROR)]
SILENT = [docker_user_is_not_there, the_engine_uses_iptables]
UNKNOWN = [the_firewall_was_not_read]
