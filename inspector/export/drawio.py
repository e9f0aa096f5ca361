"""The graph as a draw.io (diagrams.net) file: networks above, containers in their projects, storage below."""

from collections.abc import Iterable
from itertools import groupby

from lxml import etree

from inspector.export.outline import Box, Line, outline
from inspector.export.plain import plain
from inspector.model.ids import Kind, Ref
from inspector.topology.graph import Topology

_WIDTH, _HEIGHT, _GAP, _MARGIN, _HEADING = 160, 60, 40, 24, 32
_COLUMNS = 6

_STYLES: dict[Kind, str] = {
    Kind.CONTAINER: "rounded=1;fillColor=#ffffff;strokeColor=#64748b;",
    Kind.NETWORK: "ellipse;fillColor=#eff6ff;strokeColor=#2563eb;",
    Kind.VOLUME: "shape=cylinder3;boundedLbl=1;size=8;fillColor=#fef3c7;strokeColor=#b45309;",
    Kind.PATH: "shape=folder;tabWidth=50;tabHeight=12;tabPosition=left;fillColor=#f3e8ff;strokeColor=#7c3aed;",
    Kind.TMPFS: "shape=note;size=12;fillColor=#f1f5f9;strokeColor=#64748b;",
    Kind.PORT: "shape=step;perimeter=stepPerimeter;size=10;fillColor=#ffe4e6;strokeColor=#be123c;",
    Kind.HOST: "shape=hexagon;size=14;fillColor=#ffe4e6;strokeColor=#be123c;",
}
_ABOVE = (Kind.HOST, Kind.PORT, Kind.NETWORK)


def drawio(topology: Topology) -> str:
    """An uncompressed mxfile. Labels are plain text (html=0), so a name is never read as markup."""
    drawing = outline(topology)
    file = etree.Element("mxfile", host="inspector", type="device")
    page = etree.SubElement(file, "diagram", id="topology", name="Topology")
    model = etree.SubElement(page, "mxGraphModel", grid="1", gridSize="10", page="0")
    root = etree.SubElement(model, "root")
    etree.SubElement(root, "mxCell", id="0")
    etree.SubElement(root, "mxCell", id="1", parent="0")
    ids = {box.ref: f"n{number}" for number, box in enumerate(drawing.boxes)}
    free = [box for box in drawing.boxes if not box.group]
    top = _rows(root, ids, [box for box in free if box.ref.kind in _ABOVE], _MARGIN)
    middle = _rows(root, ids, [box for box in free if box.ref.kind is Kind.CONTAINER], top)
    for number, group in enumerate(drawing.groups):
        members = [box for box in drawing.boxes if box.group == group]
        middle = _project(root, ids, f"g{number}", group, members, middle)
    _rows(root, ids, [box for box in free if box.ref.kind not in (*_ABOVE, Kind.CONTAINER)], middle)
    for number, line in enumerate(drawing.lines):
        _edge(root, ids, f"e{number}", line)
    etree.indent(file)
    return etree.tostring(file, encoding="unicode") + "\n"


def _rows(root: etree._Element, ids: dict[Ref, str], boxes: Iterable[Box], y: int, parent: str = "1") -> int:
    """Place boxes, each kind on rows of its own; return where the next row begins."""
    for _, same_kind in groupby(boxes, key=lambda box: box.ref.kind):
        row = list(same_kind)
        for number, box in enumerate(row):
            x = _MARGIN + number % _COLUMNS * (_WIDTH + _GAP)
            _cell(root, ids[box.ref], box, (x, y + number // _COLUMNS * (_HEIGHT + _GAP)), parent)
        y += ((len(row) - 1) // _COLUMNS + 1) * (_HEIGHT + _GAP)
    return y


def _cell(root: etree._Element, ident: str, box: Box, at: tuple[int, int], parent: str) -> None:
    style = _STYLES.get(box.ref.kind, _STYLES[Kind.CONTAINER]) + "whiteSpace=wrap;html=0;fontSize=11;"
    style += "dashed=1;fontColor=#64748b;" if box.faded else ""
    value = "\n".join(plain(part) for part in (box.title, *box.details))
    cell = etree.SubElement(root, "mxCell", id=ident, value=value, style=style, vertex="1", parent=parent)
    _geometry(cell, *at, _WIDTH, _HEIGHT)


def _project(root: etree._Element, ids: dict[Ref, str], ident: str, name: str, members: list[Box], y: int) -> int:
    frame = etree.SubElement(
        root,
        "mxCell",
        id=ident,
        value=plain(name),
        style="swimlane;startSize=26;rounded=1;fillColor=#f1f5f9;strokeColor=#cbd5e1;html=0;align=left;spacingLeft=8;",
        vertex="1",
        parent="1",
    )
    height = _rows(root, ids, members, _HEADING + _MARGIN // 2, ident)
    widest = max(len(list(same)) for _, same in groupby(members, key=lambda box: box.ref.kind))
    columns = min(_COLUMNS, widest)
    _geometry(frame, 0, y, 2 * _MARGIN + columns * (_WIDTH + _GAP) - _GAP, height - _GAP // 2)
    return y + height + _GAP


def _edge(root: etree._Element, ids: dict[Ref, str], ident: str, line: Line) -> None:
    style = "edgeStyle=orthogonalEdgeStyle;rounded=1;html=0;fontSize=10;strokeColor=#94a3b8;"
    style += "dashed=1;" if line.dashed else ""
    style += "endArrow=open;" if line.directed else "endArrow=none;"
    cell = etree.SubElement(
        root,
        "mxCell",
        id=ident,
        value=plain(line.label),
        style=style,
        edge="1",
        parent="1",
        source=ids[line.source],
        target=ids[line.target],
    )
    geometry = etree.SubElement(cell, "mxGeometry", relative="1")
    geometry.set("as", "geometry")


def _geometry(cell: etree._Element, x: int, y: int, width: int, height: int) -> None:
    geometry = etree.SubElement(cell, "mxGeometry", x=str(x), y=str(y), width=str(width), height=str(height))
    geometry.set("as", "geometry")
