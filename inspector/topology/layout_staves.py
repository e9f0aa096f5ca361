"""Breaks the cards of one box into staves and tells how much room each takes; what stands where is layout_place's."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from inspector.model.ids import Kind, Ref
from inspector.topology.layout_arrange import FOLDED, NO_PROJECT, ON_HOST
from inspector.topology.layout_cards import Card, Hold
from inspector.topology.layout_panels import Plan, Plans
from inspector.topology.layout_rails import LABELS_MAX, Rail, Rails
from inspector.topology.layout_tags import TAG_STEP
from inspector.topology.scene import Box, Paint, Panel, Part
from inspector.topology.text_width import width

INSET, CARD_GAP, RAIL_STEP, STORE_STEP, OWN_STEP = 18.0, 22.0, 36.0, 30.0, 24.0
ADDRESSES, LINE = 34.0, 12.0
SPINE_STEP = 8.0
_MOST_SPINES = 6
_NARROW_LABELS = 150.0
_TITLE, _FOOT = 38.0, 12.0
_TAGS_BESIDE_TITLE = 2
_ASPECT = 1.5
_WORDS = {NO_PROJECT: "outside", ON_HOST: "in host mode", FOLDED.name: "in folded projects"}


@dataclass
class Stave:
    """One row of cards. nets, stores: rails that run through it; the other numbers are offsets from its top."""

    units: list[list[Card]] = field(default_factory=list)
    width: float = 0
    nets: list[Ref] = field(default_factory=list)
    stores: list[Ref] = field(default_factory=list)
    on: Counter[Ref] = field(default_factory=Counter)
    lead: float = 0
    cards_at: float = 0
    stores_at: float = 0
    height: float = 0

    @property
    def cards(self) -> list[Card]:
        return [one for unit in self.units for one in unit]

    @property
    def tag_rows(self) -> int:
        return max((len(column) for one in self.cards for column in one.tag_columns), default=0)


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
    hold: Hold | None = None


@dataclass
class Drawn:
    """A box in the making. buses: rails that several boxes share run outside of it; else it has its own piece.

    entered: rails that a bus leads to, and whether from the left. spines: stores of several staves, which a line inside
    of the box joins. pieces: where each rail runs on every stave: y, first and last x.
    """

    plan: Plan
    staves: list[Stave]
    labels: float
    width: float
    buses: bool
    heading: str
    strict: bool
    x: float = 0
    y: float = 0
    height: float = 0
    parts: list[Part] = field(default_factory=list)
    up: list[Crossing] = field(default_factory=list)
    down: list[Crossing] = field(default_factory=list)
    ports: list[Crossing] = field(default_factory=list)
    title_end: float = 0
    entered: dict[Ref, bool] = field(default_factory=dict)
    spines: list[Ref] = field(default_factory=list)
    pieces: dict[Ref, list[tuple[float, float, float]]] = field(default_factory=dict)

    def panel(self) -> Panel:
        plan = self.plan
        box = Box(self.x, self.y, self.width, self.height, plan.style, 14)
        return Panel(ref=plan.ref, name=plan.name, box=box, parts=tuple(self.parts))

    def outside(self, ref: Ref, plans: Plans) -> bool:
        """Whether this rail runs outside of the box."""
        return self.buses and len(plans.boxes_on[ref]) > 1

    @property
    def refs(self) -> set[Ref]:
        """The rails that run in the box."""
        return {ref for stave in self.staves for ref in (*stave.nets, *stave.stores)}

    def rail(self, ref: Ref, plans: Plans, rails: Rails) -> Rail:
        """The rail as this box shows it: it says where else there is more of it."""
        others = [_WORDS.get(name, f"in {name}") for name in plans.boxes_on[ref] if name != self.plan.name]
        return rails[ref] if self.buses else rails.also(ref, others)


def measure(
    plan: Plan,
    plans: Plans,
    rails: Rails,
    room: float,
    *,
    buses: bool = False,
    heading: str = "heading",
    strict: bool = False,
) -> Drawn:
    """Breaks the cards into staves of equal length and tells how large the box is.

    room: for the width; a box of very many cards takes more of it, so that it does not become a strip, unless strict.
    """
    drawn = Drawn(plan, [], 0, 0, buses, heading, strict)
    refs = {tap.network for one in plan.cards for tap in one.taps}
    refs |= {hold.store for one in plan.cards for hold in one.holds if plans.cards_on[hold.store] > 1}
    most = _NARROW_LABELS if strict else LABELS_MAX
    labels = max((drawn.rail(ref, plans, rails).room for ref in refs if ref in plans.above), default=0.0)
    title = width(plan.name, heading)
    if any(drawn.outside(ref, plans) for ref in refs) or any(one.tags for one in plan.cards):
        labels = max(labels, min(title, 200.0))
    drawn.staves, drawn.labels = _staves(plan, room - 2 * INSET, labels, drawn, plans, rails)
    for _ in range(2):
        stores = {ref for stave in drawn.staves for ref in stave.stores}
        stores |= {ref for ref in refs if ref not in plans.above and drawn.outside(ref, plans)}
        wider = max((min(most, drawn.rail(ref, plans, rails).room) for ref in stores), default=0.0)
        if wider <= drawn.labels:
            break
        drawn.staves, drawn.labels = _staves(plan, room - 2 * INSET, wider, drawn, plans, rails)
    widest = max(stave.width for stave in drawn.staves)
    spines = SPINE_STEP * len(drawn.spines)
    drawn.width = round(max(2 * INSET + indent(drawn.labels) + widest + spines, min(title + 2 * INSET + 8, room)), 1)
    drawn.height = round(sum(stave.height for stave in drawn.staves) + _FOOT, 1)
    return drawn


def indent(labels: float) -> float:
    """Room on the left of the cards."""
    return labels + 16 if labels else 0


def local(one: Hold, stave: Stave, drawn: Drawn, plans: Plans) -> bool:
    """Whether the rail of this store is a short one under the card: nobody else has it, or no line joins them."""
    if drawn.outside(one.store, plans) or one.store in drawn.spines:
        return False
    return stave.on[one.store] == 1 and not (crosses(one.store) and len(plans.boxes_on[one.store]) > 1)


def crosses(ref: Ref) -> bool:
    """Whether a bus may join the pieces of this store; a link is told at its two ends."""
    return ref.kind is not Kind.LINK


def _staves(
    plan: Plan, room: float, labels: float, drawn: Drawn, plans: Plans, rails: Rails
) -> tuple[list[Stave], float]:
    """As few staves as fit, and those of about the same length."""
    inner = room - indent(labels)
    staves = _broken(plan.units, inner)
    drawn.spines = _spines(staves, drawn, plans)
    if len(staves) > 1:
        for number, stave in enumerate(staves):
            _settle(stave, number == 0, drawn, plans, rails)
        area = sum(stave.width for stave in staves) * sum(stave.height for stave in staves) / len(staves)
        inner = inner if drawn.strict else max(inner, (area * _ASPECT) ** 0.5)
        staves = _broken(plan.units, inner)
        low, high = inner / 2, inner
        while high - low > 12:
            middle = (low + high) / 2
            fewer = _broken(plan.units, middle)
            low, high, staves = (low, middle, fewer) if len(fewer) <= len(staves) else (middle, high, staves)
        drawn.spines = _spines(staves, drawn, plans)
    for number, stave in enumerate(staves):
        _settle(stave, number == 0, drawn, plans, rails)
    return staves, labels


def _spines(staves: Sequence[Stave], drawn: Drawn, plans: Plans) -> list[Ref]:
    """The storage that cards of several staves have; of very much the busiest."""
    on = Counter(ref for stave in staves for ref in {ref for one in stave.cards for ref in one.storage})
    several = [ref for ref, number in on.items() if number > 1 and crosses(ref) and not drawn.outside(ref, plans)]
    return sorted(several, key=lambda ref: (-plans.cards_on[ref], ref))[:_MOST_SPINES]


def _broken(units: Sequence[list[Card]], inner: float) -> list[Stave]:
    staves = [Stave()]
    for unit in units:
        for piece in _pieces(unit, inner):
            size = sum(one.width for one in piece) + CARD_GAP * (len(piece) - 1) + (8 if len(unit) > 1 else 0)
            if staves[-1].units and staves[-1].width + CARD_GAP + size > inner:
                staves.append(Stave())
            stave = staves[-1]
            stave.width += size + (CARD_GAP if stave.units else 0)
            stave.units.append(piece)
    return staves


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


def _settle(stave: Stave, first: bool, drawn: Drawn, plans: Plans, rails: Rails) -> None:
    """Which rails run through the stave, and how high it is."""
    cards = stave.cards
    stave.on = Counter(tap.network for one in cards for tap in one.taps)
    stave.on.update(hold.store for one in cards for hold in one.holds)
    inside = [ref for ref in stave.on if not drawn.outside(ref, plans)]
    # The busiest rail is next to the cards, so that most drops are short.
    inside.sort(key=lambda ref: (stave.on[ref], plans.cards_on[ref], rails[ref].name, ref))
    stave.nets = [ref for ref in inside if ref in plans.above]
    alone = {hold.store for one in cards for hold in one.holds if local(hold, stave, drawn, plans)}
    stave.stores = [ref for ref in reversed(inside) if ref not in plans.above and ref not in alone]
    rows = stave.tag_rows
    stave.lead = _TITLE + TAG_STEP * max(0, rows - _TAGS_BESIDE_TITLE) if first else 22 + TAG_STEP * rows
    if first and drawn.heading == "title":
        stave.lead += 8
    busy = any(one.taps or one.tags for one in cards)
    lines = max((len(tap.lines) for one in cards for tap in one.taps), default=1)
    above = ADDRESSES + LINE * max(0, lines - 1) if busy else 4
    stave.cards_at = stave.lead + RAIL_STEP * len(stave.nets) + above
    floor = stave.cards_at + max(one.height for one in cards)
    own = max(sum(local(hold, stave, drawn, plans) for hold in one.holds) for one in cards)
    stave.stores_at = floor + (OWN_STEP * own + 10 if own else 4)
    stave.height = stave.stores_at + (STORE_STEP * len(stave.stores) + 12 if stave.stores else 0)
