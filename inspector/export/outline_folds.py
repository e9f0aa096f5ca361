"""The simple drawings with folded groups: one box a group, and one line for all between the same two."""

from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from inspector.export.folding import insides, members
from inspector.export.outline_boxes import Box, Line
from inspector.model.container import Container, State
from inspector.model.ids import HOST, Ref
from inspector.topology.graph import Topology
from inspector.topology.layout_folds import count, published


def fold(
    boxes: Sequence[Box], lines: Sequence[Line], topology: Topology, away: frozenset[Ref]
) -> tuple[list[Box], list[Line]]:
    """The boxes and lines that are left, and those of the groups."""
    inside = insides(topology, away)
    gone = {group.id for group in away if group != HOST}
    left = [
        replace(box, group="" if box.group in gone else box.group) for box in boxes if box.ref not in {*inside, HOST}
    ]
    host = [box for box in boxes if box.ref == HOST]
    for group, held in members(topology, away).items():
        if group != HOST:
            left.append(_group(group, held))
        else:
            host = [replace(box, details=(*box.details, *_details(held))) for box in host]
    same: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    for line in lines:
        moved = replace(line, source=inside.get(line.source, line.source), target=inside.get(line.target, line.target))
        if moved.source != moved.target:
            same[moved.source, moved.target, moved.directed, moved.colour_of].append(moved)
    return [*left, *host], [_merged(several) for several in same.values()]


def _group(group: Ref, held: Sequence[Container]) -> Box:
    faded = not any(one.state is State.RUNNING for one in held)
    return Box(group, group.id or "no project", _details(held), faded=faded)


def _details(held: Sequence[Container]) -> tuple[str, ...]:
    running = sum(one.state is State.RUNNING for one in held)
    return tuple(filter(None, (f"{count(len(held), 'container')}, {running} running", published(held))))


def _merged(several: Sequence[Line]) -> Line:
    if len(several) == 1:
        return several[0]
    return replace(several[0], label=f"\u00d7{len(several)}", dashed=all(line.dashed for line in several))
