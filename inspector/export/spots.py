"""Where each node stands, for tools that draw the graph themselves: as on the map, the rest below it."""

from inspector.model.ids import Ref
from inspector.topology.graph import Topology
from inspector.topology.layout import lay_out
from inspector.topology.scene import Arrow, Box, Dot, Label, Line, Part

Spot = tuple[float, float]

_STEP = 40.0


def spots(topology: Topology) -> dict[Ref, Spot]:
    """x and y of every node in pixels, y downwards: drawn ones as on the map, the others on rows below it."""
    scene = lay_out(topology)
    found: dict[Ref, Spot] = {}
    for part in scene.parts():
        if part.ref and part.kind != "far":
            found.setdefault(part.ref, _middle(part))
        for number, member in enumerate(part.members):
            x, y = _middle(part)
            found.setdefault(member, (x + number * _STEP / 4, y + number * _STEP / 4))
    left = [ref for ref in sorted(topology.graph) if ref not in found]
    row = max(1, int(scene.width // _STEP))
    for number, ref in enumerate(left):
        found[ref] = (number % row * _STEP, scene.height + _STEP * (1 + number // row))
    return found


def _middle(part: Part) -> Spot:
    xs: list[float] = []
    ys: list[float] = []
    for shape in part.shapes:
        match shape:
            case Box():
                xs += [shape.x, shape.x + shape.width]
                ys += [shape.y, shape.y + shape.height]
            case Line():
                xs += [shape.x1, shape.x2]
                ys += [shape.y1, shape.y2]
            case Dot() | Label() | Arrow():
                xs.append(shape.x)
                ys.append(shape.y)
    return round((min(xs) + max(xs)) / 2, 1), round((min(ys) + max(ys)) / 2, 1)
