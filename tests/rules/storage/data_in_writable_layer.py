"""Data that a recreate deletes."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _with(size: int | None, *mounts: str) -> World:
    world = World()
    ident = world.container("app", mounts=mounts)
    if size is not None:
        world.engine["/system/df"] = {"Containers": [{"Id": ident, "SizeRw": size}]}
    return world


def all_lie_in_the_layer() -> World:
    return _with(2_300_000_000)


def they_lie_beside_a_volume() -> World:
    return _with(2_300_000_000, "data:/data")


def the_layer_is_small() -> World:
    return _with(10_000_000)


def sizes_were_not_measured() -> World:
    return _with(None)


FIRES = [
    Fires(all_lie_in_the_layer, "app has 2.3 GB in its own writable layer, and it has no volume", Severity.NOTE),
    Fires(they_lie_beside_a_volume, "in its own writable layer, beside its mounts", Severity.NOTE),
]
SILENT = [the_layer_is_small]
UNKNOWN = [sizes_were_not_measured]
