"""What a card hangs from: its networks, with what stands along each drop."""

from collections.abc import Iterable

from inspector.model.container import Container, Endpoint, Mode
from inspector.model.ids import Kind, Ref
from inspector.model.netns import InterfaceRow
from inspector.model.network import Network
from inspector.topology.edges import EdgeKind, Missing
from inspector.topology.graph import Topology
from inspector.topology.layout_cards import Tap
from inspector.topology.text_width import shown, width


def taps(topology: Topology, members: list[Container]) -> list[Tap]:
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


def name_of(topology: Topology, ref: Ref) -> str:
    """What people call a node, fit to be shown."""
    entity = topology.entity(ref)
    if isinstance(entity, Container | Network | Missing):
        return shown(entity.name or ref.id[:12])
    return shown(ref.id)


def has_rail(topology: Topology, ref: Ref) -> bool:
    """host and none are modes, not networks that anything hangs from."""
    entity = topology.entity(ref)
    if isinstance(entity, Network):
        return entity.driver not in ("host", "null")
    return not (isinstance(entity, Missing) and entity.name in ("host", "none"))


def along_the_drops(taps: list[Tap], rows: Iterable[InterfaceRow]) -> list[tuple[str, str]]:
    """Puts each interface and its other end beside the drop of its network; returns those that have none."""
    left = []
    for row in rows:
        tap = next((tap for tap in taps if tap.network.id == row.network_id and not tap.lines), None)
        if tap:
            tap.lines = tuple(shown(name) for name in (row.interface, row.host_interface) if name)
        elif row.host_interface or row.kind not in ("", "loopback"):
            left.append((pair(row), "veth"))
    return left


def pair(row: InterfaceRow) -> str:
    return shown(f"{row.interface or '?'} ↔ {row.host_interface or 'host side not read'}")


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
