"""Packs boxes on a page, in reading order, each as high as it fits."""

from collections.abc import Sequence
from math import ceil, log

GAP, ROW_GAP = 32.0, 42.0
_ASPECT = 1.45
_MANY = 5
_COLUMN = 1520.0
_TRIES = (0.85, 0.95, 1.05, 1.15, 1.3, 1.5)

Size = tuple[float, float]
Place = tuple[float, float]


def snapped(widths: Sequence[float]) -> list[float]:
    """The widths of many boxes, made a little larger where that makes their edges meet."""
    if len(widths) < _MANY:
        return list(widths)
    step = (min(max(widths), _COLUMN) + GAP) / 4
    return [round(ceil((wide + GAP) / step - 1e-6) * step - GAP, 1) for wide in widths]


def page(sizes: Sequence[Size], room: float) -> list[Place]:
    """Where each box stands on the page whose shape suits a screen best; room: a width always worth a try."""
    area = sum((wide + GAP) * (high + ROW_GAP) for wide, high in sizes)
    widest = max(wide for wide, _ in sizes)
    widths = {max(widest, round((area * _ASPECT) ** 0.5 * share)) for share in _TRIES} | {max(widest, room)}
    tries = [pack(sizes, width) for width in sorted(widths)]
    if len(sizes) < _MANY:
        # Few boxes may leave a hole that another order fills.
        order = sorted(range(len(sizes)), key=lambda number: -sizes[number][0])
        back = sorted(range(len(sizes)), key=order.__getitem__)
        other = [pack([sizes[number] for number in order], width) for width in sorted(widths)]
        tries += [[places[number] for number in back] for places in other]
    return min(tries, key=lambda places: _badness(sizes, places))


def extent(sizes: Sequence[Size], places: Sequence[Place]) -> Size:
    """Width and height of all boxes together."""
    pairs = list(zip(sizes, places, strict=True))
    return max(x + wide for (wide, _), (x, _) in pairs), max(y + high for (_, high), (_, y) in pairs)


def pack(sizes: Sequence[Size], width: float) -> list[Place]:
    """Each box in turn at the highest free place of a page this wide, the leftmost of several."""
    line: list[tuple[float, float]] = [(0.0, 0.0)]
    places = []
    for wide, high in sizes:
        y, x, first, last = min(_fits(line, wide, width))
        places.append((x, y))
        end = x + wide + GAP
        rest = [(end, line[last][1])] if last + 1 == len(line) or line[last + 1][0] > end else []
        line[first : last + 1] = [(x, y + high + ROW_GAP), *rest]
    return places


def _fits(line: list[tuple[float, float]], wide: float, width: float) -> list[tuple[float, float, int, int]]:
    """Places along the lower edge of what is packed (steps of x and y): y, x, first and last step covered."""
    found = []
    for first, (x, y) in enumerate(line):
        if x + wide > width and first:
            break
        last = first
        while last + 1 < len(line) and line[last + 1][0] < x + wide + GAP:
            last += 1
            y = max(y, line[last][1])
        found.append((y, x, first, last))
    return found


def _badness(sizes: Sequence[Size], places: Sequence[Place]) -> float:
    """Smaller for a page near the wished shape and with little empty paper."""
    wide, high = extent(sizes, places)
    full = sum(w * h for w, h in sizes) / (wide * high)
    return abs(log(wide / high / _ASPECT)) - 1.5 * full
