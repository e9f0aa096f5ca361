"""Gives every part of a box its coordinates, one stave under the other."""

from dataclasses import dataclass

from inspector.model.ids import HOST, Kind, Ref
from inspector.topology.layout_cards import TAG_HEIGHT, TAG_STEP, Card, Hold, Tag, column_width, tap_width
from inspector.topology.layout_folds import count
from inspector.topology.layout_panels import PAD, STORE_SLOT, Plans
from inspector.topology.layout_rails import Rails
from inspector.topology.layout_staves import (
    CARD_GAP,
    INSET,
    LINE,
    OWN_STEP,
    RAIL_STEP,
    STORE_STEP,
    Crossing,
    Drawn,
    Stave,
    indent,
    local,
)
from inspector.topology.scene import Anchor, Arrow, Box, Dot, Label, Line, Paint, Part, Shape
from inspector.topology.text_width import fit, width

_OWN_MAX = 240.0


def place(drawn: Drawn, plans: Plans, rails: Rails, x: float, y: float, seen: set[Ref], *, to_edge: bool) -> None:
    """Places the box with its upper left corner at x, y.

    seen: rails drawn so far, to which this adds. to_edge: its ports have a line up to the host's edge; else each has a
    short piece of that edge of its own.
    """
    drawn.x, drawn.y = x, y
    drawn.title_end = x + drawn.width - INSET
    at = y
    for number, stave in enumerate(drawn.staves):
        _Placing(drawn, stave, plans, rails, number == 0, to_edge, seen).run(at)
        at += stave.height
    room = min([drawn.title_end, *(line.x for line in drawn.up)]) - x - INSET - 6
    text = fit(drawn.plan.name, drawn.heading, room)
    base = y + (25 if drawn.heading == "heading" else 31)
    label = Label(x + INSET, base, text, drawn.heading, width(text, drawn.heading))
    drawn.parts.insert(0, Part(kind="title", name=drawn.plan.name, hover=drawn.plan.name, shapes=(label,)))
    drawn.parts += _far(drawn)


def _far(drawn: Drawn) -> list[Part]:
    """The name again and how many there are, as large as the box allows, for who looks from far away."""
    if drawn.plan.cards[0].group is not None:
        return []
    number = sum(len(one.members) for one in drawn.plan.cards)
    middle, room = drawn.x + drawn.width / 2, drawn.width - 2 * INSET
    for style, below, high in (("far-l", "far-m", 190), ("far-m", "far-s", 120), ("far-s", "", 64)):
        wide = width(drawn.plan.name, style)
        if (wide <= room and high <= drawn.height) or style == "far-s":
            text = fit(drawn.plan.name, style, room)
            base = drawn.y + drawn.height / 2 + high / 5
            size = width(text, style)
            shapes = [Label(middle, base, text, style, size, Anchor.MIDDLE, layer="far")]
            said = fit(count(number, "container"), below, room) if below else ""
            if below and drawn.height > 2.2 * high:
                at = base + high * 0.55
                size = width(said, below)
                shapes.append(Label(middle, at, said, below, size, Anchor.MIDDLE, Paint.MUTED, "far"))
            return [Part(kind="far", shapes=tuple(shapes))]
    return []


@dataclass
class _Placing:
    drawn: Drawn
    stave: Stave
    plans: Plans
    rails: Rails
    first: bool
    to_edge: bool
    seen: set[Ref]

    def run(self, top: float) -> None:
        drawn, stave = self.drawn, self.stave
        left = drawn.x + INSET + indent(drawn.labels)
        for unit in stave.units:
            left += 4 if len(unit) > 1 else 0
            for one in unit:
                one.x = round(left, 1)
                left += one.width + CARD_GAP
            left += 4 if len(unit) > 1 else 0
        first_rail = top + stave.lead + 14
        rail_y = {ref: first_rail + RAIL_STEP * number for number, ref in enumerate(stave.nets)}
        store_y = {ref: top + stave.stores_at + 20 + STORE_STEP * number for number, ref in enumerate(stave.stores)}
        # The uppermost tag stands on the box's edge, the others hang below it.
        tags_at = drawn.y if self.first else top + 22
        card_y = round(top + stave.cards_at, 1)
        ends: dict[Ref, float] = {}
        drops: list[Part] = []
        for one in stave.cards:
            drops += self._above(one, rail_y, card_y, tags_at, ends)
            drops += self._below(one, store_y, card_y, ends)
        for ref, line_y in (rail_y | store_y).items():
            start = drawn.x + INSET + drawn.labels + 8
            rail = drawn.rail(ref, self.plans, self.rails)
            again = ref in self.seen
            apart, end, at = ref in drawn.entered, ends[ref] + 12, drawn.x + INSET
            drawn.parts.append(rail.part(start, end, line_y, at, drawn.labels, again=again, apart=apart))
            drawn.pieces.setdefault(ref, []).append((line_y, start))
            self.seen.add(ref)
        drawn.parts += self._pods(card_y)
        drawn.parts += drops
        drawn.parts += [_card(one, card_y) for one in stave.cards]

    def _above(
        self, one: Card, rail_y: dict[Ref, float], card_y: float, tags_at: float, ends: dict[Ref, float]
    ) -> list[Part]:
        parts = []
        at = one.x + PAD
        # The lower its rail, the further left a drop: then it crosses none of those that end there.
        for tap in sorted(one.taps, key=lambda tap: -rail_y.get(tap.network, 0)):
            rail = self.rails[tap.network]
            ends[tap.network] = max(ends.get(tap.network, 0), at)
            shapes: list[Shape] = []
            line_y = rail_y.get(tap.network)
            if line_y is None:
                self.drawn.up.append(Crossing(tap.network, one, at, card_y, tap.hover, tap.active, rail.paint))
            else:
                shapes.append(Line(at, line_y, at, card_y, "drop", rail.paint))
                shapes.append(Dot(at, line_y, rail.paint, hollow=not tap.active))
            if tap.route:
                shapes.append(Arrow(at, card_y - 14, rail.paint))
            for number, line in enumerate(tap.lines):
                base = card_y - 9 - LINE * number
                layer = "veth" if number else "detail"
                shapes.append(Label(at + 5, base, line, "mono", width(line, "mono"), layer=layer, paint=Paint.MUTED))
            parts.append(Part(kind="drop", joins=(one.ref, tap.network), hover=tap.hover, shapes=tuple(shapes)))
            at += tap_width(tap)
        for column in one.tag_columns:
            room = column_width(column)
            parts += self._column(one, column, round(at - 4 + room / 2, 1), room - 8, card_y, tags_at)
            at += room
        return parts

    def _column(
        self, one: Card, column: list[Tag], middle: float, room: float, card_y: float, top: float
    ) -> list[Part]:
        paint = column[0].paint
        shapes: list[Shape] = [Line(middle, top, middle, card_y, "port", paint, dotted=True)]
        for number, tag in enumerate(column):
            center = top + TAG_STEP * number
            pill = Box(middle - room / 2, center - TAG_HEIGHT / 2, room, TAG_HEIGHT, "tag", 10, tag.paint, tag.dashed)
            text = Label(middle, center + 3.8, tag.text, "port", width(tag.text, "port"), Anchor.MIDDLE, tag.paint)
            shapes += [pill, text]
        ways = []
        if self.first:
            self.drawn.title_end = min(self.drawn.title_end, middle - room / 2)
        if paint is Paint.EDGE:
            end = top - TAG_HEIGHT / 2
            if self.first and self.to_edge:
                self.drawn.ports.append(Crossing(None, one, middle, end, "", True, paint))
            else:
                stub = Line(middle, end - 7, middle, end, "port", paint)
                cap = Line(middle - 9, end - 7, middle + 9, end - 7, "cap", paint)
                ways.append(Part(kind="way", shapes=(stub, cap), joins=(one.ref, HOST)))
        refs = tuple(ref for tag in column for ref in tag.refs)
        port = Part(
            kind="port",
            ref=refs[0],
            name=f"ports of {one.title}",
            hover="\n".join(tag.hover for tag in column),
            shapes=tuple(shapes),
            joins=(one.ref, *refs),
        )
        return [*ways, port]

    def _below(self, one: Card, store_y: dict[Ref, float], card_y: float, ends: dict[Ref, float]) -> list[Part]:
        parts = []
        at, bottom = one.x + PAD, card_y + one.height
        own = [hold for hold in one.holds if local(hold, self.stave, self.drawn, self.plans)]
        for hold in one.holds:
            if hold in own:
                continue
            ends[hold.store] = max(ends.get(hold.store, 0), at)
            line_y = store_y.get(hold.store)
            if line_y is None:
                self.drawn.down.append(
                    Crossing(hold.store, one, at, bottom, hold.hover, hold.writable, hold.paint, hold)
                )
            else:
                shapes = (Line(at, bottom, at, line_y, "drop", hold.paint), *_end(hold, at, line_y, bottom))
                parts.append(Part(kind="drop", joins=(one.ref, hold.end), hover=hold.hover, shapes=shapes))
            at += STORE_SLOT
        for number, hold in reversed(list(enumerate(own))):
            line_y = bottom + 22 + OWN_STEP * number
            parts.append(
                self._own(one, hold, at, line_y if number else bottom + 22, bottom if not number else line_y - OWN_STEP)
            )
        return parts

    def _own(self, one: Card, hold: Hold, at: float, y: float, above: float) -> Part:
        """A short rail under the card: of a store that no other card of this stave has."""
        users = self.plans.cards_on[hold.store]
        words = ["" if hold.writable else "ro", f"1 of {users}" if users > 1 and not hold.arrow else ""]
        suffix = " · ".join(word for word in words if word)
        end = min(one.x + one.width, at + _OWN_MAX)
        room = end - at - 10 - (width(suffix, "note") + 6 if suffix else 0)
        text = fit(hold.text, "store-name", room, keep_end=hold.store.kind is Kind.PATH)
        shapes: list[Shape] = [
            Line(at, y, end, y, "link" if hold.arrow else "store", hold.paint, hold.dotted),
            Line(at, above, at, y, "drop", hold.paint),
            *_end(hold, at, y, above),
            Label(at + 9, y - 5, text, "store-name", width(text, "store-name"), paint=hold.paint, layer="detail"),
        ]
        if suffix:
            shapes.append(Label(end, y - 5, suffix, "note", width(suffix, "note"), Anchor.END, Paint.MUTED, "detail"))
        again = hold.store in self.seen
        self.seen.add(hold.store)
        return Part(
            kind="store",
            ref=None if hold.arrow else hold.store,
            name=f"storage {hold.text}",
            hover=hold.hover + (f"\nmounted by {users} containers" if users > 1 and not hold.arrow else ""),
            shapes=tuple(shapes),
            joins=(one.ref, hold.end),
            members=hold.members,
            again=again,
        )

    def _pods(self, card_y: float) -> list[Part]:
        pods = []
        for unit in self.stave.units:
            if any(one.rides for one in unit) and len(unit) > 1:
                wide = unit[-1].x + unit[-1].width - unit[0].x + 10
                box = Box(unit[0].x - 5, card_y - 5, wide, max(one.height for one in unit) + 10, "pod", 13)
                hover = f"share the network namespace of {unit[0].title}"
                pods.append(Part(kind="pod", hover=hover, shapes=(box,)))
        return pods


