"""Gives every part of a box its coordinates, one stave under the other."""

from dataclasses import dataclass

from inspector.model.ids import HOST, Ref
from inspector.topology.layout_cards import Card, Tag
from inspector.topology.layout_faces import card_part, far_names
from inspector.topology.layout_own import line_end, own_rail
from inspector.topology.layout_panels import PAD, STORE_SLOT, Plans
from inspector.topology.layout_rails import Rails
from inspector.topology.layout_staves import (
    CARD_GAP,
    INSET,
    LINE,
    OWN_STEP,
    RAIL_STEP,
    SPINE_STEP,
    STORE_STEP,
    Crossing,
    Drawn,
    Stave,
    indent,
    local,
)
from inspector.topology.layout_tags import TAG_HEIGHT, TAG_STEP, column_width
from inspector.topology.layout_taps import tap_width
from inspector.topology.scene import Anchor, Arrow, Box, Dot, Label, Line, Paint, Part, Shape
from inspector.topology.text_width import fit, width


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
    drawn.parts += _spines(drawn, rails)
    drawn.parts += far_names(drawn)


def _spines(drawn: Drawn, rails: Rails) -> list[Part]:
    """What joins the pieces of a store on several staves, at the right side of the box, unless a bus does."""
    parts = []
    for number, ref in enumerate(ref for ref in drawn.spines if ref not in drawn.entered):
        x = round(drawn.x + drawn.width - INSET + 4 - SPINE_STEP * number, 1)
        pieces, rail = drawn.pieces[ref], rails[ref]
        shapes: list[Shape] = [Line(x, pieces[0][0], x, pieces[-1][0], "bus", rail.paint)]
        for y, _, end in pieces:
            shapes += [Line(end, y, x, y, "bus", rail.paint), Dot(x, y, rail.paint, radius=3)]
        name = f"storage {rail.name}, shared"
        parts.append(Part(kind="bus", ref=ref, name=name, hover=rail.hover, shapes=tuple(shapes)))
    return parts


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
            apart, end, at = drawn.entered.get(ref, False), ends[ref] + 12, drawn.x + INSET
            drawn.parts.append(rail.part(start, end, line_y, at, drawn.labels, again=again, apart=apart))
            drawn.pieces.setdefault(ref, []).append((line_y, start, end))
            self.seen.add(ref)
        drawn.parts += self._pods(card_y)
        drawn.parts += drops
        drawn.parts += [card_part(one, card_y) for one in stave.cards]

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
                shapes = (Line(at, bottom, at, line_y, "drop", hold.paint), *line_end(hold, at, line_y, bottom))
                kind = "link" if hold.arrow else "drop"
                parts.append(Part(kind=kind, joins=(one.ref, hold.end), hover=hold.hover, shapes=shapes))
            at += STORE_SLOT
        for number, hold in reversed(list(enumerate(own))):
            line_y = bottom + 22 + OWN_STEP * number
            above = bottom if not number else line_y - OWN_STEP
            users, again = self.plans.cards_on[hold.store], hold.store in self.seen
            parts.append(own_rail(one, hold, at, line_y, above, users=users, again=again))
            self.seen.add(hold.store)
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
