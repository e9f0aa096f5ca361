"""The fonts that the picture was measured with, for files that are looked at where they are not installed."""

import base64
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docker_topology_inspector" / "map" / "fonts"

# Subsets of the fonts in FOLDER: ASCII, Latin-1, and the punctuation and arrows that the picture itself writes.
_EMBEDDED = (
    ("Inter", 400, "Inter-Regular"),
    ("Inter", 600, "Inter-SemiBold"),
    ("JetBrains Mono", 400, "JetBrainsMono-Regular"),
)


@cache
def faces() -> str:
    """CSS that brings them along, about 47 kB. Other letters are drawn by the reader's own fonts."""
    return "".join(
        f"@font-face{{font-family:'{family}';font-weight:{weight};src:url(data:font/woff2;base64,{_data(name)})}}"
        for family, weight, name in _EMBEDDED
    )


def _data(name: str) -> str:
    return base64.b64encode((FOLDER / "embedded" / f"{name}.woff2").read_bytes()).decode()
