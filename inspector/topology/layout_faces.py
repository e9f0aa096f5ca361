"""What is seen of a card: its box and words, or those of a folded group; and of a box from far away."""

from inspector.model.ids import Ref
from inspector.topology.layout_cards import Card
from inspector.topology.layout_folds import count
from inspector.topology.layout_panels import PAD
from inspector.topology.layout_staves import INSET, Drawn
from inspector.topology.scene import Anchor, Box, Dot, Label, Line, Paint, Part, Shape
from inspector.topology.text_width import fit, width


def card_part(one: Card, y: float) -> Part:
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


def far_names(drawn: Drawn) -> list[Part]:
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
