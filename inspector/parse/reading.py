"""Tolerant readers of a stranger's JSON: whatever its shape, they return the type that they promise and never raise."""

import math
import re
from typing import Any

from inspector.model.evidence import Gap, Json, Why

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_INT64 = 1 << 63
_NAMES = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}


def get(value: Json, *path: str | int) -> Json:
    """The value at a path of keys and list positions, None where there is none."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def text(value: Json) -> str:
    """The text, "" for anything else. Lone surrogates, which no UTF-8 can hold, become U+FFFD."""
    if not isinstance(value, str):
        return ""
    if value.isascii():
        return value
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def integer(value: Json) -> int:
    """The number (also one written as text), 0 for anything else and for what 64 bits do not hold."""
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and -_INT64 <= value < _INT64:
        return value
    return 0


def flag(value: Json, default: bool = False) -> bool:
    """The truth value, the default for anything else."""
    return value if isinstance(value, bool) else default


def sequence(value: Json) -> list[Any]:
    """The list, an empty one for anything else."""
    return value if isinstance(value, list) else []


def mapping(value: Json) -> dict[str, Any]:
    """The object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


class Cursor:
    """A place in one engine answer. It reads like the functions above and notes a Gap where the shape is wrong.

    null and absent are no Gap: engines write null for empty everywhere. `where` is the engine path, "#", and a JSON
    pointer (RFC 6901).
    """

    __slots__ = ("_above", "_steps", "gaps", "value")

    def __init__(self, value: Json, where: "str | Cursor", gaps: list[Gap], steps: tuple[str | int, ...] = ()) -> None:
        """where: the engine path, or the place above, from which these steps lead here."""
        self.value = value
        self.gaps = gaps
        self._above = where
        self._steps = steps

    @property
    def where(self) -> str:
        """Worked out when it is asked for: most places are as they should be, and nobody has to be told of them."""
        above = self._above
        top = above.where if isinstance(above, Cursor) else above if "#" in above else above + "#"
        return top + "".join(f"/{_escape(step)}" for step in self._steps)

    def at(self, *path: str | int) -> "Cursor":
        """The place below, which may hold nothing."""
        value = self.value
        for step in path:
            if value is not None and not isinstance(value, dict | list):
                break
            value = get(value, step)
        return Cursor(value, self, self.gaps, path)

    def text(self, *path: str | int) -> str:
        """The text below."""
        value = self._leaf(path, str)
        return text(value)

    def integer(self, *path: str | int) -> int:
        """The number below; text that is a number counts as one."""
        value = get(self.value, *path)
        if value is None or value == "":
            return 0
        number = integer(value)
        if (number == 0 and value not in (0, "0")) or isinstance(value, bool):
            self.malformed("a whole number", path, value)
        return number

    def flag(self, *path: str | int, default: bool = False) -> bool:
        """The truth value below."""
        return flag(self._leaf(path, bool), default)

    def items(self, *path: str | int) -> list[tuple[str, "Cursor"]]:
        """Key and place of each member of the object below, by key."""
        value = mapping(self._leaf(path, dict))
        return [(text(key), Cursor(value[key], self, self.gaps, (*path, key))) for key in sorted(value, key=str)]

    def each(self, *path: str | int) -> list["Cursor"]:
        """Each place of the list below, in its order."""
        value = sequence(self._leaf(path, list))
        return [Cursor(one, self, self.gaps, (*path, number)) for number, one in enumerate(value)]

    def texts(self, *path: str | int) -> tuple[str, ...]:
        """The texts of the list below, in its order; other members are left out with a Gap."""
        value = self._leaf(path, list)
        if not value:
            return ()
        if all(isinstance(one, str) for one in value):
            return tuple(map(text, value))
        return tuple(place.text() for place in self.each(*path) if place.text())

    def pairs(self, *path: str | int) -> tuple[tuple[str, str], ...]:
        """The members of an object of texts, by key; a member of another type becomes "" with a Gap."""
        value = self._leaf(path, dict)
        if not value:
            return ()
        if all(isinstance(one, str) for one in value.values()):
            return tuple(sorted((text(key), text(one)) for key, one in value.items()))
        return tuple(sorted((key, place.text()) for key, place in self.items(*path)))

    def malformed(self, wanted: str, path: tuple[str | int, ...] = (), found: Json = None) -> None:
        """Note that something else than wanted stands here."""
        where = Cursor(None, self, self.gaps, path).where
        name = where.rpartition("/")[2] or "answer"
        seen = _NAMES.get(type(found), "nothing") if found is not None else "something else"
        self.gaps.append(Gap(text(f"{name}: {seen} where {wanted} belongs"), where, Why.MALFORMED))

    def _leaf(self, path: tuple[str | int, ...], kind: type) -> Json:
        """The value below if it is of this kind; None, and a Gap unless it is null, if not."""
        value = self.value
        for step in path:
            if type(value) is not dict:
                return self._odd(path, kind)
            value = value.get(step)
        return value if type(value) is kind else self._odd(path, kind)

    def _odd(self, path: tuple[str | int, ...], kind: type) -> Json:
        """The same for what is not plainly there: absent, null, a position in a list, or of a wrong shape."""
        value = self.value
        for depth, step in enumerate(path):
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int):
                value = get(value, step)
            elif value is None:
                return None
            else:
                self.malformed("an object", path[:depth], value)
                return None
        if value is None or isinstance(value, kind):
            return value
        self.malformed(_NAMES[kind], path, value)
        return None


def _escape(step: str | int) -> str:
    return text(str(step)).replace("~", "~0").replace("/", "~1")
