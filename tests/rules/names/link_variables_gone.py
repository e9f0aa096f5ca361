"""case 11, truth 32: the variables of links are gone in 29."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _linked(version: str, linked: bool = True) -> World:
    world = World(version=version)
    world.container("db", networks={"bridge": "172.17.0.2"})
    world.container("web", networks={"bridge": "172.17.0.3"}, links=["db:database"] if linked else [])
    return world


def a_link_on_29() -> World:
    return _linked("29.7.2")


def a_link_on_28() -> World:
    return _linked("28.5.2")


def no_link_on_29() -> World:
    return _linked("29.7.2", linked=False)


def a_link_on_an_engine_whose_version_was_not_read() -> World:
    return _linked("")


FIRES = [Fires(a_link_on_29, "web is linked to db, and engine 29.7.2 sets no variables", Severity.WARNING)]
SILENT = [a_link_on_28, no_link_on_29]
UNKNOWN = [a_link_on_an_engine_whose_version_was_not_read]
