"""Without masquerading, and not routed: from 28 on nothing comes back."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import add_rules, read_host
from tests.rules.example import Fires

KEY = "com.docker.network.bridge.enable_ip_masquerade"
MODE = "com.docker.network.bridge.gateway_mode_ipv4"


def _bare(version: str = "28.5.2", **options: str) -> World:
    world = World(version=version)
    world.network("bare", subnet="172.20.0.0/16", options={KEY: "false", **options})
    world.container("web", networks={"bare": "172.20.0.2"})
    return world


def replies_are_dropped() -> World:
    return read_host(_bare())


def as_this_release_sets_it_up() -> World:
    return _bare()


def an_engine_before_28() -> World:
    return read_host(_bare("27.5.1"))


def routed_on_purpose() -> World:
    return read_host(_bare(**{MODE: "routed"}))


def it_masquerades() -> World:
    return read_host(_bare(**{KEY: "true"}))


def a_rule_cannot_be_told() -> World:
    return add_rules(read_host(_bare()), "-A DOCKER-USER -m time --timestart 10:00 -j DROP")


FIRES = [
    Fires(replies_are_dropped, "Containers on bare get no reply from beyond the host", Severity.ERROR),
    Fires(as_this_release_sets_it_up, "it does not masquerade", Severity.ERROR),
]
SILENT = [an_engine_before_28, routed_on_purpose, it_masquerades]
UNKNOWN = [a_rule_cannot_be_told]
