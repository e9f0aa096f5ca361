"""A short rail under one card: of a store that no other card of its stave has."""

from inspector.model.ids import Kind
from inspector.topology.layout_cards import Card, Hold
from inspector.topology.scene import Anchor, Arrow, Dot, Label, Line, Paint, Part, Shape
from inspector.topology.text_width import fit, width

_OWN_MAX = 240.0


def own_rail(one: Card, hold: Hold, at: float, y: float, above: float, *, users: int, again: bool) -> Part:
    """The rail at this height, its line coming down from above. users: cards that have the same on the whole page."""
    words = ["" if hold.writable else "ro", f"1 of {users}" if users > 1 and not hold.arrow else ""]
    suffix = " · ".join(word for word in words if word)
    end = min(one.x + one.width, at + _OWN_MAX)
    room = end - at - 10 - (width(suffix, "note") + 6 if suffix else 0)
    text = fit(hold.text, "store-name", room, keep_end=hold.store.kind is Kind.PATH)
    shapes: list[Shape] = [
        Line(at, y, end, y, "link" if hold.arrow else "store", hold.paint, hold.dotted),
        Line(at, above, at, y, "drop", hold.paint),
        *line_end(hold, at, y, above),
        Label(at + 9, y - 5, text, "store-name", width(text, "store-name"), paint=hold.paint, layer="detail"),
    ]
    if suffix:
        shapes.append(Label(end, y - 5, suffix, "note", width(suffix, "note"), Anchor.END, Paint.MUTED, "detail"))
    return Part(
        kind="link" if hold.arrow else "store",
        ref=None if hold.arrow else hold.store,
        name=f"storage {hold.text}",
        hover=hold.hover + (f"\nmounted by {users} containers" if users > 1 and not hold.arrow else ""),
        shapes=tuple(shapes),
        joins=(one.ref, hold.end),
        members=hold.members,
        again=again,
    )


def line_end(hold: Hold, x: float, y: float, bottom: float) -> list[Shape]:
    """How a line ends: in a dot on its store, or in an arrow at the card that is linked to."""
    if hold.arrow:
        return [Arrow(x, bottom, hold.paint)] if hold.arrow == "to" else []
    return [Dot(x, y, hold.paint, hollow=not hold.writable)]
