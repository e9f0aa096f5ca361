"""A rule in DOCKER-USER for port 18080 never matches what was published with -p 18080:80."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import add_rules, read_host
from tests.rules.example import Fires


def _web(port: str = "18080:80") -> World:
    world = World()
    world.container("web", networks={"bridge": "172.17.0.2"}, ports=[port])
    return world


def _with(rule: str, port: str = "18080:80") -> World:
    return add_rules(read_host(_web(port), {"web": ["tcp 0.0.0.0:80"]}), f"-A DOCKER-USER {rule}")


def the_rule_asks_for_the_published_port() -> World:
    return _with("-i uplink -p tcp -m tcp --dport 18080 -j DROP")


def the_rule_asks_for_the_container_s_port() -> World:
    return _with("-i uplink -p tcp -m tcp --dport 80 -j DROP")


def the_rule_asks_for_the_original_port() -> World:
    return _with("-i uplink -p tcp -m conntrack --ctorigdstport 18080 -j DROP")


def both_ports_are_one() -> World:
    return _with("-i uplink -p tcp -m tcp --dport 8080 -j DROP", "8080:8080")


def another_protocol() -> World:
    return _with("-i uplink -p udp -m udp --dport 18080 -j DROP")


def the_firewall_was_not_read() -> World:
    return _web()


FIRES = [
    Fires(
        the_rule_asks_for_the_published_port,
        "DOCKER-USER 1 asks for port 18080, but packets to web have 80 there",
        Severity.WARNING,
    )
]
SILENT = [
    the_rule_asks_for_the_container_s_port,
    the_rule_asks_for_the_original_port,
    both_ports_are_one,
    another_protocol,
]
UNKNOWN = [the_firewall_was_not_read]
