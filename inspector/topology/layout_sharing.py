"""The sharing picture as coordinates: places of data in the middle, who only reads left of them, who writes right.

Each place is a band of its own, so no line crosses another and the picture grows only downwards. Deterministic.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from inspector.model.backing import BackingKind
from inspector.model.container import State
from inspector.model.ids import Kind, Ref
from inspector.model.sharing import SharedPlace, Use
from inspector.topology.scene import Anchor, Box, Label, Line, Paint
from inspector.topology.text_width import fit, width

FOLD = 4
"""Lines on one side of a place; of more users, the last line says how many."""

_CHIP, _CHIP_GAP, _PLACE, _BAND_GAP, _TOP = 36.0, 6.0, 46.0, 22.0, 34.0
_RADIUS, _PAD = 7.0, 10.0
_KINDS = {
    BackingKind.BIND: ("host path", Paint.PATH),
    BackingKind.VOLUME: ("volume", Paint.VOLUME),
    BackingKind.ANONYMOUS_VOLUME: ("anonymous volume", Paint.VOLUME),
    BackingKind.TMPFS: ("in memory", Paint.TMPFS),
    BackingKind.IMAGE: ("image", Paint.MUTED),
}


class Columns(Struct, frozen=True):
    """Widths in CSS pixels: of a container, of the gap with the arrows, of a place."""

    user: float
    gap: float
    place: float

    @property
    def width(self) -> float:
        return 2 * (self.user + self.gap) + self.place + 2


WIDE = Columns(230, 84, 320)
NARROW = Columns(102, 24, 108)


class Head(Struct, frozen=True):
    """An arrow's head, its tip at x, y. left: it points to the left."""

    x: float
    y: float
    left: bool
    paint: Paint


class Glyph(Struct, frozen=True):
    """The sign of a kind of storage, its centre at x, y."""

    x: float
    y: float
    kind: BackingKind
    paint: Paint


class Mark(Struct, frozen=True, kw_only=True):
    """A place, a container's use of it, or the arrows between. use: (number of the place, number of its use), to be
    chosen. ref: what it stands for; the same container has the same ref wherever it is drawn."""

    kind: str
    shapes: tuple[Box | Label | Line | Head | Glyph, ...]
    ref: Ref | None = None
    use: tuple[int, int] | None = None
    name: str = ""
    hover: str = ""
    faded: bool = False
    dashed: bool = False


