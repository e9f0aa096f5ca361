"""A scene with a path lit on it: what is not on the path steps back, and words say who asks and where it stops."""

from collections.abc import Iterator

from msgspec.structs import replace

from inspector.export.path import Mark, Path
from inspector.model.ids import Ref
from inspector.topology.scene import Box, Dot, Label, Line, Paint, Part, Scene, Shape
from inspector.topology.text_width import width

# These say what the picture is, whatever is lit on it.
_WORDS = ("header", "legend", "title", "far")
_PAINTS = {"stop": Paint.BAD, "stop unknown": Paint.WARN}
_HEIGHT, _INSET = 18.0, 8.0


def lit(scene: Scene, path: Path) -> Scene:
    """The scene with the path on it. Marks stand over the right end of what they name: lines come in on the left."""
    panels = tuple(replace(panel, parts=tuple(_lit(part, path) for part in panel.parts)) for panel in scene.panels)
    return replace(
        scene,
        under=tuple(_lit(part, path) for part in scene.under),
        panels=panels,
        over=(*(_lit(part, path) for part in scene.over), *_marks(scene, path)),
    )


def _lit(part: Part, path: Path) -> Part:
    if part.kind in _WORDS:
        return part
    if part.joins:
        return replace(part, dim=not path.joins_all(*part.joins))
    refs = [ref for ref in (part.ref, *part.members) if ref]
    return replace(part, dim=not any(path.holds(ref) for ref in refs))


def _marks(scene: Scene, path: Path) -> Iterator[Part]:
    taken: set[tuple[float, float]] = set()
    for mark in path.marks:
        part = _drawn(scene, mark)
        if part is None:
            continue
        _, top, right = _extent(part)
        x, y = (right, top) if part.kind == "card" else (_up(scene, part.ref, path) or right, top - 4)
        while (x, y) in taken:
            y -= _HEIGHT + 2
        taken.add((x, y))
        yield _pill(mark, x, y, leftwards=x == right)


def _drawn(scene: Scene, mark: Mark) -> Part | None:
    found = (part for part in scene.parts() if mark.ref in [str(ref) for ref in (part.ref, *part.members) if ref])
    return next((part for part in found if part.kind != "far"), None)


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
    return Part(kind="mark", name=mark.words, shapes=(ground, words))


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
        case Label():
            return shape.left, shape.y - 10, shape.left + shape.width
