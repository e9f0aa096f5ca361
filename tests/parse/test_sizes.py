"""Sizes of volumes and of containers' own layers, from `/system/df` where it was asked for."""

from typing import Any

import pytest

from inspector.model.snapshot import Snapshot
from tests.build import World, ident

VOLUMES = [
    {"Name": "data", "UsageData": {"Size": 100, "RefCount": 2}},
    {"Name": "unmeasured", "UsageData": {"Size": -1, "RefCount": -1}},
]
CONTAINERS = [{"Id": ident("container web"), "SizeRw": 7, "SizeRootFs": 1000}, {"Id": ident("container new")}]


def _read(usage: Any = None) -> Snapshot:
    world = World()
    for name in ("web", "new", "other"):
        world.container(name)
    for name in ("data", "unmeasured", "nas"):
        world.volume(name)
    if usage is not None:
        world.engine["/system/df"] = usage
    return world.snapshot()


@pytest.mark.parametrize(
    "usage",
    [
        {"Volumes": VOLUMES, "Containers": CONTAINERS},
        {"VolumeUsage": {"Items": VOLUMES, "TotalCount": 2}, "ContainerUsage": {"Items": CONTAINERS}},
    ],
    ids=["to API 1.51", "from API 1.52"],
)
def test_sizes_are_those_that_the_engine_measured(usage: dict[str, Any]) -> None:
    snapshot = _read(usage)
    assert snapshot.gaps == ()
    assert {one.name: (one.size_bytes, one.ref_count) for one in snapshot.volumes} == {
        "data": (100, 2),
        "unmeasured": (None, None),
        "nas": (None, None),
    }
    # The engine leaves a size of 0 out.
    assert {one.name: one.layer_bytes for one in snapshot.containers} == {"web": 7, "new": 0, "other": None}


def test_without_sizes_nothing_is_claimed() -> None:
    snapshot = _read()
    assert {one.size_bytes for one in snapshot.volumes} == {None}
    assert {one.layer_bytes for one in snapshot.containers} == {None}
