"""The graph as a draw.io (diagrams.net) file: networks on the left, containers in their projects, storage right.

Each kind of relation is a layer of its own, so that it can be switched off; a compose project is a container cell.
"""

from collections.abc import Sequence

from lxml import etree

from inspector.export import Theme
from inspector.export.outline import outline
from inspector.export.outline_boxes import Box, Line
from inspector.export.plain import plain
from inspector.export.shown import Shown
from inspector.export.signs import DASHED, GROUNDS, LIT, SIGNS, sign_of
from inspector.model.ids import Kind

_WIDTH, _HEIGHT, _GAP, _MARGIN, _HEADING = 160, 60, 40, 24, 32
_BETWEEN = 120
_ROWS = 10
_BEFORE = (Kind.HOST, Kind.PORT, Kind.NETWORK)
_MIDDLE = (Kind.CONTAINER, Kind.PROJECT)

_ELEMENTS, _ABOUT = "1", "about"
_LINES = {Kind.NETWORK: "Networks", Kind.PORT: "Published ports", Kind.VOLUME: "Storage", Kind.CONTAINER: "Other lines"}
_STORAGE = (Kind.PATH, Kind.TMPFS)


def drawio(one: Shown) -> str:
    """An uncompressed mxfile. Labels are plain text (html=0), so a name is never read as markup."""
    return _Page(one).written()


