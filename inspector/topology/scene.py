"""The picture as pure coordinates: what a renderer needs, and what each mark stands for. Units are CSS pixels."""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from inspector.model.ids import Ref


class Paint(StrEnum):
    """Whose colour a mark has: a network's own (net-0 .. net-8), a kind of storage, a state or none."""

    INK = "ink"
    MUTED = "muted"
    EDGE = "edge"
    VOLUME = "volume"
    PATH = "path"
    TMPFS = "tmpfs"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    IDLE = "idle"
    NET0 = "net-0"
    NET1 = "net-1"
    NET2 = "net-2"
    NET3 = "net-3"
    NET4 = "net-4"
    NET5 = "net-5"
    NET6 = "net-6"
    NET7 = "net-7"
    NET8 = "net-8"


class Anchor(StrEnum):
    """Where a label stands on its x."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


class Box(Struct, frozen=True, gc=False):
    """A rectangle. style: card, fold, panel, host, pod, tag, mark."""

    x: float
    y: float
    width: float
    height: float
    style: str
    radius: float = 0
    paint: Paint = Paint.INK
    dashed: bool = False


class Line(Struct, frozen=True, gc=False):
    """A vertical or horizontal line. style: rail, store, link, drop, port, edge, cap, bus."""

    x1: float
    y1: float
    x2: float
    y2: float
    style: str
    paint: Paint = Paint.INK
    dotted: bool = False


class Dot(Struct, frozen=True, gc=False):
    """Where a drop is attached; hollow: read-only, or not connected now."""

    x: float
    y: float
    paint: Paint
    hollow: bool = False
    radius: float = 4.5


class Label(Struct, frozen=True, gc=False):
    """One line of text on its baseline, already cut to its room. style names the font: see `text_width.STYLES`."""

    x: float
    y: float
    text: str
    style: str
    width: float
    anchor: Anchor = Anchor.START
    paint: Paint = Paint.INK
    layer: str = ""

    @property
    def left(self) -> float:
        shift = {Anchor.START: 0.0, Anchor.MIDDLE: self.width / 2, Anchor.END: self.width}
        return self.x - shift[self.anchor]


class Arrow(Struct, frozen=True, gc=False):
    """The head of an arrow that points up, its tip at x, y."""

    x: float
    y: float
    paint: Paint


Shape = Box | Line | Dot | Label | Arrow


class Part(Struct, frozen=True, kw_only=True):
    """What belongs together: a card, a rail, a drop, a tag.

    ref: what it stands for, so that it can be chosen; None for what cannot. joins: what a drop connects. members: all
    containers of a stack. again: a rail that is drawn once more on a later stave. dim: it steps back. tone: the
    state of what it stands for, to be filled with where nothing smaller can be seen.
    """

    kind: str
    shapes: tuple[Shape, ...]
    ref: Ref | None = None
    name: str = ""
    hover: str = ""
    joins: tuple[Ref, ...] = ()
    members: tuple[Ref, ...] = ()
    again: bool = False
    faded: bool = False
    dim: bool = False
    tone: Paint | None = None


class Panel(Struct, frozen=True, kw_only=True):
    """The box of one project, of the host's own namespace, or of what is in no project."""

    ref: Ref | None
    name: str
    box: Box
    parts: tuple[Part, ...]


class Scene(Struct, frozen=True, kw_only=True):
    """The whole picture. Parts of `under` are drawn before the panels, those of `over` after them."""

    width: float
    height: float
    name: str
    under: tuple[Part, ...] = ()
    panels: tuple[Panel, ...] = ()
    over: tuple[Part, ...] = ()

    def parts(self) -> Iterator[Part]:
        """All parts, in drawing order."""
        yield from self.under
        for panel in self.panels:
            yield from panel.parts
        yield from self.over
