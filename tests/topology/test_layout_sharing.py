"""The sharing picture: nothing overlaps, nothing leaves its box, what is many is folded and counted."""

import pytest

from inspector.analysis.shared_places import overseers, shared_places
from inspector.model.backing import BackingKind, Place, PlaceKind
from inspector.model.container import State
from inspector.model.sharing import SharedPlace, Use
from inspector.pipeline import build
from inspector.topology.layout_sharing import NARROW, WIDE, Columns, Mark, lay_out_sharing
from inspector.topology.scene import Box, Label
from tests.recorded import recorded
from tests.topology.geometry import area, overlapping

LONG = "a-name-that-goes-on-and-on-" * 9
COLUMNS = pytest.mark.parametrize("columns", [WIDE, NARROW], ids=["wide", "narrow"])


def place(name: str, readers: int, writers: int, kind: BackingKind = BackingKind.VOLUME) -> SharedPlace:
    uses = [
        Use(f"{name}-{n}", f"/{name}/{n}", f"{n:064x}", n >= readers, State.RUNNING) for n in range(readers + writers)
    ]
    return SharedPlace(
        name=name, kind=kind, place=Place(PlaceKind.HOST_PATH, f"/{name}"), project=name, uses=tuple(uses)
    )


def boxes(marks: tuple[Mark, ...]) -> list[tuple[float, float, float, float]]:
    found = [shape for mark in marks for shape in mark.shapes if isinstance(shape, Box)]
    return [(box.x, box.y, box.x + box.width, box.y + box.height) for box in found]


@COLUMNS
@pytest.mark.parametrize("name", ["storage-28.5", "host-315"])
def test_nothing_overlaps_and_everything_is_in_the_picture(name: str, columns: Columns) -> None:
    places = shared_places(build(recorded(name)).storage)
    scene = lay_out_sharing(places, columns)
    areas = boxes(scene.marks)
    assert not overlapping(areas)
    texts = [area(shape) for mark in scene.marks for shape in mark.shapes if isinstance(shape, Label)]
    assert not overlapping(texts)
    assert all(x >= 0 and right <= scene.width and bottom <= scene.height for x, _, right, bottom in areas)


@COLUMNS
def test_long_names_stay_in_their_boxes(columns: Columns) -> None:
    scene = lay_out_sharing([place(LONG, 2, 2), place(f"/{LONG}", 1, 1, BackingKind.BIND)], columns)
    for mark in scene.marks:
        held = boxes((mark,))
        for shape in mark.shapes:
            if isinstance(shape, Label) and held:
                left, _, right, _ = area(shape)
                assert held[0][0] <= left
                assert right <= held[0][2]


def test_many_users_are_folded_and_counted() -> None:
    marks = lay_out_sharing([place("logs", 60, 1)]).marks
    assert sum(mark.kind == "user" for mark in marks) == 4
    assert [mark.name for mark in marks if mark.kind == "more"] == ["and 57 more"]


def test_the_container_that_is_asked_about_is_never_folded_away() -> None:
    own = f"{55:064x}"
    marks = lay_out_sharing([place("logs", 60, 0)], own=own).marks
    first = next(mark for mark in marks if mark.kind == "user")
    assert first.ref
    assert (first.ref.id, first.use) == (own, (0, 55))


def test_readers_stand_left_and_writers_right_of_the_data() -> None:
    marks = lay_out_sharing([place("logs", 1, 1)]).marks
    reader, writer = (boxes((mark,))[0] for mark in marks if mark.kind == "user")
    data = boxes(tuple(mark for mark in marks if mark.kind == "place"))[0]
    assert reader[2] < data[0] < data[2] < writer[0]


def test_an_empty_picture_is_a_picture() -> None:
    assert lay_out_sharing([]).width == WIDE.width


def test_data_under_different_names_are_one_place_and_a_folder_above_is_told() -> None:
    found = {one.name: one for one in shared_places(build(recorded("storage-28.5")).storage)}
    photos = found["/srv/exports/photos"]
    assert [(use.container_name, use.target, use.writable, use.through) for use in photos.uses] == [
        ("files", "/data/photos", True, ""),
        ("gallery", "/exports/photos", False, "/srv/exports"),
        ("reader", "/data/photos", False, ""),
    ]
    assert [use.state for use in found["files"].uses if use.container_name == "migrate"] == [State.EXITED]
    assert not found["/srv/backup"].shared


def test_who_mounts_the_root_of_the_host_is_told_once_and_not_beside_all_data() -> None:
    storage = build(recorded("storage-28.5")).storage
    assert [(one.container_name, one.target, one.writable) for one in overseers(storage)] == [
        ("node-agent", "/host", False)
    ]
    assert not any(
        use.container_name == "node-agent" for one in shared_places(storage) if one.shared for use in one.uses
    )
