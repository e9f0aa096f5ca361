"""case 28: published on 127.0.0.1, reached from the LAN."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import add_rules, read_host
from tests.rules.example import Fires


def _db(version: str = "20.10.24", port: str = "127.0.0.1:5432:5432") -> World:
    world = World(version=version, api="1.41")
    world.network("app", subnet="172.20.0.0/16")
    world.container("db", networks={"app": "172.20.0.2"}, ports=[port])
    return world


def _host(world: World) -> World:
    return read_host(world, {"db": ["tcp 0.0.0.0:5432"]})


def an_engine_before_28() -> World:
    return _host(_db())


def an_engine_before_28_of_which_inspect_alone_tells() -> World:
    return _db("26.1.5")


def an_engine_of_today() -> World:
    return _host(_db("28.5.2"))


def a_rule_closes_the_way() -> World:
    world = _host(_db())
    return add_rules(world, "-A PREROUTING -d 172.20.0.0/16 -i uplink -j DROP", table="raw")


def published_for_everybody() -> World:
    return _host(_db(port="5432:5432"))


def details_were_not_read() -> World:
    return _db().only_listed("db")


def on_several_networks() -> World:
    """One cause, one finding."""
    world = _db()
    world.network("back", subnet="172.21.0.0/16")
    world.container("queue", networks={"back": "172.21.0.2"}, ports=["127.0.0.1:5672:5672"])
    return world


FIRES = [
    Fires(on_several_networks, "reaches db at 172.20.0.2:5432, queue at 172.21.0.2:5672", Severity.WARNING),
    Fires(an_engine_before_28, "the LAN reaches db at 172.20.0.2:5432", Severity.WARNING),
    Fires(an_engine_before_28_of_which_inspect_alone_tells, "the LAN reaches db at 172.20.0.2:5432", Severity.WARNING),
]
SILENT = [an_engine_of_today, a_rule_closes_the_way, published_for_everybody]
UNKNOWN = [details_were_not_read]
