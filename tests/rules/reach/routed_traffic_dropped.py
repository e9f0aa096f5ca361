"""case 29: an upgrade to 28 ends routed traffic, whatever DOCKER-USER says; truth: rules between bridges do too."""

from inspector.model.finding import Severity
from tests.build import World, ident
from tests.hosts import add_rules, read_host
from tests.rules.example import Fires

BRIDGE = f"br-{ident('network app')[:12]}"


def _app(version: str = "28.5.2", **options: str) -> World:
    world = World(version=version)
    world.network("app", subnet="172.20.0.0/16", options=options)
    world.network("back", subnet="172.21.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"})
    return world


def a_rule_lets_the_vpn_in() -> World:
    return add_rules(read_host(_app()), "-A DOCKER-USER -i wg0 -d 172.20.0.0/16 -j ACCEPT")


def a_rule_lets_another_bridge_in() -> World:
    other = f"br-{ident('network back')[:12]}"
    return add_rules(read_host(_app("28.0.1")), f"-A DOCKER-USER -i {other} -o {BRIDGE} -j ACCEPT")


def no_rule_of_the_user_s() -> World:
    return read_host(_app())


def a_rule_for_replies_only() -> World:
    rule = f"-A DOCKER-USER -o {BRIDGE} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"
    return add_rules(read_host(_app()), rule)


def an_engine_before_28() -> World:
    return add_rules(read_host(_app("27.5.1")), f"-A DOCKER-USER -i wg0 -o {BRIDGE} -j ACCEPT")


def the_network_is_not_protected() -> World:
    world = _app(**{"com.docker.network.bridge.gateway_mode_ipv4": "nat-unprotected"})
    return add_rules(read_host(world), f"-A DOCKER-USER -i wg0 -o {BRIDGE} -j ACCEPT")


def the_firewall_was_not_read() -> World:
    return _app()


FIRES = [
    Fires(a_rule_lets_the_vpn_in, "DOCKER-USER accepts packets to containers of app", Severity.WARNING),
    Fires(a_rule_lets_another_bridge_in, "but the engine has dropped them before", Severity.WARNING),
]
SILENT = [no_rule_of_the_user_s, a_rule_for_replies_only, an_engine_before_28, the_network_is_not_protected]
UNKNOWN = [the_firewall_was_not_read]