def _end(hold: Hold, x: float, y: float, bottom: float) -> list[Shape]:
    """How a line ends: in a dot on its store, or in an arrow at the card that is linked to."""
    if hold.arrow:
        return [Arrow(x, bottom, hold.paint)] if hold.arrow == "to" else []
    return [Dot(x, y, hold.paint, hollow=not hold.writable)]


def _card(one: Card, y: float) -> Part:
    if one.group is not None:
        return _fold(one, y)
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
        tone=one.paint,
    )


def _fold(one: Card, y: float) -> Part:
    """A folded group: two sheets, and a sign that it opens."""
    room = one.width - 2 * PAD
    title = fit(one.title, "heading", room - 22)
    right, top = one.x + one.width - PAD - 4, y + 18
    shapes: list[Shape] = [
        Box(one.x + 6, y - 5, one.width - 12, 20, "fold", 10),
        Box(one.x, y, one.width, one.height, "fold", 10),
        Dot(one.x + PAD, top, one.paint, hollow=one.paint is Paint.IDLE, radius=4),
        Label(one.x + PAD + 10, y + 23, title, "heading", width(title, "heading")),
        Line(right - 4, top, right + 4, top, "sign", Paint.MUTED),
        Line(right, top - 4, right, top + 4, "sign", Paint.MUTED),
    ]
    lines = [(fit(one.second, "text", room), "text"), *((fit(note, "note", room), "note") for note, _ in one.notes)]
    for number, (text, style) in enumerate(lines):
        at = y + 42 + 15 * number
        shapes.append(Label(one.x + PAD - 4, at, text, style, width(text, style), paint=Paint.MUTED, layer="detail"))
    name = f"folded {one.title}, {one.second}"
    far = fit(one.title, "far-s", one.width - 6, keep_end=one.keep_end)
    at = one.x + one.width / 2
    shapes.append(Label(at, y + one.height / 2 + 13, far, "far-s", width(far, "far-s"), Anchor.MIDDLE, layer="far"))
    return Part(kind="fold", ref=one.ref, name=name, hover=one.hover, shapes=tuple(shapes), tone=one.paint)
