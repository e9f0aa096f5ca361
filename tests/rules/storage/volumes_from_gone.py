"""It runs on, and cannot be made anew (seen on 20.10, 26.1 and 28.5)."""

from inspector.model.finding import Severity
from tests.build import World, ident
from tests.rules.example import Fires


def _with(lender: str, *, there: str = "") -> World:
    world = World()
    if there:
        world.container(there, mounts=["data:/data"], state="exited")
    world.container("web", mounts=["data:/data"], host_config={"Binds": None}, volumes_from=[lender])
    return world


def the_lender_is_gone() -> World:
    return _with("store:ro")


def the_lender_was_known_by_its_id() -> World:
    return _with(ident("container store"))


def the_lender_is_stopped() -> World:
    return _with("store", there="store")


def the_lender_is_there_by_its_short_id() -> World:
    return _with(ident("container store")[:14], there="store")


def details_were_not_read() -> World:
    return the_lender_is_stopped().only_listed("web")


FIRES = [
    Fires(the_lender_is_gone, "web borrows its volumes from store, which is gone", Severity.WARNING),
    Fires(the_lender_was_known_by_its_id, "it cannot be made anew", Severity.WARNING),
]
SILENT = [the_lender_is_stopped, the_lender_is_there_by_its_short_id]
UNKNOWN = [details_were_not_read]
