"""The gaps between the boxes of a packed page: where a line runs up or down that meets neither box nor other line."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from inspector.topology.layout_pack import GAP, Place, Size

LANES = (6.0, 11.0, 16.0, 21.0, 26.0)
"""How far left of a box lines run; so many fit side by side into the gap between two boxes."""

_NEAR = 4.5
_STRIP = 100.0


class Way(Struct, frozen=True):
    """A line at x beside the box of this number, from y to end. left: it enters the box there, else on the right."""

    number: int
    x: float
    y: float
    end: float
    left: bool


class Gaps:
    """The free room of one page, and what is taken of it."""

    def __init__(self, sizes: Sequence[Size], places: Sequence[Place]) -> None:
        self._boxes = [(x, y, x + wide, y + high) for (wide, high), (x, y) in zip(sizes, places, strict=True)]
        self._floor = max((end for *_, end in self._boxes), default=0.0)
        # By strips of the page from left to right: a line is held only against what is near it.
        self._near: dict[int, list[tuple[float, float, float, float]]] = defaultdict(list)
        for box in self._boxes:
            for strip in _strips(box[0], box[2]):
                self._near[strip].append(box)
        self._taken: dict[int, list[Way]] = defaultdict(list)

    def ways(self, numbers: Sequence[int], lane: float, *, below: bool) -> list[Way]:
        """Ways to as many of these boxes as this lane leads to: straight from box to box where they stand in one
        column, else up over all boxes, or below them."""
        beside = self._beside(numbers, lane, below=below)
        if len(beside) == len(numbers):
            return beside
        far: list[Way] = []
        for number in numbers:
            _, y, _, end = self._boxes[number]
            span = (y, self._floor) if below else (0.0, end)
            far += self._free(number, lane, span, below=below)[:1]
        return far if len({way.x for way in far}) > 1 else beside

    def take(self, ways: Iterable[Way]) -> None:
        """Later lines keep off these."""
        for way in ways:
            for strip in _strips(way.x, way.x):
                self._taken[strip].append(way)

    def _beside(self, numbers: Sequence[int], lane: float, *, below: bool) -> list[Way]:
        """Of the boxes in one column, the most that one line reaches."""
        columns: dict[tuple[float, bool], list[int]] = {}
        for number in numbers:
            for left in (False, True) if below else (True,):
                columns.setdefault((self._at(number, lane, left=left), left), []).append(number)
        found: list[Way] = []
        for (_, left), members in columns.items():
            top = min(self._boxes[number][1] for number in members)
            end = max(self._boxes[number][3] for number in members)
            ways = [
                way
                for number in members
                for way in self._free(number, lane, (top, end), below=below)
                if way.left is left
            ]
            found = max(found, ways, key=len)
        return found

    def _at(self, number: int, lane: float, *, left: bool) -> float:
        x, _, right, _ = self._boxes[number]
        return round(x - lane if left else right + GAP - lane, 1)

    def _free(self, number: int, lane: float, span: tuple[float, float], *, below: bool) -> list[Way]:
        """On which sides of the box a line is free over this span, the wished side first."""
        sides = (False, True) if below else (True,)
        ways = [Way(number, self._at(number, lane, left=left), *span, left) for left in sides]
        return [way for way in ways if self._is_free(way)]

    def _is_free(self, way: Way) -> bool:
        strip = int(way.x // _STRIP)
        meets_box = any(
            x < way.x + 2 and way.x - 2 < right and y < way.end and way.y < end
            for x, y, right, end in self._near[strip]
        )
        return not meets_box and not any(
            abs(way.x - other.x) < _NEAR and way.y < other.end and other.y < way.end for other in self._taken[strip]
        )


def _strips(left: float, right: float) -> range:
    """Those that a thing of this width touches, or comes near to."""
    return range(int((left - _NEAR) // _STRIP), int((right + _NEAR) // _STRIP) + 1)
