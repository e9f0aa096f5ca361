"""Matches made ready to run: each becomes a function from a View to True, False or None (cannot be told)."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from operator import attrgetter

from inspector.analysis.firewall_fields import FIELDS, PLAIN, Alternatives, Value, View
from inspector.model.firewall import ALL_BITS, Match, NamedSet, Range

Test = Callable[[View], bool | None]
Contains = Callable[[tuple[Value, ...]], bool]


def compile_match(match: Match, sets: Mapping[str, NamedSet]) -> Test:
    """The test of one match; a set that is not known makes it untellable."""
    if match.named:
        found = sets.get(match.named)
        if found is None or not found.known:
            return _untellable
        member = _member(found)
    elif len(match.keys) == 1 and match.keys[0] in PLAIN and len(match.values) == 1 and match.mask == ALL_BITS:
        return _single(match.keys[0], match.values[0][0], match.negated)
    else:
        member = contains(match.values)
    return _general(readers(match.keys), member, match.negated, match.mask)


def is_span(match: Match) -> bool:
    """Whether a match asks one plain number to lie in one span."""
    plain = len(match.keys) == 1 and match.keys[0] in PLAIN and not (match.negated or match.named)
    return plain and len(match.values) == 1 and match.mask == ALL_BITS and isinstance(match.values[0][0], tuple)


def _untellable(_: View) -> bool | None:
    return None


def _single(key: str, value: Range, negated: bool) -> Test:
    """One plain key against one value: most rules of most hosts, so it does nothing else."""
    read = attrgetter(key)
    if isinstance(value, str):
        if value.endswith("*"):
            prefix = value[:-1]
            return lambda view: read(view).startswith(prefix) is not negated
        return lambda view: (read(view) == value) is not negated
    low, high = value

    def test(view: View) -> bool | None:
        found = read(view)
        return None if found is None else (low <= found <= high) is not negated

    return test


def _general(reads: Sequence[Callable[[View], Alternatives]], member: Contains, negated: bool, mask: int) -> Test:
    def test(view: View) -> bool | None:
        sides = [read(view) for read in reads]
        if () in sides:
            return False
        known = [side for side in sides if side is not None]
        if len(known) < len(sides):
            return None
        if mask != ALL_BITS:
            known = [tuple(v & mask if isinstance(v, int) and v >= 0 else v for v in side) for side in known]
        return any(map(member, product(*known))) is not negated

    return test


def readers(keys: Sequence[str]) -> list[Callable[[View], Alternatives]]:
    """How each key is read; a key nobody knows reads as not known."""
    return [_plain(key) if key in PLAIN else FIELDS.get(key, FIELDS["unknown"]) for key in keys]


def _plain(key: str) -> Callable[[View], Alternatives]:
    read = attrgetter(key)

    def alternatives(view: View) -> Alternatives:
        found = read(view)
        return None if found is None else (found,)

    return alternatives


def _member(found: NamedSet) -> Contains:
    inside, outside = contains(found.values), contains(found.except_)
    return (lambda value: inside(value) and not outside(value)) if found.except_ else inside


def contains(values: Sequence[tuple[Range, ...]]) -> Contains:
    """Membership: exact elements by hash, single ranges by bisection, the rest one by one."""
    exact = {tuple(_point(r) for r in value) for value in values if all(_is_point(r) for r in value)}
    rest = [value for value in values if not all(_is_point(r) for r in value)]
    spans = _joined([r for value in rest if len(value) == 1 for r in value if not isinstance(r, str)])
    lows = [low for low, _ in spans]
    others = [value for value in rest if len(value) != 1 or isinstance(value[0], str)]

    def inside(value: tuple[Value, ...]) -> bool:
        if value in exact:
            return True
        if spans and len(value) == 1 and isinstance(value[0], int):
            at = bisect_right(lows, value[0]) - 1
            if at >= 0 and value[0] <= spans[at][1]:
                return True
        return any(len(other) == len(value) and all(map(fits, other, value)) for other in others)

    return inside


def fits(wanted: Range, value: Value) -> bool:
    """One dimension: a number within a span, or a word (`docker*` takes every name that begins so)."""
    if isinstance(wanted, str):
        if not isinstance(value, str):
            return False
        return value.startswith(wanted[:-1]) if wanted.endswith("*") else value == wanted
    return isinstance(value, int) and wanted[0] <= value <= wanted[1]


def _is_point(value: Range) -> bool:
    return not value.endswith("*") if isinstance(value, str) else value[0] == value[1]


def _point(value: Range) -> Value:
    return value if isinstance(value, str) else value[0]


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined
