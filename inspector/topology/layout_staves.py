"""Places the cards of one box under its network rails and over its storage rails, in as many staves as it takes."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from inspector.model.ids import Ref
from inspector.topology.layout_cards import TAG_HEIGHT, TAG_STEP, Card, Tag, column_width, tap_width
from inspector.topology.layout_panels import PAD, STORE_SLOT, Plan, Plans
from inspector.topology.layout_rails import Rails
from inspector.topology.scene import Anchor, Box, Dot, Label, Line, Paint, Panel, Part, Shape
from inspector.topology.text_width import fit, width

INSET, CARD_GAP, RAIL_STEP, STORE_STEP, OWN_STEP = 18.0, 22.0, 34.0, 30.0, 24.0
_TITLE, _ADDRESSES = 38.0, 34.0


@dataclass
class Stave:
    """One row of cards."""

    units: list[list[Card]] = field(default_factory=list)
    width: float = 0

    @property
    def cards(self) -> list[Card]:
        return [one for unit in self.units for one in unit]


@dataclass
class Crossing:
    """A line that leaves the box, to a rail that several boxes share or to the host's edge."""

    ref: Ref | None
    card: Card
    x: float
    y: float
    hover: str
    solid: bool
    paint: Paint = Paint.EDGE


@dataclass
class Drawn:
    """A box in the making: place() fills it."""

    plan: Plan
    staves: list[Stave]
    labels: float
    width: float
    x: float = 0
    y: float = 0
    height: float = 0
    parts: list[Part] = field(default_factory=list)
    up: list[Crossing] = field(default_factory=list)
    down: list[Crossing] = field(default_factory=list)
    ports: list[Crossing] = field(default_factory=list)

    @property
    def tag_rows(self) -> int:
        """How high the port tags stand on the box's upper edge."""
        return _tag_rows(self.staves[0].cards)

    def panel(self) -> Panel:
        plan = self.plan
        box = Box(self.x, self.y, self.width, self.height, plan.style, 14)
        return Panel(ref=plan.ref, name=plan.name, box=box, parts=tuple(self.parts))


def _tag_rows(cards: Iterable[Card]) -> int:
    return max((len(column) for one in cards for column in one.tag_columns), default=0)


def measure(plan: Plan, plans: Plans, rails: Rails, room: float) -> Drawn:
    """Breaks the cards into staves and tells how wide the box is."""
    refs = {tap.network for one in plan.cards for tap in one.taps}
    refs |= {hold.store for one in plan.cards for hold in one.holds if plans.cards_on[hold.store] > 1}
    labels = max((rails[ref].room for ref in refs), default=0.0)
    title = width(plan.name, "heading")
    if any(plans.boxes_on[ref] > 1 for ref in refs) or any(one.tags for one in plan.cards):
        labels = max(labels, min(title, 200.0))
    inner = room - 2 * INSET - (labels + 16 if labels else 0)
    staves = [Stave()]
    for unit in plan.units:
        for piece in _pieces(unit, inner):
            size = sum(one.width for one in piece) + CARD_GAP * (len(piece) - 1) + (8 if len(unit) > 1 else 0)
            stave = staves[-1]
            if stave.units and stave.width + CARD_GAP + size > inner:
                stave = Stave()
                staves.append(stave)
            stave.width += size + (CARD_GAP if stave.units else 0)
            stave.units.append(piece)
    widest = max(stave.width for stave in staves)
    whole = max(2 * INSET + (labels + 16 if labels else 0) + widest, min(title + 2 * INSET, room))
    return Drawn(plan, staves, labels, round(whole, 1))


def _pieces(unit: list[Card], room: float) -> list[list[Card]]:
    pieces: list[list[Card]] = [[]]
    used = 0.0
    for one in unit:
        if pieces[-1] and used + one.width + CARD_GAP > room:
            pieces.append([])
            used = 0
        pieces[-1].append(one)
        used += one.width + CARD_GAP
    return pieces


def place(drawn: Drawn, plans: Plans, rails: Rails, x: float, y: float, seen: set[Ref]) -> None:
    """Gives every part its coordinates, the box's upper left corner being x, y; seen: rails drawn so far."""
    drawn.x, drawn.y = x, y
    one_stave = len(drawn.staves) == 1
    at = y + _TITLE
    for number, stave in enumerate(drawn.staves):
        if number:
            at += 14 + TAG_STEP * _tag_rows(stave.cards)
        at = _Placing(drawn, stave, plans, rails, bool(one_stave), number == 0, seen).run(at)
    drawn.height = round(at + 12 - y, 1)
    crossings = [line.x for line in drawn.up + drawn.ports]
    room = min(crossings, default=x + drawn.width) - x - INSET - 6
    text = fit(drawn.plan.name, "heading", room)
    label = Label(x + INSET, y + 25, text, "heading", width(text, "heading"))
    drawn.parts.insert(0, Part(kind="title", name=drawn.plan.name, hover=drawn.plan.name, shapes=(label,)))


