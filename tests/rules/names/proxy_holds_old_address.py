"""case 9: nginx answers 502 after the service behind it was recreated."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import read_host
from tests.rules.example import Fires


def _shop(proxy_at: str = "09:00:00", api_at: str = "10:14:00", image: str = "nginx:1.27") -> World:
    world = World()
    world.network("app", subnet="172.28.0.0/16")
    for name, made, moment, last in (("proxy", image, proxy_at, 2), ("api", "api:2", api_at, 6)):
        world.container(name, image=made, networks={"app": f"172.28.0.{last}"})
        world.containers[name]["State"]["StartedAt"] = f"2026-11-23T{moment}.5Z"
    return world


def nginx_asks_for_the_address_that_the_recreated_one_has_left() -> World:
    return read_host(_shop(), vain={"proxy": ["172.28.0.5"]})


def a_proxy_of_another_maker() -> World:
    return read_host(_shop(image="registry.example:5000/edge/haproxy:3"), vain={"proxy": ["172.28.0.5"]})


def nothing_is_asked_for_in_vain() -> World:
    return read_host(_shop())


def nothing_was_started_after_the_proxy() -> World:
    return read_host(_shop(proxy_at="10:15:00"), vain={"proxy": ["172.28.0.5"]})


def the_address_is_of_no_network_of_the_proxy() -> World:
    return read_host(_shop(), vain={"proxy": ["10.9.9.9"]})


def not_a_proxy() -> World:
    return read_host(_shop(image="worker:1"), vain={"proxy": ["172.28.0.5"]})


def neighbours_were_not_read() -> World:
    return _shop()


FIRES = [
    Fires(
        nginx_asks_for_the_address_that_the_recreated_one_has_left,
        "proxy still sends to 172.28.0.5, which no container has any more.",
        Severity.WARNING,
    ),
    Fires(a_proxy_of_another_maker, "proxy still sends to 172.28.0.5", Severity.WARNING),
]
SILENT = [
    nothing_is_asked_for_in_vain,
    nothing_was_started_after_the_proxy,
    the_address_is_of_no_network_of_the_proxy,
    not_a_proxy,
]
UNKNOWN = [neighbours_were_not_read]
