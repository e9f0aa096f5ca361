"""case 13: ECONNREFUSED 127.0.0.1:3306."""

from inspector.model.finding import Severity
from tests.build import World, ident
from tests.hosts import read_host
from tests.rules.example import Fires


def _shop(command: str = "mysql://root@127.0.0.1:3306/shop", mode: str = "") -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    networks = None if mode else {"app": "172.20.0.2"}
    world.container("web", networks=networks, mode=mode, config={"Cmd": ["serve", "--db", command]})
    world.container("mysql", networks={"app": "172.20.0.3"}, exposed=["3306/tcp"])
    return world


def a_database_is_asked_for_at_localhost() -> World:
    return read_host(_shop(), {"mysql": ["tcp 0.0.0.0:3306"]})


def by_the_word_localhost() -> World:
    return read_host(_shop("localhost:3306"))


def something_listens_there() -> World:
    return read_host(_shop(), {"web": ["tcp 127.0.0.1:3306"]})


def nobody_else_has_the_port() -> World:
    return read_host(_shop("localhost:9999"))


def in_the_namespace_of_the_database() -> World:
    return read_host(_shop(mode=f"container:{ident('container mysql')}"), {"mysql": ["tcp 127.0.0.1:3306"]})


def in_the_host_s_namespace() -> World:
    return read_host(_shop(mode="host"))


def sockets_were_not_read() -> World:
    return _shop()


FIRES = [
    Fires(a_database_is_asked_for_at_localhost, "that is web itself. mysql has port 3306", Severity.WARNING),
    Fires(by_the_word_localhost, "web asks localhost:3306, where nothing listens", Severity.WARNING),
]
SILENT = [
    something_listens_there,
    nobody_else_has_the_port,
    in_the_namespace_of_the_database,
    in_the_host_s_namespace,
]
UNKNOWN = [sockets_were_not_read]