@dataclass
class _Placing:
    drawn: Drawn
    stave: Stave
    plans: Plans
    rails: Rails
    buses: bool
    first: bool
    seen: set[Ref]

    def run(self, top: float) -> float:
        drawn, cards = self.drawn, self.stave.cards
        left = drawn.x + INSET + (drawn.labels + 16 if drawn.labels else 0)
        for unit in self.stave.units:
            left += 4 if len(unit) > 1 else 0
            for one in unit:
                one.x = round(left, 1)
                left += one.width + CARD_GAP
            left += 4 if len(unit) > 1 else 0
        nets = self._inside({tap.network for one in cards for tap in one.taps})
        stores = self._inside(
            {hold.store for one in cards for hold in one.holds if self.plans.cards_on[hold.store] > 1}
        )
        rail_y = {ref: top + 14 + RAIL_STEP * number for number, ref in enumerate(nets)}
        busy = any(one.taps or one.tags for one in cards)
        card_y = top + RAIL_STEP * len(nets) + (_ADDRESSES if busy else 4)
        floor = card_y + max(one.height for one in cards)
        own = [[hold for hold in one.holds if self.plans.cards_on[hold.store] == 1] for one in cards]
        base = floor + (OWN_STEP * max(map(len, own)) + 10 if any(own) else 4)
        store_y = {ref: base + 20 + STORE_STEP * number for number, ref in enumerate(stores)}
        ends: dict[Ref, float] = {}
        drops: list[Part] = []
        for one in cards:
            drops += self._above(one, rail_y, card_y, ends)
            drops += self._below(one, store_y, card_y, ends)
        for ref, line_y in (rail_y | store_y).items():
            start = drawn.x + INSET + drawn.labels + 8
            part = self.rails[ref].part(
                start, ends[ref] + 12, line_y, drawn.x + INSET, drawn.labels, again=ref in self.seen
            )
            self.seen.add(ref)
            drawn.parts.append(part)
        drawn.parts += self._pods(card_y)
        drawn.parts += drops
        drawn.parts += [_card(one, card_y) for one in cards]
        return base + (STORE_STEP * len(stores) + 12 if stores else 0)

    def _inside(self, refs: set[Ref]) -> list[Ref]:
        """Those drawn in this box; the busiest next to the cards, so that most drops are short."""
        own = [ref for ref in refs if not self.buses or self.plans.boxes_on[ref] == 1]
        sign = 1 if own and own[0].kind.value == "network" else -1
        return sorted(own, key=lambda ref: (sign * self.plans.cards_on[ref], self.rails[ref].name, ref))

    def _above(self, one: Card, rail_y: dict[Ref, float], card_y: float, ends: dict[Ref, float]) -> list[Part]:
        parts = []
        at = one.x + PAD
        for tap in one.taps:
            rail = self.rails[tap.network]
            ends[tap.network] = max(ends.get(tap.network, 0), at)
            line_y = rail_y.get(tap.network)
            if line_y is None:
                self.drawn.up.append(Crossing(tap.network, one, at, card_y, tap.hover, tap.active, rail.paint))
            label = Label(
                at + 5, card_y - 9, tap.label, "mono", width(tap.label, "mono"), layer="detail", paint=Paint.MUTED
            )
            shapes: tuple[Shape, ...] = (label,) if tap.label else ()
            if line_y is not None:
                shapes = (
                    Line(at, line_y, at, card_y, "drop", rail.paint),
                    Dot(at, line_y, rail.paint, hollow=not tap.active),
                    *shapes,
                )
            parts.append(Part(kind="drop", joins=(one.ref, tap.network), hover=tap.hover, shapes=shapes))
            at += tap_width(tap)
        for column in one.tag_columns:
            room = column_width(column)
            middle = round(at - 4 + room / 2, 1)
            parts.append(self._column(one, column, middle, room - 8, card_y, self._tag_floor(rail_y, card_y)))
            at += room
        return parts

    def _tag_floor(self, rail_y: dict[Ref, float], card_y: float) -> float:
        """Where the lowest tag stands: on the box's upper edge, or at the top of a later stave."""
        if self.first:
            return self.drawn.y
        return min([*rail_y.values(), card_y - _ADDRESSES + 14]) - 26

    def _column(self, one: Card, column: list[Tag], middle: float, room: float, card_y: float, floor: float) -> Part:
        shapes: list[Shape] = [Line(middle, floor, middle, card_y, "port", column[0].paint, dotted=True)]
        for number, tag in enumerate(column):
            center = floor - TAG_STEP * number
            pill = Box(middle - room / 2, center - TAG_HEIGHT / 2, room, TAG_HEIGHT, "tag", 10, tag.paint, tag.dashed)
            text = Label(middle, center + 3.8, tag.text, "port", width(tag.text, "port"), Anchor.MIDDLE, tag.paint)
            shapes += [pill, text]
        top = floor - TAG_STEP * len(column) + TAG_STEP - TAG_HEIGHT / 2
        paint = next((tag.paint for tag in column if tag.paint is Paint.EDGE), column[0].paint)
        if self.first:
            self.drawn.ports.append(Crossing(None, one, middle, top, "", True, paint))
        hover = "\n".join(tag.hover for tag in column)
        refs = [ref for tag in column for ref in tag.refs]
        return Part(
            kind="port",
            ref=refs[0],
            name=f"ports of {one.title}",
            hover=hover,
            shapes=tuple(shapes),
            joins=(one.ref, *refs),
        )

    def _below(self, one: Card, store_y: dict[Ref, float], card_y: float, ends: dict[Ref, float]) -> list[Part]:
        parts = []
        at, bottom = one.x + PAD, card_y + one.height
        own = [hold for hold in one.holds if self.plans.cards_on[hold.store] == 1]
        for hold in one.holds:
            if self.plans.cards_on[hold.store] == 1:
                continue
            ends[hold.store] = max(ends.get(hold.store, 0), at)
            line_y = store_y.get(hold.store)
            if line_y is None:
                self.drawn.down.append(Crossing(hold.store, one, at, bottom, hold.hover, hold.writable, hold.paint))
            else:
                shapes: list[Shape] = [
                    Line(at, bottom, at, line_y, "drop", hold.paint),
                    Dot(at, line_y, hold.paint, hollow=not hold.writable),
                ]
                parts.append(Part(kind="drop", joins=(one.ref, hold.store), hover=hold.hover, shapes=tuple(shapes)))
            at += STORE_SLOT
        for number, hold in reversed(list(enumerate(own))):
            line_y = bottom + 22 + OWN_STEP * number
            above = bottom if not number else line_y - OWN_STEP
            suffix = "" if hold.writable else "ro"
            end = min(one.x + one.width, at + 240)
            text = fit(
                hold.text,
                "store-name",
                end - at - 10 - (width(suffix, "note") + 4 if suffix else 0),
                keep_end=hold.store.kind.value == "path",
            )
            row: list[Shape] = [
                Line(at, line_y, end, line_y, "store", hold.paint, hold.dotted),
                Line(at, above, at, line_y, "drop", hold.paint),
                Dot(at, line_y, hold.paint, hollow=not hold.writable),
                Label(
                    at + 9, line_y - 5, text, "store-name", width(text, "store-name"), paint=hold.paint, layer="detail"
                ),
            ]
            if suffix:
                row.append(Label(end, line_y - 5, "ro", "note", width("ro", "note"), Anchor.END, Paint.MUTED, "detail"))
            parts.append(
                Part(
                    kind="store",
                    ref=hold.store,
                    name=f"storage {hold.text}",
                    hover=hold.hover,
                    shapes=tuple(row),
                    joins=(one.ref, hold.store),
                    members=hold.members,
                )
            )
        return parts

    def _pods(self, card_y: float) -> list[Part]:
        pods = []
        for unit in self.stave.units:
            if any(one.rides for one in unit) and len(unit) > 1:
                wide = unit[-1].x + unit[-1].width - unit[0].x + 10
                box = Box(unit[0].x - 5, card_y - 5, wide, max(one.height for one in unit) + 10, "pod", 13)
                hover = f"share the network namespace of {unit[0].title}"
                pods.append(Part(kind="pod", hover=hover, shapes=(box,)))
        return pods


def _card(one: Card, y: float) -> Part:
    room = one.width - 2 * PAD
    title = fit(one.title, "name", room - 14)
    second = fit(one.second, "mono", room)
    shapes: list[Shape] = []
    if len(one.members) > 1:
        shapes.append(Box(one.x + 5, y - 4, one.width - 10, 20, "card", 10, dashed=one.dashed))
    shapes.append(Box(one.x, y, one.width, one.height, "card", 10, dashed=one.dashed))
    if one.square:
        shapes.append(Box(one.x + PAD - 4, y + 14, 8, 8, "mark", 1.5, one.paint))
    else:
        shapes.append(Dot(one.x + PAD, y + 18, one.paint, hollow=one.paint is Paint.IDLE, radius=4))
    ink = Paint.MUTED if one.paint is Paint.IDLE else Paint.INK
    shapes.append(Label(one.x + PAD + 10, y + 22, title, "name", width(title, "name"), paint=ink))
    paint = one.paint if one.paint in (Paint.BAD, Paint.WARN) else Paint.MUTED
    shapes.append(Label(one.x + PAD - 4, y + 38, second, "mono", width(second, "mono"), paint=paint, layer="detail"))
    for number, (note, layer) in enumerate(one.notes):
        style = "mono" if layer == "veth" else "note"
        text = fit(note, style, room)
        at = y + 52 + 14 * number
        shapes.append(Label(one.x + PAD - 4, at, text, style, width(text, style), paint=Paint.MUTED, layer=layer))
    members = tuple(Ref(one.ref.kind, each.id) for each in one.members) if len(one.members) > 1 else ()
    return Part(
        kind="card",
        ref=one.ref,
        name=f"container {one.title}, {one.second}",
        hover=one.hover,
        shapes=tuple(shapes),
        members=members,
        faded=one.dashed,
    )
