"""Which cards stand in which box and in which order, and which rails several boxes share."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from inspector.model.container import Container, Mode, PortStatus
from inspector.model.ids import HOST, Kind, Ref
from inspector.model.netns import InterfaceRow
from inspector.topology.edges import EdgeKind
from inspector.topology.graph import Topology
from inspector.topology.layout_cards import Card, card, column_width, suffixes, tap_width
from inspector.topology.text_width import shown, width
from inspector.topology.veths import interface_rows

CARD_MIN, CARD_MAX_TEXT, PAD = 132.0, 190.0, 14.0
STORE_SLOT = 20.0

_Key = tuple[int, str]


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
    """All boxes, and how often each rail is touched: by cards in all, and by boxes."""

    boxes: list[Plan]
    cards_on: Counter[Ref]
    boxes_on: Counter[Ref]


def plan(topology: Topology, *, stack_over: int, veths: bool) -> Plans:
    """Boxes by project name, then what is in no project, then the host's own namespace."""
    rows: dict[str, list[InterfaceRow]] = defaultdict(list)
    for row in interface_rows(topology.snapshot):
        rows[row.container].append(row)
    boxes: dict[_Key, Plan] = {}
    riders: dict[str, list[Container]] = defaultdict(list)
    for one in topology.snapshot.containers:
        owner = topology.netns_owner(one)
        if owner is not None and owner.id != one.id:
            riders[owner.id].append(one)
    ridden = {rider.id for group in riders.values() for rider in group}
    alike: dict[tuple[_Key, object], list[Container]] = defaultdict(list)
    for one in topology.snapshot.containers:
        if one.id not in ridden:
            alike[_key(one), one.id if one.id in riders else _likeness(topology, one)].append(one)
    for (key, _), group in alike.items():
        box = boxes.setdefault(key, _box(key))
        stacks = [group] if len(group) > stack_over else [[one] for one in group]
        for members in stacks:
            unit = [members, *([rider] for rider in riders[members[0].id])]
            cards = [card(topology, each, rows, veths) for each in unit]
            for made in cards:
                made.lines = max(len(each.notes) for each in cards)
            box.units.append(cards)
    return _measured([boxes[key] for key in sorted(boxes)])


def _key(one: Container) -> _Key:
    if one.network_mode.mode is Mode.HOST:
        return 2, ""
    return (0, one.project) if one.project else (1, "")


def _box(key: _Key) -> Plan:
    kind, name = key
    if kind == 0:
        return Plan(Ref(Kind.PROJECT, name), shown(name), "panel")
    return Plan(None, "no project", "panel") if kind == 1 else Plan(HOST, "in the host's own namespace", "host")


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
    boxes_on: Counter[Ref] = Counter()
    taps = defaultdict(list)
    for box in boxes:
        touched = set()
        for one in box.cards:
            for tap in one.taps:
                taps[tap.network].append(tap)
            on = [tap.network for tap in one.taps] + [hold.store for hold in one.holds]
            cards_on.update(on)
            touched.update(on)
        boxes_on.update(touched)
    for group in taps.values():
        suffixes([tap for tap in group if not tap.label])
    plans = Plans(boxes, cards_on, boxes_on)
    for box in boxes:
        for one in box.cards:
            _order(one, plans)
        box.units.sort(key=lambda unit: _place(unit[0], plans))
    return plans


def _order(one: Card, plans: Plans) -> None:
    one.taps.sort(key=lambda tap: (-plans.boxes_on[tap.network], plans.cards_on[tap.network], tap.network))
    one.holds.sort(key=lambda hold: (plans.cards_on[hold.store] == 1, -plans.cards_on[hold.store], hold.store))
    top = sum(tap_width(tap) for tap in one.taps) + sum(column_width(column) for column in one.tag_columns)
    shared = [hold for hold in one.holds if plans.cards_on[hold.store] > 1]
    own = [hold for hold in one.holds if plans.cards_on[hold.store] == 1]
    texts = [width(one.title, "name") + 16, width(one.second, "mono")]
    texts += [width(text, "note" if layer == "detail" else "mono") for text, layer in one.notes]
    bottom = STORE_SLOT * len(shared) + (
        20 + min(max(width(hold.text, "store-name") for hold in own) + 20, 150) if own else 0
    )
    one.width = round(max(CARD_MIN, min(max(texts) + 2, CARD_MAX_TEXT) + 2 * PAD, top + 2 * PAD - 6, bottom + PAD), 1)


def _place(one: Card, plans: Plans) -> tuple[object, ...]:
    """Cards on the same networks stand side by side, those on the busiest ones first."""
    nets = sorted(one.taps, key=lambda tap: (-plans.cards_on[tap.network], tap.network))
    return not one.taps, [(-plans.cards_on[tap.network], tap.network) for tap in nets], one.title, one.ref
