"""truth 10 and 11: a hostname or an alias that is another container's name."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _app(**more: object) -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("db", networks={"app": "172.20.0.2"})
    return world


def a_hostname_is_another_container_s_name() -> World:
    world = _app()
    world.container("copy", networks={"app": "172.20.0.3"}, config={"Hostname": "db"})
    return world


def an_alias_is_another_container_s_name() -> World:
    world = _app()
    world.container("copy", networks={"app": {"IPAddress": "172.20.0.3", "Aliases": ["db", "copy-too"]}})
    return world


def two_have_the_same_hostname() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    for number in (2, 3):
        world.container(f"one-{number}", networks={"app": f"172.20.0.{number}"}, config={"Hostname": "same"})
    return world


def an_alias_is_shared_on_purpose() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    for number in (2, 3):
        world.container(f"api-{number}", networks={"app": {"IPAddress": f"172.20.0.{number}", "Aliases": ["api"]}})
    return world


def replicas_have_the_hostname_of_their_service() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    for number in (2, 3):
        joined = {"IPAddress": f"172.20.0.{number}", "Aliases": ["api"]}
        world.container(f"shop-api-{number}", networks={"app": joined}, service="shop/api", config={"Hostname": "api"})
    return world


def on_different_networks() -> World:
    world = _app()
    world.network("other", subnet="172.21.0.0/16")
    world.container("copy", networks={"other": "172.21.0.3"}, config={"Hostname": "db"})
    return world


def details_were_not_read() -> World:
    return _app().only_listed("db")


FIRES = [
    Fires(a_hostname_is_another_container_s_name, "`db` on app is answered by copy, db", Severity.WARNING),
    Fires(an_alias_is_another_container_s_name, "`db` on app is answered by copy, db", Severity.WARNING),
    Fires(two_have_the_same_hostname, "`same` on app is answered by one-2, one-3", Severity.WARNING),
]
SILENT = [an_alias_is_shared_on_purpose, replicas_have_the_hostname_of_their_service, on_different_networks]
UNKNOWN = [details_were_not_read]
