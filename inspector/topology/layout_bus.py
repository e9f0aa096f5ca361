"""What several boxes of a packed page share, drawn as one: a bus in the gaps beside the boxes.

A network enters a box from the left, under its name, and runs over the boxes where they stand apart; storage leaves a
box on the right and runs below them. A box that no free gap leads to is left out: its piece says in words where else
there is more of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from inspector.model.ids import Ref
from inspector.topology.layout_frame import MARGIN
from inspector.topology.layout_gaps import LANES, Gaps, Way
from inspector.topology.layout_pack import Place, Size
from inspector.topology.layout_panels import Plans
from inspector.topology.layout_rails import LABELS_MAX, Rails
from inspector.topology.layout_staves import RAIL_STEP, Drawn, crosses
from inspector.topology.scene import Dot, Line, Part, Shape

_MOST = 4
_CLEAR = 6.0


@dataclass
class Bus:
    """ref: what is shared. ways: to the boxes that it leads to. trunk: it runs over or below the boxes as well."""

    ref: Ref
    below: bool
    ways: list[Way] = field(default_factory=list)

    @property
    def trunk(self) -> bool:
        return len({way.x for way in self.ways}) > 1


def buses(boxes: Sequence[Drawn], sizes: Sequence[Size], places: Sequence[Place], plans: Plans) -> list[Bus]:
    """Those that find their way: networks, then storage, the ones with the most boxes first."""
    shared = [ref for ref, names in plans.boxes_on.items() if len(names) > 1 and (ref in plans.above or crosses(ref))]
    shared.sort(key=lambda ref: (ref not in plans.above, -len(plans.boxes_on[ref]), -plans.cards_on[ref], ref))
    touched: dict[Ref, list[int]] = defaultdict(list)
    for number, box in enumerate(boxes):
        for ref in box.refs:
            touched[ref].append(number)
    gaps = Gaps(sizes, places)
    found: list[Bus] = []
    for ref in shared:
        below = ref not in plans.above
        if sum(bus.below is below for bus in found) == _MOST:
            continue
        tries = [Bus(ref, below, gaps.ways(touched[ref], lane, below=below)) for lane in LANES]
        best = max(tries, key=lambda bus: (len(bus.ways), sum(way.left is not below for way in bus.ways)))
        if len(best.ways) > 1:
            found.append(best)
            gaps.take(best.ways)
            for way in best.ways:
                boxes[way.number].entered[ref] = way.left
    return found


def height(found: Iterable[Bus], *, below: bool) -> float:
    """Room over the boxes, or below them, for those that lead beyond one column."""
    number = sum(bus.trunk for bus in found if bus.below is below)
    return RAIL_STEP * number + 12 if number else 0


def draw(
    found: Sequence[Bus], boxes: Sequence[Drawn], rails: Rails, *, top: float, floor: float, right: float
) -> list[Part]:
    """The lines, once the boxes have their places. top, floor: of the room over and below them; right: its end."""
    parts: list[Part] = []
    ends = {False: top + 26, True: floor + 28}
    for bus in found:
        rail, y = rails[bus.ref], ends[bus.below]
        columns: dict[float, list[tuple[float, float]]] = {}
        for way in bus.ways:
            box = boxes[way.number]
            pieces = [(at, start if way.left else end) for at, start, end in box.pieces[bus.ref]]
            columns.setdefault(round(MARGIN + way.x, 1), []).extend(pieces)
        shapes: list[Shape] = []
        for x, pieces in columns.items():
            ys = [at for at, _ in pieces] + ([y] if bus.trunk else [])
            shapes.append(Line(x, min(ys), x, max(ys), "bus", rail.paint))
            for at, end in pieces:
                shapes += [Line(x, at, end, at, "bus", rail.paint), Dot(x, at, rail.paint, radius=3)]
        name = f"{'storage' if bus.below else 'network'} {rail.name}, shared"
        parts.append(Part(kind="bus", ref=bus.ref, name=name, hover=rail.hover, shapes=tuple(shapes)))
        if bus.trunk:
            at, room = _label(min(rail.room, LABELS_MAX), columns, _upright(found, boxes, below=bus.below), right)
            start, end = min(at, *columns), max(at, *columns)
            parts.append(rail.part(start, end, y, at, room, again=True, apart=True))
            ends[bus.below] += RAIL_STEP
    return parts


def _upright(found: Iterable[Bus], boxes: Sequence[Drawn], *, below: bool) -> set[float]:
    """Where lines run up or down over the boxes, or below them."""
    lines = {round(MARGIN + way.x, 1) for bus in found if bus.trunk and bus.below is below for way in bus.ways}
    return lines if below else lines | {port.x for box in boxes for port in box.ports}


def _label(wide: float, columns: Iterable[float], upright: Iterable[float], right: float) -> tuple[float, float]:
    """Where a name stands that no upright line runs through, and its room: the first place that holds it, along the
    line; else the widest."""
    first, last = min(columns), max(columns)
    places = [(a + _CLEAR, b - a - 2 * _CLEAR) for a, b in pairwise(sorted({MARGIN, right, *upright}))]
    along = [(x, room) for x, room in places if room >= wide and x + room > first and x < last]
    return along[0] if along else max(places, key=lambda place: place[1])
