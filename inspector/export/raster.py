"""PNG and PDF of an SVG picture, drawn by resvg with the fonts that are bundled here.

PNG comes from resvg itself, PDF from typst, which draws the same picture with the same library and keeps text as text.
Both take the SVG from memory, ask no network, and write neither a date nor a random id.
"""

import re

from inspector.errors import ExportError
from inspector.export.fonts import FOLDER
from inspector.export.plain import plain

# Twice the nominal size reads well on a dense screen; a very large host gets as many pixels as viewers open at ease.
_ZOOM = 2.0
_MAX_PIXELS = 24_000_000

# What the bundled fonts draw. Where a name needs more, the fonts of the machine are looked at as well.
_BUNDLED = re.compile(
    "[\t\n\r\x20-\x7e\xa0-\u01c3\u01c5-\u024f\u038e-\u03a1\u03a3-\u03e1\u03f0-\u049d\u04a0-\u04ff\u1e00-\u1eff"
    "\u2000-\u200a\u2010-\u2027\u2030-\u205e\u20ac\u2190-\u2199\u21b3\u2212\u2500-\u257f\u25a0\u25b2-\u25c7\u25cf]*"
)

_PAGE = b"""#set page(width: auto, height: auto, margin: 0pt)
#set document(title: sys.inputs.title, date: none)
#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.title)
"""


def png(svg: str) -> bytes:
    """The picture as PNG, at twice its nominal size unless that is too large."""
    import resvg_py

    width, height = _size(svg)
    zoom = min(_ZOOM, (_MAX_PIXELS / (width * height)) ** 0.5)
    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg, zoom=zoom, dpi=96, skip_system_fonts=_needs_no_other_font(svg), font_dirs=[str(FOLDER)]
            )
        )
    except (ValueError, RuntimeError) as error:
        raise ExportError(f"The PNG could not be drawn: {error}", remedy="Export svg instead.") from error


def pdf(svg: str, title: str) -> bytes:
    """The picture on one PDF page of its own size."""
    import typst

    try:
        compiler = typst.Compiler(font_paths=[str(FOLDER)], ignore_system_fonts=_needs_no_other_font(svg))
        inputs = {"svg": svg, "title": plain(title)}
        drawn = compiler.compile(_PAGE, format="pdf", sys_inputs=inputs, timestamp=0)
    except RuntimeError as error:
        raise ExportError(f"The PDF could not be drawn: {error}", remedy="Export svg instead.") from error
    if not isinstance(drawn, bytes):
        raise ExportError("The PDF came out empty", remedy="Export svg instead.")
    return drawn


def _needs_no_other_font(svg: str) -> bool:
    """Whether the bundled fonts draw all of it: then the machine's are not looked at, and bytes do not depend on it."""
    return _BUNDLED.fullmatch(svg) is not None


def _size(svg: str) -> tuple[float, float]:
    found = re.search(r'<svg\b[^>]*?\sviewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"', svg)
    if not found:
        raise ExportError("The picture has no size", remedy="Report this.")
    return float(found[1]) or 1.0, float(found[2]) or 1.0