class _Page:
    def __init__(self, one: Shown) -> None:
        self.one, self.theme = one, one.view.theme
        self.drawing = outline(one.topology, one.path, one.marks, one.away)
        self.ids = {box.ref: f"n{number}" for number, box in enumerate(self.drawing.boxes)}
        self.file = etree.Element("mxfile", host="inspector", type="device")
        page = etree.SubElement(self.file, "diagram", id="topology", name="Topology")
        ground = GROUNDS[self.theme].paper
        model = etree.SubElement(page, "mxGraphModel", grid="1", gridSize="10", page="0", background=ground)
        self.root = etree.SubElement(model, "root")

    def written(self) -> str:
        etree.SubElement(self.root, "mxCell", id="0")
        for ident, name in ((_ELEMENTS, "Elements"), *_layers(), (_ABOUT, "Title and key")):
            etree.SubElement(self.root, "mxCell", id=ident, value=name, parent="0")
        boxes = self.drawing.boxes
        _, y = self._columns([box for box in boxes if not box.group], self._about())
        for number, group in enumerate(self.drawing.groups):
            y = self._project(f"g{number}", group, [box for box in boxes if box.group == group], y)
        for number, line in enumerate(self.drawing.lines):
            self._edge(f"e{number}", line)
        etree.indent(self.file)
        return etree.tostring(self.file, encoding="unicode") + "\n"

    def _about(self) -> int:
        """The title, what was read, and a box of each kind; where the first row begins."""
        kinds = [kind for kind in SIGNS if any(box.ref.kind is kind for box in self.drawing.boxes)]
        y = _MARGIN
        style = f"text;html=0;align=left;verticalAlign=middle;fontColor={GROUNDS[self.theme].ink};"
        for number, text in enumerate((self.one.title, self.one.read, *self.one.notes, DASHED)):
            size = "fontSize=20;fontStyle=1;" if not number else "fontSize=12;"
            self._cell(
                f"t{number}",
                plain(text),
                style + size,
                (_MARGIN, y, 5 * (_WIDTH + _GAP), 30 - 8 * bool(number)),
                _ABOUT,
            )
            y += 34 if not number else 22
        for number, kind in enumerate(kinds):
            place = (_MARGIN + number * (_WIDTH - 20), y + 8, _WIDTH - 40, 36)
            self._cell(f"k{number}", SIGNS[kind].word, _style(kind, self.theme), place, _ABOUT)
        return y + 8 + 36 + _GAP

    def _columns(self, boxes: Sequence[Box], y: int, parent: str = _ELEMENTS) -> tuple[int, int]:
        """Place boxes: networks and ports, then containers, then storage, so that lines run from left to right. Many
        containers stand in several columns. Returns where the boxes end on the right, and where the next row begins."""
        x, end = _MARGIN, y
        for several in (
            [box for box in boxes if box.ref.kind in _BEFORE],
            [box for box in boxes if box.ref.kind in _MIDDLE],
            [box for box in boxes if box.ref.kind not in (*_BEFORE, *_MIDDLE)],
        ):
            columns = max(1, -(-len(several) // max(_ROWS, self._tallest(len(several)))))
            rows = -(-len(several) // columns)
            for number, box in enumerate(several):
                self._box(box, x + number // rows * (_WIDTH + _GAP), y + number % rows * (_HEIGHT + _GAP // 2), parent)
            x += columns * (_WIDTH + _GAP) + _BETWEEN - _GAP
            end = max(end, y + rows * (_HEIGHT + _GAP // 2))
        return x - _BETWEEN, end + _GAP // 2

    def _tallest(self, number: int) -> int:
        """Rows of very many boxes, so that they make no strip."""
        return int((number * 2.5) ** 0.5)

    def _box(self, box: Box, x: int, y: int, parent: str) -> None:
        style = _style(box.ref.kind, self.theme)
        style += f"dashed=1;fontColor={GROUNDS[self.theme].faint};" if box.faded else ""
        style += self._lit(box.lit)
        value = "\n".join(plain(part) for part in (box.title, *box.details, *box.marks))
        self._cell(self.ids[box.ref], value, style, (x, y, _WIDTH, _HEIGHT), parent)

    def _project(self, ident: str, name: str, members: Sequence[Box], y: int) -> int:
        ground = GROUNDS[self.theme]
        right, height = self._columns(members, _HEADING + _MARGIN // 2, ident)
        style = (
            f"swimlane;container=1;startSize=26;rounded=1;arcSize=4;fillColor={ground.frame};strokeColor={ground.frame_line};"
            f"swimlaneFillColor={ground.frame};fontColor={ground.ink};html=0;align=left;spacingLeft=8;"
        )
        self._cell(ident, plain(name), style, (0, y, right + _MARGIN, height), _ELEMENTS)
        return y + height + _GAP

    def _edge(self, ident: str, line: Line) -> None:
        colour = sign_of(line.colour_of).colours(self.theme)[1]
        style = f"edgeStyle=entityRelationEdgeStyle;segment=20;html=0;fontSize=10;strokeColor={colour};"
        style += f"fontColor={GROUNDS[self.theme].faint};labelBackgroundColor={GROUNDS[self.theme].paper};"
        style += "dashed=1;" if line.dashed else ""
        style += "endArrow=open;" if line.directed else "endArrow=none;"
        style += self._lit(line.lit)
        cell = etree.SubElement(
            self.root,
            "mxCell",
            id=ident,
            value=plain(line.label),
            style=style,
            edge="1",
            parent=f"l{list(_LINES).index(_layer(line.colour_of))}",
            source=self.ids[line.source],
            target=self.ids[line.target],
        )
        _geometry(cell, relative="1")

    def _cell(self, ident: str, value: str, style: str, at: tuple[int, int, int, int], parent: str) -> None:
        cell = etree.SubElement(self.root, "mxCell", id=ident, value=value, style=style, vertex="1", parent=parent)
        _geometry(cell, **{name: str(number) for name, number in zip(("x", "y", "width", "height"), at, strict=True)})

    def _lit(self, lit: bool) -> str:
        """Beside a lit path the rest steps back."""
        if self.one.path is None:
            return ""
        return f"strokeColor={LIT[self.theme]};strokeWidth=3;" if lit else "opacity=35;textOpacity=50;"


def _layers() -> list[tuple[str, str]]:
    return [(f"l{number}", name) for number, name in enumerate(_LINES.values())]


def _layer(kind: Kind) -> Kind:
    return Kind.VOLUME if kind in _STORAGE else kind if kind in _LINES else Kind.CONTAINER


def _style(kind: Kind, theme: Theme) -> str:
    fill, line = sign_of(kind).colours(theme)
    ink = GROUNDS[theme].ink
    return (
        f"{sign_of(kind).drawio}fillColor={fill};strokeColor={line};fontColor={ink};whiteSpace=wrap;html=0;fontSize=11;"
    )


def _geometry(cell: etree._Element, **place: str) -> None:
    geometry = etree.SubElement(cell, "mxGeometry", place)
    geometry.set("as", "geometry")
