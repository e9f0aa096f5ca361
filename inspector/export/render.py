"""From a case to the bytes of a file."""

from collections.abc import Callable

from msgspec.structs import replace

from inspector.errors import UsageError
from inspector.export import FORMATS
from inspector.export.shown import NOTHING, Shown, shown
from inspector.export.view import View
from inspector.model.evidence import Evidence
from inspector.pipeline import Case

_WHOLE = View()


def export(
    case: Case,
    name: str,
    view: View = _WHOLE,
    evidence: Evidence = NOTHING,
) -> bytes:
    """The file of this format, one of FORMATS, of this view: the same bytes for the same evidence.

    evidence: that of the case, whose raw answers `html` shows beside what was read from them. Raises UsageError for a
    format or view that makes no sense, ExportError when the file cannot be made.
    """
    if name not in FORMATS:
        raise UsageError(f"Unknown format {name!r}", remedy=f"Formats: {', '.join(FORMATS)}.")
    made = _MAKERS[name](replace(shown(case, view), evidence=evidence))
    return made.encode() if isinstance(made, str) else made


def _svg(one: Shown) -> str:
    from inspector.export.picture import svg

    return svg(one)


def _svg_file(one: Shown) -> str:
    from inspector.export.fonts import faces

    return _svg(one).replace("<style>", f"<style>{faces()}", 1)


def _png(one: Shown) -> bytes:
    from inspector.export import raster

    return raster.png(_svg(one))


def _pdf(one: Shown) -> bytes:
    from inspector.export import raster

    return raster.pdf(_svg(one), one.title)


def _html(one: Shown) -> str:
    from inspector.export.html import page

    return page(one)


def _dot(one: Shown) -> str:
    from inspector.export.dot import dot

    return dot(one)


def _mermaid(one: Shown) -> str:
    from inspector.export.mermaid import mermaid

    return mermaid(one)


def _drawio(one: Shown) -> str:
    from inspector.export.drawio import drawio

    return drawio(one)


def _graphml(one: Shown) -> str:
    from inspector.export.graphml import graphml

    return graphml(one)


def _json(one: Shown) -> str:
    from inspector.export.graph_json import graph_json

    return graph_json(one)


# Each imports its library when it is asked for: the command line starts without typst and networkx.
_MAKERS: dict[str, Callable[[Shown], str | bytes]] = {
    "svg": _svg_file,
    "png": _png,
    "pdf": _pdf,
    "html": _html,
    "dot": _dot,
    "mermaid": _mermaid,
    "drawio": _drawio,
    "graphml": _graphml,
    "json": _json,
}
