"""How wide a text is drawn, without drawing it: the advance widths of the bundled fonts, in thousandths of the size."""

import unicodedata
from functools import cache, lru_cache

# Printable ASCII from the space on, in Inter 3.19; JetBrains Mono is 600 throughout. Kerning only narrows: left out.
_REGULAR = (
    281, 278, 403, 631, 638, 812, 639, 222, 362, 362, 500, 659, 280, 460, 276, 357, 625, 464, 605, 636, 642, 608, 624,
    571, 616, 624, 276, 280, 659, 659, 659, 507, 936, 676, 651, 727, 719, 598, 587, 743, 740, 264, 543, 652, 562, 889,
    753, 761, 635, 761, 639, 638, 642, 741, 676, 949, 642, 665, 625, 362, 357, 362, 469, 452, 497, 564, 621, 558, 621,
    582, 361, 609, 591, 237, 237, 544, 237, 869, 585, 597, 609, 609, 372, 523, 364, 581, 557, 812, 540, 557, 541, 362,
    327, 362, 659,
)  # fmt: skip
_SEMIBOLD = (
    248, 309, 396, 643, 649, 844, 663, 213, 393, 393, 543, 673, 295, 466, 290, 379, 667, 481, 621, 652, 666, 632, 648,
    587, 646, 648, 290, 295, 673, 673, 673, 544, 999, 724, 657, 744, 724, 608, 586, 755, 744, 275, 561, 677, 566, 906,
    741, 775, 643, 776, 651, 649, 660, 734, 724, 1007, 690, 705, 653, 393, 379, 393, 481, 468, 497, 575, 630, 577, 630,
    593, 377, 625, 613, 261, 261, 569, 261, 898, 610, 608, 625, 625, 397, 549, 380, 608, 576, 837, 562, 576, 562, 393,
    358, 393, 673,
)  # fmt: skip
_MONO = (600,) * 95

STYLES: dict[str, tuple[float, tuple[int, ...]]] = {
    "title": (22, _SEMIBOLD),
    "heading": (14, _SEMIBOLD),
    "name": (12.5, _SEMIBOLD),
    "rail-name": (12, _SEMIBOLD),
    "store-name": (10.5, _SEMIBOLD),
    "text": (12.5, _REGULAR),
    "note": (10.5, _REGULAR),
    "mono": (10, _MONO),
    "port": (10.5, _MONO),
    "far-s": (40, _SEMIBOLD),
    "far-m": (76, _SEMIBOLD),
    "far-l": (120, _SEMIBOLD),
}
"""Every style of text: size and advances. The renderer gives each the same font and size."""

# A fallback font where Inter is not installed may be a little wider.
_SLACK = 1.06
_HIDDEN = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def shown(text: str) -> str:
    """A stranger's text on one line, without characters that XML forbids or that make a name read as another one."""
    if text.isprintable():
        return text
    return "".join("\ufffd" if unicodedata.category(c) in _HIDDEN or c in _BIDI else c for c in text)


@cache
def _ascii(style: str) -> tuple[float, ...]:
    """Pixels of each ASCII character."""
    size, advances = STYLES[style]
    return tuple(_advance(chr(code), advances) * size * _SLACK / 1000 for code in range(128))


@lru_cache(maxsize=1 << 16)
def width(text: str, style: str) -> float:
    """Pixels that a text takes at most, in one of STYLES."""
    if text.isascii():
        return round(sum(map(_ascii(style).__getitem__, text.encode())), 2)
    size, advances = STYLES[style]
    return round(sum(_advance(character, advances) for character in text) * size * _SLACK / 1000, 2)


def fit(text: str, style: str, room: float, *, keep_end: bool = False) -> str:
    """The text, cut to its room with an ellipsis; keep_end cuts its beginning, as paths are told apart by their end."""
    text = shown(text)
    if width(text, style) <= room:
        return text
    size, advances = STYLES[style]
    left = room * 1000 / (size * _SLACK) - _advance("…", advances)
    kept = []
    for character in reversed(text) if keep_end else text:
        left -= _advance(character, advances)
        if left < 0:
            break
        kept.append(character)
    return "…" + "".join(reversed(kept)) if keep_end else "".join(kept).rstrip() + "…"


def _advance(character: str, advances: tuple[int, ...]) -> float:
    code = ord(character) - 0x20
    if 0 <= code < len(advances):
        return advances[code]
    if unicodedata.combining(character) or character in "\u200d\ufe0f":
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1250
    return 600 if advances is _MONO else 1000 if character == "…" else 800
