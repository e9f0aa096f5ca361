"""cases 10 and 11: --link on the default bridge, one way, with starts tied together."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _linked(state: str = "running") -> World:
    world = World()
    world.container("db", networks={"bridge": "172.17.0.2" if state == "running" else {}}, state=state)
    world.container("web", networks={"bridge": "172.17.0.3"}, links=["db:database", "db:sql"])
    return world


def a_link_whose_target_runs() -> World:
    return _linked()


def its_target_does_not_run() -> World:
    return _linked("exited")


def a_link_on_a_network() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("web", networks={"app": {"IPAddress": "172.20.0.2", "Links": ["db:database"]}})
    world.container("db", networks={"app": "172.20.0.3"})
    return world


def details_were_not_read() -> World:
    return a_link_on_a_network().only_listed("web")


FIRES = [Fires(a_link_whose_target_runs, "web finds db only by --link", Severity.NOTE)]
SILENT = [its_target_does_not_run, a_link_on_a_network]
UNKNOWN = [details_were_not_read]
