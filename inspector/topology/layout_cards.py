"""What stands on each card, and how much room it needs; nothing here knows yet where it stands."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from inspector.model.container import Container, Endpoint, Mode, Port, PortStatus, State
from inspector.model.ids import Kind, Ref
from inspector.model.netns import InterfaceRow
from inspector.model.network import Network
from inspector.model.storage import Mount
from inspector.topology.edges import EdgeKind, Missing
from inspector.topology.graph import Topology
from inspector.topology.scene import Paint
from inspector.topology.text_width import shown, width

TAG_HEIGHT = 20.0
TAG_STEP = 24.0
_TAGS_IN_A_COLUMN = 4
_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - read, not bound
_LOOPBACK = re.compile(r"127\.|::1$")


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
    def tag_columns(self) -> list[list[Tag]]:
        step = _TAGS_IN_A_COLUMN
        return [self.tags[at : at + step] for at in range(0, len(self.tags), step)]


def card(wanted: Wanted, members: list[Container]) -> Card:
    """The card of a container; of several equal ones, a stack that says how many."""
    one, topology = members[0], wanted.topology
    paint, square = _state_paint(one)
    made = Card(
        members=members,
        title=shown(one.name or one.short_id),
        second=_second(one),
        paint=paint,
        square=square,
        dashed=not one.has_netns or one.network_mode.mode is Mode.NONE,
        rides=one.network_mode.mode is Mode.CONTAINER,
    )
    if len(members) > 1 and one.compose:
        made.title = f"{shown(one.compose.service or one.compose.project)} × {len(members)}"
    made.taps = _taps(topology, members)
    made.tags = _tags(members)
    made.holds = _holds(topology, members)
    made.notes = _notes(topology, one)
    own = wanted.rows.get(one.id, ())
    if wanted.veths and len(members) == 1 and not made.rides:
        made.notes += _along_the_drops(made.taps, own)
    made.hover = _hover(one, members, own)
    return made


def _state_paint(one: Container) -> tuple[Paint, bool]:
    if one.health == "unhealthy" or one.state is State.DEAD:
        return Paint.BAD, True
    if one.state is State.RUNNING:
        return (Paint.WARN, False) if one.health == "starting" else (Paint.GOOD, False)
    if one.state in (State.PAUSED, State.RESTARTING, State.REMOVING):
        return Paint.WARN, True
    return Paint.IDLE, False


def _second(one: Container) -> str:
    image = shown(one.image.rpartition("/")[2].partition("@")[0].removeprefix("sha256:"))
    if re.fullmatch("[0-9a-f]{64}", image):
        image = image[:12]
    words = {
        State.RUNNING: one.health if one.health in ("unhealthy", "starting") else "",
        State.EXITED: f"exited {one.exit_code}",
    }
    state = words.get(one.state, one.state.value)
    if one.network_mode.mode is Mode.NONE:
        state = state or "no network"
    return " · ".join(word for word in (state, image) if word)


def _notes(topology: Topology, one: Container) -> list[tuple[str, str]]:
    notes = []
    if one.network_mode.mode is Mode.CONTAINER:
        owner = topology.out(Ref(Kind.CONTAINER, one.id), EdgeKind.RIDES)
        notes.append(
            (f"in the network of {name_of(topology, owner[0][0]) if owner else one.network_mode.target[:12]}", "detail")
        )
    if one.network_mode.mode is Mode.HOST and one.project:
        notes.append((f"project {shown(one.project)}", "detail"))
    for target, edge in topology.out(Ref(Kind.CONTAINER, one.id), EdgeKind.LINKS):
        alias = getattr(edge.detail, "alias", "")
        name = name_of(topology, target)
        notes.append((f"→ {name}" + (f" as {shown(alias)}" if alias not in ("", name) else ""), "detail"))
    return notes[:4] + ([(f"and {len(notes) - 4} more links", "detail")] if len(notes) > 4 else [])


def name_of(topology: Topology, ref: Ref) -> str:
    """What people call a node, fit to be shown."""
    entity = topology.entity(ref)
    if isinstance(entity, Container | Network | Missing):
        return shown(entity.name or ref.id[:12])
    return shown(ref.id)


def _along_the_drops(taps: list[Tap], rows: Iterable[InterfaceRow]) -> list[tuple[str, str]]:
    """Puts each interface and its other end beside the drop of its network; returns those that have none."""
    left = []
    for row in rows:
        tap = next((tap for tap in taps if tap.network.id == row.network_id and not tap.lines), None)
        if tap:
            tap.lines = tuple(shown(name) for name in (row.interface, row.host_interface) if name)
        elif row.host_interface or row.kind not in ("", "loopback"):
            left.append((_pair(row), "veth"))
    return left


def _pair(row: InterfaceRow) -> str:
    return shown(f"{row.interface or '?'} ↔ {row.host_interface or 'host side not read'}")


def _taps(topology: Topology, members: list[Container]) -> list[Tap]:
    if members[0].network_mode.mode is Mode.CONTAINER:
        return []
    taps = []
    for target, edge in topology.out(Ref(Kind.CONTAINER, members[0].id), EdgeKind.ATTACHED):
        point = edge.detail
        if not isinstance(point, Endpoint) or not has_rail(topology, target):
            continue
        address = point.ipv4 or point.ipv6
        text = f"{shown(members[0].name)} on {name_of(topology, target)}: "
        hover = text + (", ".join(word for word in (point.ipv4, point.ipv6, point.mac) if word) or "not connected now")
        if len(members) > 1:
            hover, address = f"{len(members)} containers on {name_of(topology, target)}", ""
        taps.append(Tap(target, address, point.active, hover, (f"×{len(members)}",) if len(members) > 1 else ()))
    return taps


def has_rail(topology: Topology, ref: Ref) -> bool:
    """host and none are modes, not networks that anything hangs from."""
    entity = topology.entity(ref)
    if isinstance(entity, Network):
        return entity.driver not in ("host", "null")
    return not (isinstance(entity, Missing) and entity.name in ("host", "none"))


def _tags(members: list[Container]) -> list[Tag]:
    ports = [port for one in members for port in one.ports if port.status is not PortStatus.EXPOSED]
    if len(members) > 1:
        if not ports:
            return []
        refs = tuple(_port_ref(port) for port in ports)
        return [Tag(f"{len(ports)} ports", Paint.EDGE, False, ", ".join(map(_port_text, ports)), refs)]
    places: dict[tuple[int, int, str, PortStatus], list[Port]] = {}
    for port in sorted(ports):
        places.setdefault((port.host_port, port.port, port.protocol, port.status), []).append(port)
    # What is open to the world stands next to the host's edge.
    return sorted((_tag(same) for _, same in sorted(places.items())), key=lambda tag: tag.paint is not Paint.EDGE)


def _tag(same: Sequence[Port]) -> Tag:
    one = same[0]
    ips = [port.host_ip for port in same]
    everywhere = any(ip in _EVERYWHERE for ip in ips)
    loopback = all(_LOOPBACK.match(ip) for ip in ips)
    host = str(one.host_port or "auto")
    text = host if one.host_port == one.port else f"{host}→{one.port}"
    text += "" if one.protocol == "tcp" else f"/{one.protocol}"
    if loopback:
        text = f"lo {text}"
    elif not everywhere:
        text = f"{shown(ips[0])}:{text}" if ":" not in ips[0] else f"[{shown(ips[0])}]:{text}"
    bound = one.status is PortStatus.PUBLISHED
    paint = Paint.IDLE if not bound else Paint.MUTED if loopback else Paint.EDGE
    hover = ", ".join(map(_port_text, same)) + ("" if bound else " (asked for, not bound now)")
    return Tag(text, paint, not bound, hover, tuple(_port_ref(port) for port in same))


def _port_text(port: Port) -> str:
    ip = f"[{port.host_ip}]" if ":" in port.host_ip else port.host_ip or "*"
    return f"{ip}:{port.host_port or 'any'} → {port.port}/{port.protocol}"


def _port_ref(port: Port) -> Ref:
    ip = f"[{port.host_ip}]" if ":" in port.host_ip else port.host_ip or "*"
    return Ref(Kind.PORT, f"{ip}:{port.host_port}/{port.protocol}")


def _holds(topology: Topology, members: list[Container]) -> list[Hold]:
    """Each store once, whichever number of targets it is mounted on; writable when any of them is."""
    found: dict[object, Hold] = {}
    for one in members:
        for store, edge in topology.out(Ref(Kind.CONTAINER, one.id), EdgeKind.MOUNTS):
            mount = edge.detail
            if not isinstance(mount, Mount):
                continue
            own = store.kind is Kind.TMPFS or mount.anonymous
            key = (store.kind, mount.target) if own and len(members) > 1 else store
            hover = f"{shown(store.id)} at {shown(mount.target)}{'' if mount.writable else ' (read-only)'}"
            if key in found:
                hold = found[key]
                hold.writable |= mount.writable
                hold.hover += "" if len(hold.hover) > 1000 else "\n" + hover
                hold.members += (store,) if store not in (hold.store, *hold.members[-1:]) else ()
                continue
            text, paint = store_text(store, mount.anonymous)
            if own:
                text = f"{'tmpfs' if store.kind is Kind.TMPFS else 'anonymous'} {shown(mount.target)}"
            found[key] = Hold(store, mount.writable, text, paint, mount.anonymous, hover, target=shown(mount.target))
    return list(found.values())


def store_text(store: Ref, anonymous: bool) -> tuple[str, Paint]:
    """Name and colour of a volume, host path or tmpfs."""
    if store.kind is Kind.VOLUME:
        return (f"{store.id[:4]}…{store.id[-2:]}" if anonymous else shown(store.id)), Paint.VOLUME
    if store.kind is Kind.PATH:
        return shown(store.id), Paint.PATH
    return "tmpfs " + shown(store.id.partition(":")[2]), Paint.TMPFS


def _hover(one: Container, members: list[Container], rows: Iterable[InterfaceRow]) -> str:
    if len(members) > 1:
        return shown(", ".join(member.name for member in members[:200]))
    lines = [f"{one.name} · {one.state.value}{' · ' + one.health if one.health else ''}", one.image]
    for row in rows:
        lines.append(f"{_pair(row)} on {row.network or row.bridge or '?'} {' '.join(row.addresses)}")
    return "\n".join(shown(line) for line in lines)


def suffixes(taps: Iterable[Tap]) -> None:
    """Shorten the addresses on one network to what tells them apart: at least the last part."""
    with_address = [tap for tap in taps if tap.address]
    old = [tap.address.split(".") for tap in with_address if ":" not in tap.address]
    same = 0
    while same < 3 and len({tuple(parts[: same + 1]) for parts in old}) == 1:
        same += 1
    for tap in with_address:
        if ":" in tap.address:
            last = "::" + tap.address.rpartition(":")[2]
        else:
            last = "." + ".".join(tap.address.split(".")[same:])
        tap.lines = (last, *tap.lines)


def tap_width(tap: Tap) -> float:
    """Room for a drop and the address beside it."""
    return 16 + max((width(line, "mono") for line in tap.lines), default=0)


def column_width(column: list[Tag]) -> float:
    """Room for a column of port tags."""
    return max(width(tag.text, "port") for tag in column) + 24
