"""Which cards stand in which box and in which order, and which rails several boxes share."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from inspector.model.container import Container, PortStatus
from inspector.model.ids import Kind, Ref
from inspector.model.netns import InterfaceRow
from inspector.topology.edges import EdgeKind
from inspector.topology.graph import Topology
from inspector.topology.groups import group_of
from inspector.topology.layout_arrange import ARRANGEMENTS, FOLDED, Arrange, Key, counted
from inspector.topology.layout_card import card
from inspector.topology.layout_cards import Card, Hold, Wanted
from inspector.topology.layout_folds import folds
from inspector.topology.layout_tags import column_width
from inspector.topology.layout_taps import suffixes, tap_width
from inspector.topology.layout_ways import with_ways
from inspector.topology.text_width import width
from inspector.topology.veths import interface_rows

CARD_MIN, FOLD_MIN, CARD_MAX_TEXT, PAD = 132.0, 190.0, 190.0, 14.0
STORE_SLOT = 20.0


@dataclass
class Plan:
    """A box before it has a place. units: cards that stay together (a container and those in its namespace)."""

    ref: Ref | None
    name: str
    style: str
    units: list[list[Card]] = field(default_factory=list)

    @property
    def cards(self) -> list[Card]:
        return [one for unit in self.units for one in unit]


@dataclass
class Plans:
    """All boxes, how many cards touch each rail, which boxes, and which rails run above the cards."""

    boxes: list[Plan]
    cards_on: Counter[Ref]
    boxes_on: dict[Ref, list[str]]
    above: frozenset[Ref]


def plan(
    topology: Topology,
    *,
    arrange: Arrange = "rails",
    focus: Ref | None = None,
    folded: frozenset[Ref] = frozenset(),
    stack_over: int,
    veths: bool,
    links: bool = False,
    routes: bool = False,
) -> Plans:
    """Boxes in the order of the arrangement; groups that are folded stand together, as one card each."""
    arrangement = ARRANGEMENTS[arrange](topology, focus)
    rows: dict[str, list[InterfaceRow]] = defaultdict(list)
    for row in interface_rows(topology.snapshot):
        rows[row.container].append(row)
    wanted = Wanted(topology, rows, veths=veths or arrangement.physical, links=links, routes=routes)
    boxes: dict[Key, Plan] = {}
    riders: dict[str, list[Container]] = defaultdict(list)
    for one in topology.snapshot.containers:
        owner = topology.netns_owner(one)
        if owner is not None and owner.id != one.id:
            riders[owner.id].append(one)
    ridden = {rider.id for group in riders.values() for rider in group}
    away: dict[Ref, list[Container]] = defaultdict(list)
    alike: dict[tuple[Key, object], list[Container]] = defaultdict(list)
    for one in topology.snapshot.containers:
        if one.id in ridden:
            continue
        if folded and group_of(one) in folded:
            away[group_of(one)] += [one, *riders[one.id]]
        else:
            single = one.id in riders or arrange == "focus"
            alike[arrangement.key(one), one.id if single else _likeness(topology, one)].append(one)
    for (key, _), group in alike.items():
        box = boxes.setdefault(key, Plan(key.ref, key.name, key.style))
        stacks = [group] if len(group) > stack_over else [[one] for one in group]
        for members in stacks:
            unit = [members, *([rider] for rider in riders[members[0].id])]
            cards = [with_ways(wanted, arrangement.shown(card(wanted, each))) for each in unit]
            for made in cards:
                made.lines = max(len(each.notes) for each in cards)
            box.units.append(cards)
    if away:
        boxes[FOLDED] = Plan(None, FOLDED.name, FOLDED.style, [[one] for one in folds(topology, away)])
    return _measured([boxes[key] for key in sorted(boxes, key=lambda key: (key.order, counted(key.name), key.ident))])


def _likeness(topology: Topology, one: Container) -> object:
    """Equal for replicas that the picture could not tell apart but by name and address."""
    if not one.compose or not one.compose.service:
        return one.id
    ref = Ref(Kind.CONTAINER, one.id)
    nets = tuple(sorted((str(to), edge.detail.active) for to, edge in topology.out(ref, EdgeKind.ATTACHED)))  # type: ignore[union-attr]
    ports = tuple(
        (port.port, port.protocol, port.status) for port in one.ports if port.status is not PortStatus.EXPOSED
    )
    mounts = tuple(
        (mount.kind, mount.target, mount.writable, "" if mount.anonymous else mount.volume or mount.source)
        for mount in one.mounts
    )
    return one.compose.service, one.image, one.state, one.health, one.network_mode, nets, ports, mounts, one.links


def _measured(boxes: list[Plan]) -> Plans:
    cards_on: Counter[Ref] = Counter()
    boxes_on: dict[Ref, list[str]] = defaultdict(list)
    taps = defaultdict(list)
    for box in boxes:
        touched = set()
        for one in box.cards:
            for tap in one.taps:
                taps[tap.network].append(tap)
            on = _touched(one)
            cards_on.update(on)
            touched.update(on)
        for ref in touched:
            boxes_on[ref].append(box.name)
    for group in taps.values():
        suffixes(group)
    plans = Plans(boxes, cards_on, boxes_on, frozenset(taps))
    for box in boxes:
        for one in box.cards:
            _order(one, plans)
        here = Counter(ref for one in box.cards for ref in _touched(one))
        box.units.sort(key=lambda unit: _place(unit[0], here))
    return plans


def _order(one: Card, plans: Plans) -> None:
    one.taps.sort(key=lambda tap: (-len(plans.boxes_on[tap.network]), plans.cards_on[tap.network], tap.network))
    one.holds.sort(key=lambda hold: (plans.cards_on[hold.store] == 1, -plans.cards_on[hold.store], hold.store))
    top = sum(tap_width(tap) for tap in one.taps) + sum(column_width(column) for column in one.tag_columns)
    shared = [hold for hold in one.holds if plans.cards_on[hold.store] > 1]
    own = [hold for hold in one.holds if plans.cards_on[hold.store] == 1]
    texts = [width(one.title, "name") + 16, width(one.second, "mono")]
    texts += [width(text, "note" if layer == "detail" else "mono") for text, layer in one.notes]
    bottom = STORE_SLOT * len(shared) + (20 + min(max(_room(hold, plans) for hold in own), 150) if own else 0)
    # A shared store may have a stave's only dot here: then its name stands under the card.
    alone = STORE_SLOT * len(shared) + min(max(_room(hold, plans) for hold in shared), 170) if shared else 0
    bottom = max(bottom, alone)
    inner = min(max(texts) + 2, CARD_MAX_TEXT) + 2 * PAD
    least = FOLD_MIN if one.group else CARD_MIN
    one.width = round(max(least, inner, top + 2 * PAD - 6, bottom + PAD), 1)


def _room(hold: Hold, plans: Plans) -> float:
    """Room for a store's name under a card, and for what is said at its end."""
    users = plans.cards_on[hold.store]
    said = width(f"ro · 1 of {users}" if users > 1 else "" if hold.writable else "ro", "note")
    return width(hold.text, "store-name") + said + 20


def _touched(one: Card) -> list[Ref]:
    return [tap.network for tap in one.taps] + [hold.store for hold in one.holds]


def _place(one: Card, here: Counter[Ref]) -> tuple[object, ...]:
    """Cards on the same networks stand side by side, within those the ones with the same storage, busiest first."""
    nets = sorted((-here[tap.network], tap.network) for tap in one.taps)
    stores = sorted((-here[hold.store], hold.store) for hold in one.holds if here[hold.store] > 1)
    return not one.taps, nets, not stores, stores, counted(one.title), one.ref
