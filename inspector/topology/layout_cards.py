"""A card in the making: what stands on it and hangs from it; nothing here knows yet where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from inspector.model.container import Container
from inspector.model.ids import Kind, Ref
from inspector.model.netns import InterfaceRow
from inspector.topology.graph import Topology
from inspector.topology.scene import Paint

_TAGS_IN_A_COLUMN = 4


@dataclass
class Tap:
    """One attachment to a network. lines: what stands along its drop, from the card upwards. route: the way out."""

    network: Ref
    address: str
    active: bool
    hover: str
    lines: tuple[str, ...] = ()
    route: bool = False


@dataclass
class Tag:
    """One published port, or a run of them."""

    text: str
    paint: Paint
    dashed: bool
    hover: str
    refs: tuple[Ref, ...]


@dataclass
class Hold:
    """One mount: of what, where, and how. A link to another container is one too; arrow: at which of its ends."""

    store: Ref
    writable: bool
    text: str
    paint: Paint
    dotted: bool
    hover: str
    members: tuple[Ref, ...] = ()
    target: str = ""
    arrow: Literal["", "from", "to"] = ""
    other: Ref | None = None

    @property
    def end(self) -> Ref:
        """What its line leads to."""
        return self.other or self.store


@dataclass
class Wanted:
    """What cards are made of, and what is to be seen on them in addition. rows: interfaces by container id."""

    topology: Topology
    rows: Mapping[str, list[InterfaceRow]]
    veths: bool = False
    links: bool = False
    routes: bool = False


@dataclass
class Card:
    """One container, a stack of equal replicas, or a folded group. keep_end: others begin with the same words."""

    members: list[Container]
    title: str
    second: str
    paint: Paint
    dashed: bool
    square: bool
    notes: list[tuple[str, str]] = field(default_factory=list)
    taps: list[Tap] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    rides: bool = False
    hover: str = ""
    lines: int = 0
    width: float = 0
    x: float = 0
    group: Ref | None = None
    keep_end: bool = False

    @property
    def ref(self) -> Ref:
        return self.group or Ref(Kind.CONTAINER, self.members[0].id)

    @property
    def height(self) -> float:
        if self.group:
            return 58 + 15 * max(len(self.notes), self.lines)
        return 48 + 14 * max(len(self.notes), self.lines)

    @property
    def storage(self) -> list[Ref]:
        """What it mounts, whether its rail runs below or above."""
        held = [tap.network for tap in self.taps if tap.network.kind is not Kind.NETWORK]
        return held + [hold.store for hold in self.holds]

    @property
    def tag_columns(self) -> list[list[Tag]]:
        step = _TAGS_IN_A_COLUMN
        return [self.tags[at : at + step] for at in range(0, len(self.tags), step)]
