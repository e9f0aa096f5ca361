"""The rails picture: networks above their containers, storage below them, every line vertical or horizontal.

Takes time linear in what is drawn, asks no other program, and gives the same coordinates for the same topology.
"""

from inspector.model.container import State
from inspector.model.ids import HOST, Kind, Ref
from inspector.model.network import Network
from inspector.topology.graph import Topology
from inspector.topology.layout_cards import TAG_STEP, Card
from inspector.topology.layout_panels import Plans, plan
from inspector.topology.layout_rails import LABELS_MAX, Rails
from inspector.topology.layout_staves import INSET, RAIL_STEP, STORE_STEP, Crossing, Drawn, measure, place
from inspector.topology.scene import Anchor, Box, Dot, Label, Line, Paint, Panel, Part, Scene, Shape
from inspector.topology.text_width import fit, shown, width

MARGIN, GAP = 40.0, 32.0


def lay_out(
    topology: Topology, *, page_width: float = 1600, stack_over: int = 8, veths: bool = False, legend: bool = True
) -> Scene:
    """The picture of a topology.

    page_width: of the whole, in pixels; a single wide container may exceed it. stack_over: more equal replicas than
    this become one stack. veths: with each interface and its other end on the cards. legend: with the key to the signs.
    """
    return _Page(topology, page_width, plan(topology, stack_over=stack_over, veths=veths)).scene(legend)


