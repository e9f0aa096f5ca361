"""One project's `down -v`, another one's data."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _with(guest: str, *, mode: str = "", owner: str = "shop") -> World:
    world = World()
    labels = {"com.docker.compose.project": owner, "com.docker.compose.volume": "data"} if owner else None
    world.volume("shop_data", labels=labels)
    world.container("shop-db-1", mounts=["shop_data:/data"], service="shop/db")
    world.container("guest", mounts=[f"shop_data:/in{mode}"], service=guest)
    return world


def another_project_writes() -> World:
    return _with("stats/load")


def a_container_of_no_project() -> World:
    return _with("")


def it_only_reads() -> World:
    return _with("stats/load", mode=":ro")


def one_project() -> World:
    return _with("shop/worker")


def a_volume_of_no_project() -> World:
    return _with("stats/load", owner="")


def details_were_not_read() -> World:
    return one_project().only_listed("guest")


FIRES = [
    Fires(another_project_writes, "guest writes to the volume shop_data, which is the project shop's", Severity.NOTE),
]
SILENT = [it_only_reads, a_container_of_no_project, one_project, a_volume_of_no_project]
UNKNOWN = [details_were_not_read]