class SharingScene(Struct, frozen=True):
    """The whole picture, in CSS pixels."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def lay_out_sharing(
    places: Sequence[SharedPlace], columns: Columns = WIDE, *, own: str = "", fold: int = FOLD
) -> SharingScene:
    """One band for each place, in the given order. own: id of the container that stands first among the users."""
    marks = [*_titles(columns)]
    y = _TOP
    for number, place in enumerate(places):
        made, high = _band(number, place, columns, y, own, fold)
        marks += made
        y += high + _BAND_GAP
    return SharingScene(columns.width, max(y - _BAND_GAP, _TOP) + 4, tuple(marks))


def _titles(columns: Columns) -> Iterator[Mark]:
    left, right = 1 + columns.user, columns.width - 1 - columns.user
    wide = columns is WIDE
    for x, text, anchor in (
        (left, "only read it" if wide else "read", Anchor.END),
        (columns.width / 2, "data", Anchor.MIDDLE),
        (right, "may write it" if wide else "write", Anchor.START),
    ):
        label = Label(x, 14, text, "note", width(text, "note"), anchor, Paint.MUTED)
        yield Mark(kind="title", shapes=(label,))


def _band(
    number: int, place: SharedPlace, columns: Columns, top: float, own: str, fold: int
) -> tuple[list[Mark], float]:
    """The marks of one place, and how high the band is."""
    users = sorted(enumerate(place.uses), key=lambda one: one[1].container != own)
    sides = [[(n, use) for n, use in users if use.writable is writable] for writable in (False, True)]
    high = max(_PLACE, *(_stack(min(len(side), fold)) for side in sides))
    middle = top + high / 2
    marks: list[Mark] = []
    for side, left in zip(sides, (True, False), strict=True):
        marks += _side(number, side, columns, middle, min(len(side), fold), left=left)
    return [*marks, _place(place, columns, middle)], high


def _stack(rows: int) -> float:
    return rows * _CHIP + max(rows - 1, 0) * _CHIP_GAP


def _side(
    number: int, side: Sequence[tuple[int, Use]], columns: Columns, middle: float, rows: int, *, left: bool
) -> Iterator[Mark]:
    """The users on one side from top to bottom, and the comb of arrows to them."""
    if not side:
        return
    shown = side if len(side) == rows else side[: rows - 1]
    top = middle - _stack(rows) / 2
    centres = [top + row * (_CHIP + _CHIP_GAP) + _CHIP / 2 for row in range(rows)]
    x = 1.0 if left else columns.width - 1 - columns.user
    edge = x + columns.user if left else x
    place = (columns.width + (-columns.place if left else columns.place)) / 2
    bus = (edge + place) / 2
    paint = Paint.MUTED if left else Paint.INK
    trunk: list[Line | Head] = [Line(bus, middle, place, middle, "edge", paint)]
    if rows > 1:
        trunk.append(Line(bus, centres[0], bus, centres[-1], "edge", paint))
    if not left:
        trunk.append(Head(place, middle, True, paint))
    yield Mark(kind="link", shapes=tuple(trunk))
    for (at, use), y in zip(shown, centres, strict=False):
        tooth = (Line(bus, y, edge, y, "edge", paint), Head(edge, y, left, paint))
        yield Mark(kind="link", shapes=tooth, ref=Ref(Kind.CONTAINER, use.container), dashed=bool(use.through))
        yield _user(number, at, use, columns, x, y)
    if len(shown) < len(side):
        rest = [use for _, use in side[len(shown) :]]
        yield Mark(kind="link", shapes=(Line(bus, centres[-1], edge, centres[-1], "edge", paint),))
        yield _more(rest, columns, x, centres[-1])


def _user(number: int, at: int, use: Use, columns: Columns, x: float, y: float) -> Mark:
    stopped = use.state is not State.RUNNING
    room = columns.user - 2 * _PAD
    state = use.state.value if stopped else ""
    taken = width(state, "note") + 8 if state and columns is WIDE else 0
    # Where room is short, the ends are shown: replicas differ by them.
    name = fit(use.container_name, "name", room - taken, keep_end=columns is NARROW)
    path = fit(use.target, "mono", room, keep_end=True)
    shapes: list[Box | Label] = [
        Box(x, y - _CHIP / 2, columns.user, _CHIP, "card", _RADIUS, dashed=stopped),
        Label(x + _PAD, y - 3, name, "name", width(name, "name")),
        Label(x + _PAD, y + 11, path, "mono", width(path, "mono"), paint=Paint.MUTED),
    ]
    if taken:
        right = x + columns.user - _PAD
        shapes.append(Label(right, y - 3, state, "note", width(state, "note"), Anchor.END, Paint.MUTED))
    access = "may write" if use.writable else "only reads"
    through = f"\nthrough {use.through} of the host" if use.through else ""
    return Mark(
        kind="user",
        shapes=tuple(shapes),
        ref=Ref(Kind.CONTAINER, use.container),
        use=(number, at),
        name=f"{use.container_name} {access} it at {use.target}",
        hover=f"{use.container_name} ({use.state.value}) {access} it\nat {use.target}{through}",
        faded=stopped,
    )


def _more(rest: Sequence[Use], columns: Columns, x: float, y: float) -> Mark:
    text = f"and {len(rest)} more"
    label = Label(x + _PAD, y + 4, text, "text", width(text, "text"), paint=Paint.MUTED)
    box = Box(x, y - _CHIP / 2, columns.user, _CHIP, "card", _RADIUS, dashed=True)
    hover = "\n".join(f"{use.container_name} {use.target}" for use in rest[:100])
    return Mark(kind="more", shapes=(box, label), name=text, hover=hover)


def _place(place: SharedPlace, columns: Columns, y: float) -> Mark:
    words, paint = _KINDS.get(place.kind, (place.kind.value, Paint.MUTED))
    x = (columns.width - columns.place) / 2
    wide = columns is WIDE
    start = x + (40 if wide else 8)
    room = columns.place - (start - x) - _PAD
    anonymous = place.kind is BackingKind.ANONYMOUS_VOLUME
    path = place.name.startswith("/")
    title = fit(place.name[:12] if anonymous else place.name, "name", room, keep_end=path)
    note = fit(f"{words} of {place.project}" if place.project and wide else words, "note", room)
    shapes: list[Box | Label | Glyph] = [
        Box(x, y - _PLACE / 2, columns.place, _PLACE, "panel", _RADIUS),
        Label(start, y - 2, title, "name", width(title, "name")),
        Label(start, y + 13, note, "note", width(note, "note"), paint=paint),
    ]
    if wide:
        shapes.append(Glyph(x + 21, y, place.kind, paint))
    hover = place.name if place.place.where == place.name else f"{place.name}\n{place.place.where}"
    return Mark(kind="place", shapes=tuple(shapes), name=f"{words} {place.name}", hover=hover)