class _Page:
    def __init__(self, topology: Topology, wide: float, plans: Plans) -> None:
        self.topology, self.plans = topology, plans
        self.rails = Rails(topology)
        room = wide - 2 * MARGIN
        self.boxes = [measure(box, plans, self.rails, room) for box in plans.boxes]
        self.systems = _systems(self.boxes, room)
        widest = max((sum(b.width for b in row) + GAP * (len(row) - 1) for row in self.systems), default=920)
        self.inner = max(920.0, round(widest, 1))
        self.under: list[Part] = []
        self.over: list[Part] = []
        self.panels: list[Panel] = []
        self.seen: set[Ref] = set()

    def scene(self, legend: bool) -> Scene:
        y = self._header()
        for row in self.systems:
            y = self._system(row, y)
        if not self.boxes:
            y = self._lesson(y)
        y = self._unused(y)
        if self.boxes and legend:
            y = self._legend(y)
        return Scene(
            width=self.inner + 2 * MARGIN,
            height=round(y + 16, 1),
            name=f"Networks and storage of {self._host_name()}",
            under=tuple(self.under),
            panels=tuple(self.panels),
            over=tuple(self.over),
        )

    def _host_name(self) -> str:
        return shown(self.topology.snapshot.engine.hostname) or "a Docker host"

    def _header(self) -> float:
        snapshot = self.topology.snapshot
        running = sum(one.state is State.RUNNING for one in snapshot.containers)
        engine = (
            f"{snapshot.engine.product} {snapshot.engine.version}" if snapshot.engine.version else "version not read"
        )
        networks = sum(one.driver not in ("host", "null") for one in snapshot.networks)
        facts = [
            shown(engine),
            f"{_count(len(snapshot.containers), 'container')}, {running} running",
            _count(networks, "network"),
            _count(len(snapshot.volumes), "volume"),
            "observed " + shown(snapshot.taken_at.replace("T", " ").removesuffix("Z")[:19]) + " UTC",
        ]
        title = fit(self._host_name(), "title", self.inner * 0.4)
        at = MARGIN + width(title, "title") + 16
        text = fit(" · ".join(facts), "text", self.inner + MARGIN - at)
        shapes = [
            Label(MARGIN, 50, title, "title", width(title, "title")),
            Label(at, 50, text, "text", width(text, "text"), paint=Paint.MUTED),
        ]
        y = 62.0
        if snapshot.gaps:
            first = snapshot.gaps[0]
            more = f" · and {len(snapshot.gaps) - 1} more" if len(snapshot.gaps) > 1 else ""
            said = f"Not read: {first.what}" + (f" ({first.remedy})" if first.remedy else "")
            said = fit(said, "note", self.inner - width(more, "note")) + more
            shapes.append(Label(MARGIN, 72, said, "note", width(said, "note"), paint=Paint.MUTED))
            y = 84
        hover = "\n".join(shown(f"{gap.what}: {gap.why.value}. {gap.remedy}") for gap in snapshot.gaps[:40])
        self.over.append(Part(kind="header", shapes=tuple(shapes), hover=hover))
        return y

    def _system(self, row: list[Drawn], top: float) -> float:
        """One row of boxes: the host's edge, rails that boxes share, the boxes, storage that boxes share."""
        one_stave = [box for box in row if len(box.staves) == 1]
        shared = {r for box in one_stave for card in box.plan.cards for r in _refs(card) if self.plans.boxes_on[r] > 1}
        order = sorted(shared, key=lambda ref: (self.plans.cards_on[ref], self.rails[ref].name, ref))
        nets = [ref for ref in order if ref.kind is Kind.NETWORK]
        stores = [ref for ref in reversed(order) if ref.kind is not Kind.NETWORK]
        tags = max(box.tag_rows for box in row)
        edge_y = top + 26
        if tags or self.systems[0] is row:
            self._edge(edge_y, first=self.systems[0] is row)
        first_rail = edge_y + 30
        rail_y = {ref: first_rail + RAIL_STEP * number for number, ref in enumerate(nets)}
        y = edge_y + (RAIL_STEP * len(nets) + 18 if nets else 0) + (tags * TAG_STEP + 12 if tags else 14)
        x = MARGIN
        for box in row:
            place(box, self.plans, self.rails, x, y, self.seen)
            x += box.width + GAP
        floor = y + max(box.height for box in row)
        for box in row:
            box.height = round(floor - y, 1)
            self.panels.append(box.panel())
            for port in box.ports:
                line = Line(port.x, edge_y, port.x, port.y, "port", port.paint, dotted=True)
                if port.paint is Paint.EDGE:
                    self.under.append(Part(kind="way", shapes=(line,), joins=(port.card.ref, HOST)))
        store_y = {ref: floor + 28 + STORE_STEP * number for number, ref in enumerate(stores)}
        for ref, line_y in (rail_y | store_y).items():
            self._bus(ref, line_y, row)
        return floor + (STORE_STEP * len(stores) + 18 if stores else 0) + 6

    def _bus(self, ref: Ref, y: float, row: list[Drawn]) -> None:
        touched = [(box, line) for box in row for line in box.up + box.down if line.ref == ref]
        box = touched[0][0]
        start = box.x + INSET + box.labels + 8
        end = max(line.x for _, line in touched) + 12
        self.over.append(self.rails[ref].part(start, end, y, box.x + INSET, box.labels, again=ref in self.seen))
        self.seen.add(ref)
        for _, line in touched:
            self.over.append(_drop(ref, y, line))

    def _edge(self, y: float, *, first: bool) -> None:
        text = fit("host edge" + self._addresses(), "port", self.inner) if first else ""
        shapes: list[Shape] = [Line(MARGIN, y, MARGIN + self.inner, y, "edge", Paint.EDGE)]
        if text:
            right = MARGIN + self.inner
            shapes.append(Label(right, y - 8, text, "port", width(text, "port"), Anchor.END, Paint.EDGE))
        self.under.append(Part(kind="edge", ref=HOST, name="the host", shapes=tuple(shapes), again=not first))

    def _addresses(self) -> str:
        host = self.topology.snapshot.host_netns
        links = (
            [one for one in host.interfaces if one.kind not in ("bridge", "veth") and one.name != "lo"] if host else []
        )
        said = [f"{one.name} {at.address}" for one in links for at in one.addresses if at.scope in ("global", "")]
        return "".join(f" · {shown(word)}" for word in said[:3]) + (
            f" · and {len(said) - 3} more" if len(said) > 3 else ""
        )

    def _unused(self, y: float) -> float:
        """Networks and volumes that no container touches, as a quiet list."""
        snapshot = self.topology.snapshot
        known = [Ref(Kind.NETWORK, one.id) for one in snapshot.networks if _has_rail(one)]
        known += [Ref(Kind.VOLUME, one.name) for one in snapshot.volumes]
        idle = [ref for ref in known if ref not in self.plans.cards_on]
        stacked = {ref for part in (p for panel in self.panels for p in panel.parts) for ref in part.members}
        idle = [ref for ref in idle if ref not in stacked]
        if not idle:
            return y
        columns = max(1, int((self.inner - 2 * INSET) // (LABELS_MAX + 60)))
        top = y + 22
        parts = []
        for number, ref in enumerate(idle):
            x = MARGIN + INSET + (LABELS_MAX + 60) * (number % columns)
            at = top + 54 + RAIL_STEP * (number // columns)
            parts.append(self.rails[ref].part(x, x + 22, at, x + 32, LABELS_MAX, again=False))
        height = 50 + RAIL_STEP * -(-len(idle) // columns)
        title = Label(
            MARGIN + INSET, top + 25, "touched by no container", "heading", width("touched by no container", "heading")
        )
        parts.insert(0, Part(kind="title", name="touched by no container", shapes=(title,)))
        box = Box(MARGIN, top, self.inner, height, "host", 14)
        self.panels.append(Panel(ref=None, name="touched by no container", box=box, parts=tuple(parts)))
        return top + height + 6

    def _lesson(self, y: float) -> float:
        """An empty host explains what would be seen."""
        lines = [
            ("heading", "No containers here yet", Paint.INK),
            ("text", "Each container becomes a card. It hangs from a rail for every network it is on,", Paint.MUTED),
            ("text", "and stands on a rail for every volume or host path it mounts. Try:", Paint.MUTED),
            ("port", "docker run -d --name hello -p 8080:80 -v pages:/usr/share/nginx/html nginx", Paint.EDGE),
        ]
        top = y + 22
        labels = tuple(
            Label(MARGIN + INSET, top + 30 + 24 * number, text, style, width(text, style), paint=paint)
            for number, (style, text, paint) in enumerate(lines)
        )
        part = Part(kind="lesson", shapes=labels)
        box = Box(MARGIN, top, self.inner, 124, "panel", 14)
        self.panels.append(Panel(ref=None, name="no containers", box=box, parts=(part,)))
        return top + 130

    def _legend(self, y: float) -> float:
        x, at = MARGIN, y + 30
        shapes: list[Shape] = []
        for sign, text in (
            ("rw", "attached, read-write"),
            ("ro", "read-only, or not connected"),
            ("anon", "anonymous volume"),
            ("port", "published port"),
            ("dash", "not running, or without a network"),
        ):
            shapes += _sign(sign, x, at - 4)
            shapes.append(Label(x + 30, at, text, "note", width(text, "note"), paint=Paint.MUTED))
            x += 30 + width(text, "note") + 26
        self.over.append(Part(kind="legend", shapes=tuple(shapes)))
        return at + 4


def _sign(sign: str, x: float, y: float) -> list[Shape]:
    if sign == "port":
        return [Line(x, y, x + 22, y, "port", Paint.EDGE, dotted=True)]
    if sign == "dash":
        return [Box(x, y - 6, 22, 12, "card", 4, dashed=True)]
    rail = Line(x, y, x + 22, y, "store", Paint.VOLUME, dotted=sign == "anon")
    return [rail] if sign == "anon" else [rail, Dot(x + 11, y, Paint.VOLUME, hollow=sign == "ro")]


def _systems(boxes: list[Drawn], room: float) -> list[list[Drawn]]:
    """Boxes side by side while there is room; one of several staves stands alone."""
    rows: list[list[Drawn]] = []
    left = 0.0
    for box in boxes:
        alone = len(box.staves) > 1
        if not rows or alone or box.width > left:
            rows.append([])
            left = room
        rows[-1].append(box)
        left = 0 if alone else left - box.width - GAP
    return rows


def _drop(ref: Ref, y: float, line: Crossing) -> Part:
    shapes = (
        Line(line.x, min(y, line.y), line.x, max(y, line.y), "drop", line.paint),
        Dot(line.x, y, line.paint, not line.solid),
    )
    return Part(kind="drop", joins=(line.card.ref, ref), hover=line.hover, shapes=shapes)


def _refs(card: Card) -> list[Ref]:
    return [tap.network for tap in card.taps] + [hold.store for hold in card.holds]


def _has_rail(network: Network) -> bool:
    return network.driver not in ("host", "null")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
