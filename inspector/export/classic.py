"""The classic node-link picture, laid out by the native Graphviz programs."""

import re

import graphviz

from inspector.errors import ExportError
from inspector.export import Theme
from inspector.export.dot import dot
from inspector.topology.graph import Topology

# dot's layers read best but its time grows steeply; sfdp spreads thousands of nodes in a second.
_LARGEST_FOR_DOT = 500


def draw(topology: Topology, theme: Theme) -> str:
    """The picture as SVG. Raises ExportError when the programs are not installed or fail."""
    program = "dot" if len(topology.graph) <= _LARGEST_FOR_DOT else "sfdp"
    source = graphviz.Source(dot(topology, theme), engine=program)
    try:
        svg = source.pipe(format="svg", encoding="utf-8", quiet=True)
    except graphviz.ExecutableNotFound as error:
        raise ExportError(
            f"--style graph needs the Graphviz program {program}, which is not installed",
            remedy="Install it (apt install graphviz), or leave --style out.",
        ) from error
    except graphviz.CalledProcessError as error:
        raise ExportError(f"Graphviz could not draw the graph: {error}", remedy="Leave --style out.") from error
    return _without_preamble(svg)


def _without_preamble(svg: str) -> str:
    """Without the DOCTYPE, which names a URL that some readers fetch, and the comment with the program's version."""
    return re.sub(r"\A.*?(?=<svg\b)", "", svg, count=1, flags=re.DOTALL)
