"""The rails picture: networks above their containers, storage below them, every line vertical or horizontal.

A few boxes stand in one row, and what they share runs above and below it. More boxes are packed on a page about as wide
as a screen; then each has its own piece of what it shares, joined in the gaps, so that no line crosses the page. Takes
time linear in what is drawn but for sorting, asks no other program, and gives the same coordinates for the same
topology.
"""

from inspector.model.ids import HOST, Kind, Ref
from inspector.topology.graph import Topology
from inspector.topology.layout_arrange import Arrange
from inspector.topology.layout_bus import buses, draw, height
from inspector.topology.layout_cards import Card
from inspector.topology.layout_frame import MARGIN, edge_text, header, host_name, lesson, untouched, unused
from inspector.topology.layout_key import key
from inspector.topology.layout_pack import GAP, extent, pack, page, snapped
from inspector.topology.layout_panels import Plans, plan
from inspector.topology.layout_place import place
from inspector.topology.layout_rails import Rails
from inspector.topology.layout_staves import INSET, RAIL_STEP, STORE_STEP, Crossing, Drawn, measure
from inspector.topology.scene import Anchor, Arrow, Dot, Label, Line, Paint, Panel, Part, Scene, Shape
from inspector.topology.text_width import fit, width

_NARROWEST = 920.0
# From so many cards on the page is seen much reduced, so that its boxes need larger names.
_MANY = 80
# What a picture of half of the facts says nothing of.
_IDLE: dict[Arrange, tuple[Kind, ...]] = {"bridges": (Kind.NETWORK,), "storage": (Kind.VOLUME,), "focus": ()}


def lay_out(
    topology: Topology,
    *,
    arrange: Arrange = "rails",
    focus: Ref | None = None,
    folded: frozenset[Ref] = frozenset(),
    page_width: float = 1600,
    stack_over: int = 8,
    veths: bool = False,
    links: bool = False,
    routes: bool = False,
    heading: bool = True,
    legend: bool = True,
) -> Scene:
    """The picture of a topology.

    arrange, focus: what stands with what, see `Arrange`; focus is the container that stands first in `focus`. folded:
    groups that are drawn as one card with counts. page_width: what a small host keeps to, in pixels; a large one grows
    in both directions. stack_over: more equal replicas than this become one stack. veths: with each interface and its
    other end along the drops. links, routes: with links between containers, and each one's default route, as arrows.
    heading, legend: with whose picture it is, and the key to its signs.
    """
    plans = plan(
        topology,
        arrange=arrange,
        focus=focus,
        folded=folded,
        stack_over=stack_over,
        veths=veths,
        links=links,
        routes=routes,
    )
    rails = Rails(topology, devices=veths or arrange == "bridges", physical=arrange == "bridges")
    page = _Page(topology, page_width - 2 * MARGIN, plans, rails)
    return page.scene(heading=heading, legend=legend, kinds=_IDLE.get(arrange, (Kind.NETWORK, Kind.VOLUME)))


