"""cases 1 and 2: `ping: bad address 'foo'` on the default bridge."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def two_on_the_default_bridge() -> World:
    world = World()
    world.container("web", networks={"bridge": "172.17.0.2"})
    world.container("foo", networks={"bridge": "172.17.0.3"})
    return world


def services_of_one_project_with_network_mode_bridge() -> World:
    world = World()
    world.container("shop-web-1", networks={"bridge": "172.17.0.2"}, service="shop/web")
    world.container("shop-db-1", networks={"bridge": "172.17.0.3"}, service="shop/db")
    return world


def alone_on_the_bridge() -> World:
    world = World()
    world.container("web", networks={"bridge": "172.17.0.2"})
    world.container("old", networks={"bridge": {}}, state="exited")
    return world


def joined_by_a_link() -> World:
    world = World()
    world.container("db", networks={"bridge": "172.17.0.3"})
    world.container("web", networks={"bridge": "172.17.0.2"}, links=["db:database"])
    return world


def on_a_network_of_their_own_too() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    for number, name in enumerate(("web", "foo"), 2):
        world.container(name, networks={"bridge": f"172.17.0.{number}", "app": f"172.20.0.{number}"})
    return world


def details_were_not_read() -> World:
    return alone_on_the_bridge().only_listed("web")


FIRES = [
    Fires(two_on_the_default_bridge, "foo, web cannot find each other by name", Severity.NOTE),
    Fires(services_of_one_project_with_network_mode_bridge, "shop-db-1, shop-web-1 cannot", Severity.WARNING),
]
SILENT = [alone_on_the_bridge, joined_by_a_link, on_a_network_of_their_own_too]
UNKNOWN = [details_were_not_read]
