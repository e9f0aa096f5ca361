"""What each part of an evidence was read as, kept for the next evidence of the same host."""

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import Struct

from inspector.model.evidence import Gap, Json
from inspector.parse.reading import Cursor

T = TypeVar("T")


class _Part(Struct, frozen=True, gc=False):
    """What was said, what it was read as, and what was odd in it."""

    said: Json
    found: Any
    gaps: tuple[Gap, ...]


class Remembered:
    """One reading of an evidence. A part that is the very object which the reading before saw is not read again.

    Only for readers that look at nothing but their place. Never changes once its evidence was read.
    """

    def __init__(self, before: "Remembered | None" = None) -> None:
        self._before = before._parts if before else {}
        self._parts: dict[str, _Part] = {}

    def read(self, place: Cursor, reader: Callable[[Cursor], T]) -> T:
        """What the reader makes of a place that stands for itself; what it finds odd is noted as ever."""
        part = self._before.get(place.where)
        if part is None or part.said is not place.value:
            gaps: list[Gap] = []
            found = reader(Cursor(place.value, place.where, gaps))
            part = _Part(place.value, found, tuple(gaps))
        self._parts[place.where] = part
        place.gaps.extend(part.gaps)
        read: T = part.found
        return read