class _Page:
    def __init__(self, topology: Topology, room: float, plans: Plans, rails: Rails) -> None:
        self.topology, self.plans, self.rails = topology, plans, rails
        self.under: list[Part] = []
        self.over: list[Part] = []
        self.panels: list[Panel] = []
        self.seen: set[Ref] = set()
        self.boxes, self.row = self._measured(room)
        sizes = [(box.width, box.height) for box in self.boxes]
        self.places = [(0.0, 0.0)] * len(sizes)
        if self.row:
            x = 0.0
            for number, (wide, _) in enumerate(sizes):
                self.places[number] = (x, 0)
                x += wide + GAP
        elif sizes:
            self.places = page(sizes, room) if room >= _NARROWEST else pack(sizes, max(room, *(w for w, _ in sizes)))
        self.wide, self.high = extent(sizes, self.places) if sizes else (0.0, 0.0)
        self.inner = max(min(_NARROWEST, room), round(self.wide, 1))

    def _measured(self, room: float) -> tuple[list[Drawn], bool]:
        """The boxes, and whether they stand in one row."""
        plans = self.plans.boxes
        if sum(card.width for box in plans for card in box.cards) <= room or len(plans) < 2:
            boxes = [measure(box, self.plans, self.rails, room, buses=True) for box in plans]
            whole = sum(box.width + GAP for box in boxes) - GAP
            if all(len(box.staves) == 1 for box in boxes) and (whole <= room or len(boxes) == 1):
                return boxes, True
        heading = "title" if sum(len(box.cards) for box in plans) > _MANY else "heading"
        strict = room < _NARROWEST
        boxes = [measure(box, self.plans, self.rails, room, heading=heading, strict=strict) for box in plans]
        widths = [box.width for box in boxes]
        for box, wide in zip(boxes, snapped(widths), strict=True):
            box.width = max(room, *widths) if strict else wide
        return boxes, False

    def scene(self, *, heading: bool, legend: bool, kinds: tuple[Kind, ...]) -> Scene:
        y = 4.0
        if heading:
            top, y = header(self.topology, self.inner)
            self.over.append(top)
        y = self._row(y + 26) if self.row and self.boxes else self._packed(y + 26)
        if not self.boxes:
            self.panels.append(lesson(self.inner, y + 22))
            y += self.panels[-1].box.height + 28
        stacked = {ref for panel in self.panels for part in panel.parts for ref in part.members}
        idle = [ref for ref in untouched(self.topology, self.seen | stacked) if ref.kind in kinds]
        if idle:
            self.panels.append(unused(idle, self.rails, self.inner, y + 22))
            y += self.panels[-1].box.height + 28
        if self.boxes and legend:
            signs, high = key(y, self.inner)
            self.over.append(signs)
            y += high
        return Scene(
            width=self.inner + 2 * MARGIN,
            height=round(y + 16, 1),
            name=f"Networks and storage of {host_name(self.topology)}",
            under=tuple(self.under),
            panels=tuple(self.panels),
            over=tuple(self.over),
        )

    def _packed(self, edge_y: float) -> float:
        self._edge(edge_y)
        sizes = [(box.width, box.height) for box in self.boxes]
        shared = buses(self.boxes, sizes, self.places, self.plans)
        top = edge_y + 32 + height(shared, below=False)
        for box, (x, y) in zip(self.boxes, self.places, strict=True):
            self._box(box, MARGIN + x, top + y, edge_y if not y else None)
        floor, right = top + self.high, MARGIN + self.inner
        self.over += draw(shared, self.boxes, self.rails, top=edge_y, floor=floor, right=right)
        return floor + 6 + height(shared, below=True) if self.boxes else edge_y

    def _row(self, edge_y: float) -> float:
        """The host's edge, rails that boxes share, the boxes, storage that boxes share."""
        shared = {ref for box in self.boxes for card in box.plan.cards for ref in _refs(card)}
        shared = {ref for ref in shared if len(self.plans.boxes_on[ref]) > 1}
        order = sorted(shared, key=lambda ref: (self.plans.cards_on[ref], self.rails[ref].name, ref))
        nets = [ref for ref in order if ref in self.plans.above]
        stores = [ref for ref in reversed(order) if ref not in self.plans.above]
        self._edge(edge_y)
        rail_y = {ref: edge_y + 30 + RAIL_STEP * number for number, ref in enumerate(nets)}
        y = edge_y + 32 + (RAIL_STEP * len(nets) + 4 if nets else 0)
        floor = y + self.high
        for box, (x, _) in zip(self.boxes, self.places, strict=True):
            box.height = self.high
            self._box(box, MARGIN + x, y, edge_y)
        store_y = {ref: floor + 28 + STORE_STEP * number for number, ref in enumerate(stores)}
        for ref, line_y in (rail_y | store_y).items():
            self._bus(ref, line_y)
        return floor + (STORE_STEP * len(stores) + 18 if stores else 0) + 6

    def _box(self, box: Drawn, x: float, y: float, edge_y: float | None) -> None:
        place(box, self.plans, self.rails, round(x, 1), round(y, 1), self.seen, to_edge=edge_y is not None)
        self.panels.append(box.panel())
        for port in box.ports:
            line = Line(port.x, edge_y or 0, port.x, port.y, "port", port.paint, dotted=True)
            self.under.append(Part(kind="way", shapes=(line,), joins=(port.card.ref, HOST)))

    def _bus(self, ref: Ref, y: float) -> None:
        touched = [(box, line) for box in self.boxes for line in box.up + box.down if line.ref == ref]
        box = touched[0][0]
        start = box.x + INSET + box.labels + 8
        end = max(line.x for _, line in touched) + 12
        self.over.append(self.rails[ref].part(start, end, y, box.x + INSET, box.labels, again=ref in self.seen))
        self.seen.add(ref)
        for _, line in touched:
            self.over.append(_drop(ref, y, line))

    def _edge(self, y: float) -> None:
        text = fit(edge_text(self.topology), "port", self.inner)
        right = MARGIN + self.inner
        shapes: tuple[Shape, ...] = (
            Line(MARGIN, y, right, y, "edge", Paint.EDGE),
            Label(right, y - 8, text, "port", width(text, "port"), Anchor.END, Paint.EDGE),
        )
        self.under.append(Part(kind="edge", ref=HOST, name="the host", shapes=shapes))


def _drop(ref: Ref, y: float, line: Crossing) -> Part:
    shapes: list[Shape] = [Line(line.x, min(y, line.y), line.x, max(y, line.y), "drop", line.paint)]
    if line.hold and line.hold.arrow:
        shapes += [Arrow(line.x, line.y, line.paint)] if line.hold.arrow == "to" else []
    else:
        shapes.append(Dot(line.x, y, line.paint, hollow=not line.solid))
    end = line.hold.end if line.hold else ref
    kind = "link" if line.hold and line.hold.arrow else "drop"
    return Part(kind=kind, shapes=tuple(shapes), joins=(line.card.ref, end), hover=line.hover)


def _refs(one: Card) -> list[Ref]:
    return [tap.network for tap in one.taps] + [hold.store for hold in one.holds]
