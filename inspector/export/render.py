"""From a case to the bytes of a file."""

from collections.abc import Callable, Sequence

from inspector.errors import UsageError
from inspector.export import FORMATS, LAYERS, STYLES, THEMES, Layer, Style, Theme
from inspector.pipeline import Case

_BACKGROUND: dict[Theme, str] = {"light": "#ffffff", "dark": "#0b1120"}


def export(
    case: Case,
    format: str,  # noqa: A002
    *,
    style: Style = "rails",
    theme: Theme = "light",
    layers: Sequence[Layer] = (),
) -> bytes:
    """The file of this format. Style and theme matter to pictures only; the other formats hold the graph itself.

    layers: what the rails picture shows in addition; "veth": each interface and its other end on the host.

    Raises UsageError for a format, style or theme that does not exist, ExportError when the file cannot be made.
    """
    if format not in FORMATS:
        raise UsageError(f"Unknown format {format!r}", remedy=f"Formats: {', '.join(FORMATS)}.")
    if style not in STYLES or theme not in THEMES:
        raise UsageError(f"Unknown style or theme: {style!r}, {theme!r}", remedy="See inspector export --help.")
    if not set(layers) <= set(LAYERS):
        raise UsageError(f"Unknown layer: {', '.join(layers)}", remedy=f"Layers: {', '.join(LAYERS)}.")
    if FORMATS[format].picture:
        return _picture(case, format, style, theme, layers)
    return _GRAPH[format](case).encode()


def _picture(case: Case, name: str, style: Style, theme: Theme, layers: Sequence[Layer]) -> bytes:
    from inspector.export import html, raster

    title = f"Docker topology of {case.snapshot.engine.hostname or 'a host'}"
    svg = _svg(case, style, theme, layers)
    if name == "png":
        return raster.png(svg)
    if name == "pdf":
        return raster.pdf(svg, title)
    if name == "html":
        return html.page(svg, title, background=_BACKGROUND[theme]).encode()
    return svg.encode()


def _svg(case: Case, style: Style, theme: Theme, layers: Sequence[Layer]) -> str:
    if style == "graph":
        from inspector.export.classic import draw

        return draw(case.topology, theme)
    from inspector.export.svg import render
    from inspector.topology.layout import lay_out

    return render(lay_out(case.topology, veths="veth" in layers), theme=theme)


def _dot(case: Case) -> str:
    from inspector.export.dot import dot

    return dot(case.topology)


def _mermaid(case: Case) -> str:
    from inspector.export.mermaid import mermaid

    return mermaid(case.topology)


def _drawio(case: Case) -> str:
    from inspector.export.drawio import drawio

    return drawio(case.topology)


def _graphml(case: Case) -> str:
    from inspector.export.graphml import graphml

    return graphml(case.topology)


def _json(case: Case) -> str:
    from inspector.export.graph_json import graph_json

    return graph_json(case)


_GRAPH: dict[str, Callable[[Case], str]] = {
    "dot": _dot,
    "mermaid": _mermaid,
    "drawio": _drawio,
    "graphml": _graphml,
    "json": _json,
}
