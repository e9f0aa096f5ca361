"""Colours that must be told apart are, also by who sees no red, no green or no blue."""

from itertools import combinations
from math import dist

import pytest

from inspector.export.theme import COLOURS

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
SEEN = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
# Least distance in CIELAB, where 2.3 can just be noticed. States and storage differ in shape or words besides.
APART = {
    "networks": ([f"net-{number}" for number in range(9)], 12),
    "storage": (["volume", "path", "tmpfs"], 11),
    "states": (["good", "warn", "bad"], 9),
}


@pytest.mark.parametrize("theme", COLOURS)
@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("group", APART)
def test_colours_are_told_apart(theme: str, seen: str, group: str) -> None:
    names, least = APART[group]
    labs = {name: _lab(_through(SEEN[seen], _linear(COLOURS[theme][name]))) for name in names}
    assert not {(a, b) for a, b in combinations(names, 2) if dist(labs[a], labs[b]) < least}


def _linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _through(matrix: tuple[tuple[float, ...], ...], rgb: list[float]) -> list[float]:
    return [min(1.0, max(0.0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in matrix]


def _lab(rgb: list[float]) -> tuple[float, float, float]:
    r, g, b = rgb
    white = (0.95047, 1.0, 1.08883)
    xyz = (
        0.4124 * r + 0.3576 * g + 0.1805 * b,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        0.0193 * r + 0.1192 * g + 0.9505 * b,
    )
    x, y, z = (
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (a / w for a, w in zip(xyz, white, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
