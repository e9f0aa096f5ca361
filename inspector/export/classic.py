"""The classic node-link picture, laid out by the native Graphviz programs."""

import re

import graphviz

from inspector.errors import ExportError
from inspector.export.dot import dot
from inspector.export.shown import Shown

# dot's layers read best but its time grows steeply; sfdp spreads thousands of nodes in a second.
_LARGEST_FOR_DOT = 500


def draw(one: Shown) -> str:
    """The picture as SVG. Raises ExportError when the programs are not installed or fail."""
    program = "dot" if len(one.topology.graph) <= _LARGEST_FOR_DOT else "sfdp"
    source = graphviz.Source(dot(one), engine=program)
    try:
        svg = source.pipe(format="svg", encoding="utf-8", quiet=True)
    except graphviz.ExecutableNotFound as error:
        raise ExportError(
            f"--style graph needs the Graphviz program {program}, which is not installed",
            remedy="Install it (apt install graphviz), or leave --style out.",
        ) from error
    except graphviz.CalledProcessError as error:
        raise ExportError(f"Graphviz could not draw the graph: {error}", remedy="Leave --style out.") from error
    return _tidy(svg)


def _tidy(svg: str) -> str:
    """Without the DOCTYPE, which names a URL that some readers fetch, and of exactly its view box's size."""
    svg = re.sub(r"\A.*?(?=<svg\b)", "", svg, count=1, flags=re.DOTALL)
    size = r'<svg width="[^"]*" height="[^"]*"\s+viewBox="0\.00 0\.00 ([\d.]+) ([\d.]+)"'
    return re.sub(size, r'<svg width="\1pt" height="\2pt" viewBox="0 0 \1 \2"', svg, count=1)
