"""case 10: `docker network connect --link` on the default bridge does nothing."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _linked(network: str = "bridge", legacy: bool = False) -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    start = "172.17.0" if network == "bridge" else "172.20.0"
    world.container("db", networks={network: f"{start}.2"})
    told = {"IPAddress": f"{start}.3", "Links": ["db:sql"]}
    world.container("web", networks={network: told}, links=["db:sql"] if legacy else [])
    return world


def connect_was_given_a_link() -> World:
    return _linked()


def the_link_is_docker_run_s() -> World:
    return _linked(legacy=True)


def on_a_user_defined_network() -> World:
    return _linked("app")


def details_were_not_read() -> World:
    return _linked("app").only_listed("web")


FIRES = [
    Fires(
        connect_was_given_a_link,
        "web was linked to db as `sql` on the default bridge by `network connect`, where that does nothing",
        Severity.WARNING,
    )
]
SILENT = [the_link_is_docker_run_s, on_a_user_defined_network]
UNKNOWN = [details_were_not_read]
