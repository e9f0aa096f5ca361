"""A scene with words at elements: who asks and who is asked, where a path stops, what the rules found."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from inspector.export.path import Mark, Path
from inspector.model.ids import Ref
from inspector.topology.scene import Arrow, Box, Dot, Label, Line, Paint, Part, Scene, Shape
from inspector.topology.text_width import width

_PAINTS = {
    "stop": Paint.BAD,
    "stop unknown": Paint.WARN,
    "error": Paint.BAD,
    "warning": Paint.WARN,
    "note": Paint.MUTED,
}
_OF_A_PATH = ("from", "to", "stop", "stop unknown")
_HEIGHT, _INSET = 18.0, 8.0


def marked(scene: Scene, marks: Sequence[Mark], path: Path | None) -> Scene:
    """The scene with marks over the right end of what they name: lines come in on the left."""
    return replace(scene, over=(*scene.over, *_pills(scene, marks, path)))


def _pills(scene: Scene, marks: Sequence[Mark], path: Path | None) -> Iterator[Part]:
    taken: set[tuple[float, float]] = set()
    drawn = _drawn(scene) if marks else {}
    for mark in marks:
        part = drawn.get(mark.ref)
        if part is None:
            continue
        _, top, right = _extent(part)
        up = _up(scene, part.ref, path) if path and mark.kind.startswith("stop") else None
        x, y = (right, top) if part.kind == "card" else (up or right, top - 4)
        while (x, y) in taken:
            y -= _HEIGHT + 2
        taken.add((x, y))
        yield _pill(mark, x, y, leftwards=x == right)


def _drawn(scene: Scene) -> dict[str, Part]:
    """Where each Ref stands: the first part of it, or of the group that it is folded into."""
    found: dict[str, Part] = {}
    for part in scene.parts():
        for ref in (part.ref, *part.members) if part.kind != "far" else ():
            if ref:
                found.setdefault(str(ref), part)
    return found


def _up(scene: Scene, ref: Ref | None, path: Path) -> float | None:
    """Where the path came up to a network: it stops there, not at the end of the network's line."""
    drops = (part for part in scene.parts() if ref in part.joins and path.joins_all(*part.joins))
    return next((_extent(part)[0] + 8 for part in drops), None)


def _pill(mark: Mark, x: float, y: float, *, leftwards: bool) -> Part:
    wide = width(mark.words, "note") + 2 * _INSET
    left = x + _INSET - wide if leftwards else x - 4
    paint = _PAINTS.get(mark.kind, Paint.INK)
    ground = Box(left, y - _HEIGHT + 4, wide, _HEIGHT, "tag", _HEIGHT / 2, paint)
    words = Label(left + _INSET, y - 1.5, mark.words, "note", wide - 2 * _INSET, paint=paint)
    kind = "mark" if mark.kind in _OF_A_PATH else "finding"
    return Part(kind=kind, name=mark.words, shapes=(ground, words))


def _extent(part: Part) -> tuple[float, float, float]:
    """Left, top and right of all that a part draws."""
    edges = [_edges(shape) for shape in part.shapes]
    return min(one[0] for one in edges), min(one[1] for one in edges), max(one[2] for one in edges)


def _edges(shape: Shape) -> tuple[float, float, float]:
    match shape:
        case Box():
            return shape.x, shape.y, shape.x + shape.width
        case Line():
            return min(shape.x1, shape.x2), min(shape.y1, shape.y2), max(shape.x1, shape.x2)
        case Dot():
            return shape.x - shape.radius, shape.y - shape.radius, shape.x + shape.radius
        case Arrow():
            return shape.x - 4.5, shape.y, shape.x + 4.5
        case Label():
            return shape.left, shape.y - 10, shape.left + shape.width
