"""The classic node-link picture, laid out by the native Graphviz programs."""

import json
import re

import graphviz
from lxml import etree

from inspector.errors import ExportError
from inspector.export.dot import dot
from inspector.export.outline import outline
from inspector.export.plain import plain, unique
from inspector.export.shown import Shown

# dot's layers read best but its time grows steeply; sfdp spreads thousands of nodes in a second.
_LARGEST_FOR_DOT = 500
_SVG = "{http://www.w3.org/2000/svg}"


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
    return _named(_tidy(svg), one)


def _tidy(svg: str) -> str:
    """Without the DOCTYPE, which names a URL that some readers fetch, and of exactly its view box's size."""
    svg = re.sub(r"\A.*?(?=<svg\b)", "", svg, count=1, flags=re.DOTALL)
    size = r'<svg width="[^"]*" height="[^"]*"\s+viewBox="0\.00 0\.00 ([\d.]+) ([\d.]+)"'
    return re.sub(size, r'<svg width="\1pt" height="\2pt" viewBox="0 0 \1 \2"', svg, count=1)


def _named(svg: str, one: Shown) -> str:
    """With what the map's script asks of a picture: what each group stands for, or joins."""
    drawing = outline(one.topology, away=one.away)
    boxes = {unique(str(box.ref)): box for box in drawing.boxes}
    lines = {f"{unique(str(line.source))}->{unique(str(line.target))}": line for line in drawing.lines}
    root = etree.fromstring(svg.encode())
    for group in root.iter(f"{_SVG}g"):
        title = group.findtext(f"{_SVG}title") or ""
        if group.get("class") == "node" and (box := boxes.get(title)):
            group.set("data-ref", plain(str(box.ref)))
            group.set("aria-label", plain(f"{box.ref.kind.value} {box.title}"))
            group.set("role", "button")
            group.set("tabindex", "0")
        elif group.get("class") == "edge" and (line := lines.get(title)):
            group.set("data-joins", json.dumps([plain(str(line.source)), plain(str(line.target))], ensure_ascii=False))
    return etree.tostring(root, encoding="unicode") + "\n"
