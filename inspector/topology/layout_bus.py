"""Networks that several boxes of a packed page share: a bus beside the boxes, and over them where they stand apart.

A bus runs in the gaps between boxes and enters a box under the network's name. A box that no free gap leads to is left
out: its piece of the network says in words where else there is more of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from inspector.model.ids import Ref
from inspector.topology.layout_frame import MARGIN
from inspector.topology.layout_pack import Place, Size
from inspector.topology.layout_panels import Plans
from inspector.topology.layout_rails import LABELS_MAX, Rails
from inspector.topology.layout_staves import INSET, RAIL_STEP, Drawn
from inspector.topology.scene import Dot, Line, Part, Shape

# So many lines fit into the gap between two boxes.
_MOST, _FIRST, _STEP = 4, 9.0, 6.0


@dataclass
class Bus:
    """ref: the network. lane: how far left of a box it runs. boxes: those that it leads to. over: beyond one column."""

    ref: Ref
    lane: float
    boxes: list[Drawn]
    over: bool


def buses(boxes: Sequence[Drawn], sizes: Sequence[Size], places: Sequence[Place], plans: Plans) -> list[Bus]:
    """Those that find their way, the ones with the most boxes first; not more than the gaps have room for."""
    shared = [ref for ref in plans.above if len(plans.boxes_on[ref]) > 1]
    shared.sort(key=lambda ref: (-len(plans.boxes_on[ref]), -plans.cards_on[ref], ref))
    found: list[Bus] = []
    for ref in shared:
        touched = [number for number, box in enumerate(boxes) if any(ref in stave.nets for stave in box.staves)]
        over = len({places[number][0] for number in touched}) > 1
        lane = _FIRST + _STEP * len(found)
        first = 0.0 if over else min((places[number][1] for number in touched), default=0)
        led = [number for number in touched if _free(number, lane, first, sizes, places)]
        if len(led) > 1 and len({places[number][0] for number in led}) > over:
            found.append(Bus(ref, lane, [boxes[number] for number in led], over))
            for number in led:
                boxes[number].entered.add(ref)
        if len(found) == _MOST:
            break
    return found


def _free(number: int, lane: float, first: float, sizes: Sequence[Size], places: Sequence[Place]) -> bool:
    """Whether the gap left of this box is free of other boxes, from `first` down to its end."""
    x, y = places[number]
    left, end = x - lane - 2, y + sizes[number][1]
    return not any(
        left < other_x + wide and other_x < x - lane + 2 and other_y < end and first < other_y + high
        for (wide, high), (other_x, other_y) in zip(sizes, places, strict=True)
    )


def height(found: Sequence[Bus]) -> float:
    """Room over the boxes for those that lead beyond one column."""
    number = sum(bus.over for bus in found)
    return RAIL_STEP * number + 12 if number else 0


def draw(found: Sequence[Bus], rails: Rails, top: float) -> list[Part]:
    """The lines, once the boxes have their places; top: of the room over the boxes."""
    parts = []
    y = top + 26
    for bus in found:
        paint = rails[bus.ref].paint
        columns: dict[float, list[tuple[float, float]]] = {}
        for box in bus.boxes:
            columns.setdefault(round(box.x - bus.lane, 1), []).extend(box.pieces[bus.ref])
        shapes: list[Shape] = []
        for x, pieces in columns.items():
            ys = [at for at, _ in pieces]
            shapes.append(Line(x, y if bus.over else min(ys), x, max(ys), "bus", paint))
            for at, start in pieces:
                shapes += [Line(x, at, start, at, "bus", paint), Dot(x, at, paint, radius=3)]
        name = f"network {rails[bus.ref].name}, shared"
        parts.append(Part(kind="bus", ref=bus.ref, name=name, hover=rails[bus.ref].hover, shapes=tuple(shapes)))
        if bus.over:
            rail = rails[bus.ref].part(
                min(columns), max(columns), y, MARGIN + INSET, LABELS_MAX, again=True, apart=True
            )
            parts.append(rail)
            y += RAIL_STEP
    return parts
