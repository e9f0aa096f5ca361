"""PNG and PDF of an SVG picture, drawn by resvg with the fonts that are bundled here.

PNG comes from resvg itself, PDF from typst, which draws the same picture with the same library and keeps text as text.
Both take the SVG from memory, ask no network, and write neither a date nor a random id.
"""

import re
from pathlib import Path

from inspector.errors import ExportError
from inspector.export.plain import plain

FONTS = Path(__file__).parents[2] / "assets" / "fonts"

# Twice the nominal size reads well on a dense screen; a very large host gets as many pixels as a viewer still opens.
_ZOOM = 2.0
_MAX_PIXELS = 120_000_000

# Scripts that the bundled fonts draw (see assets/fonts/README.md). Anything else is left to the fonts of the machine.
_BUNDLED = re.compile("[\t\n\r\x20-\x7e\xa0-\u024f\u0370-\u052f\u1e00-\u1fff\u2000-\u23ff\u2500-\u25ff]*")

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
                svg_string=svg, zoom=zoom, dpi=96, skip_system_fonts=_needs_no_other_font(svg), font_dirs=[str(FONTS)]
            )
        )
    except (ValueError, RuntimeError) as error:
        raise ExportError(f"The PNG could not be drawn: {error}", remedy="Export svg instead.") from error


def pdf(svg: str, title: str) -> bytes:
    """The picture on one PDF page of its own size."""
    import typst

    try:
        compiler = typst.Compiler(font_paths=[str(FONTS)], ignore_system_fonts=_needs_no_other_font(svg))
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
