"""What the simple drawings (dot, mermaid, draw.io) show of the graph: boxes in groups, and labelled lines between them.

Images, namespaces and interfaces are left to json and graphml: drawn, they would bury the rest.
"""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from inspector.export.outline_boxes import Box, Line
from inspector.export.outline_folds import fold
from inspector.export.path import Mark, Path
from inspector.model.container import Container, Endpoint, Link, Port, PortStatus, State
from inspector.model.ids import HOST, Kind, Ref
from inspector.model.network import Network
from inspector.model.snapshot import Engine
from inspector.model.storage import Image, Mount, Volume
from inspector.topology.graph import (
    Edge,
    EdgeKind,
    Entity,
    HostPath,
    HostPort,
    Missing,
    NetworkLink,
    Project,
    Topology,
)

_ORDER = (Kind.HOST, Kind.PORT, Kind.NETWORK, Kind.PROJECT, Kind.CONTAINER, Kind.VOLUME, Kind.PATH, Kind.TMPFS)
_DRAWN = tuple(kind for kind in _ORDER if kind is not Kind.PROJECT)

# The engine's two networks that join nobody: a container's mode says the same.
_NO_NETWORKS = ("host", "null")


class Outline(Struct, frozen=True):
    """Boxes by kind and title, lines by their ends, names of groups: all sorted."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    groups: tuple[str, ...]


def outline(
    topology: Topology, path: Path | None = None, marks: Sequence[Mark] = (), away: frozenset[Ref] = frozenset()
) -> Outline:
    """The drawing of a topology, with a path and marks on it; away: groups that are one box each."""
    projects = {source: target.id for source, target, _ in topology.edges(EdgeKind.BELONGS)}
    drawn = [ref for ref in topology.refs(*_DRAWN) if _is_drawn(topology, ref)]
    known = set(drawn)
    boxes = [_box(ref, topology.entity(ref), projects.get(ref, "")) for ref in drawn]
    lines = [line for one in topology.edges() if (line := _line(*one)) and {line.source, line.target} <= known]
    if away:
        boxes, lines = fold(boxes, lines, topology, away)
    boxes.sort(key=lambda box: (_ORDER.index(box.ref.kind), box.title, box.ref))
    return Outline(
        boxes=tuple(_told(box, path, marks) for box in boxes),
        lines=tuple(sorted(_lit(line, path) for line in lines)),
        groups=tuple(sorted({box.group for box in boxes} - {""})),
    )


def title_of(ref: Ref, entity: Entity | None) -> str:
    """What people call it."""
    match entity:
        case Container() | Network() | Project() | Missing():
            return entity.name or ref.id[:12]
        case Volume():
            return entity.name[:12] if entity.anonymous else entity.name
        case Image():
            return entity.tags[0] if entity.tags else ref.id.removeprefix("sha256:")[:12]
        case Engine():
            return entity.hostname or "host"
        case HostPath():
            return entity.path
        case HostPort():
            return ref.id
        case Mount():
            return entity.target
        case NetworkLink():
            return entity.interface.name
    return ref.id


def _is_drawn(topology: Topology, ref: Ref) -> bool:
    entity = topology.entity(ref)
    if isinstance(entity, Network):
        return entity.driver not in _NO_NETWORKS
    return ref != HOST or bool(topology.into(HOST, EdgeKind.HOST_MODE))


def _box(ref: Ref, entity: Entity | None, group: str) -> Box:
    details = tuple(word for word in _details(entity) if word)
    return Box(ref, title_of(ref, entity), details, group, _faded(entity))


def _told(box: Box, path: Path | None, marks: Sequence[Mark]) -> Box:
    """The box as it is on the path, with what is said of it."""
    said = tuple(mark.words for mark in marks if mark.ref == str(box.ref))
    return replace(box, lit=path is not None and path.holds(box.ref), marks=said)


def _lit(line: Line, path: Path | None) -> Line:
    return replace(line, lit=True) if path and path.joins_all(line.source, line.target) else line


def _faded(entity: Entity | None) -> bool:
    if isinstance(entity, Container):
        return entity.state is not State.RUNNING
    return isinstance(entity, Missing)


def _details(entity: Entity | None) -> tuple[str, ...]:
    match entity:
        case Container():
            return (entity.image, "" if entity.state is State.RUNNING else entity.state.value)
        case Network():
            marks = ", ".join(word for word in (entity.driver, "internal" if entity.internal else "") if word)
            return (*(subnet.cidr for subnet in entity.subnets), marks)
        case Volume():
            return ("anonymous volume" if entity.anonymous else "volume", _unless_local(entity.driver))
        case HostPath():
            return ("host path",)
        case Mount():
            return ("tmpfs",)
        case Engine():
            return ("the host itself",)
        case Missing():
            return (f"{entity.ref.kind.value}, not read",)
    return ()


def _unless_local(driver: str) -> str:
    return "" if driver == "local" else driver


def _line(source: Ref, target: Ref, edge: Edge) -> Line | None:
    """Networks and ports stand before containers, storage after them; None for relations that are not drawn."""
    match edge.kind, edge.detail:
        case EdgeKind.ATTACHED, Endpoint() as endpoint:
            label = ", ".join(address for address in (endpoint.ipv4, endpoint.ipv6) if address)
            return Line(target, source, label, dashed=not endpoint.active, colour_of=Kind.NETWORK)
        case EdgeKind.PUBLISHES, Port() as port:
            bound = port.status is PortStatus.PUBLISHED
            label = f"{port.port}/{port.protocol}" + ("" if bound else " (not bound)")
            return Line(target, source, label, dashed=not bound, directed=True, colour_of=Kind.PORT)
        case EdgeKind.MOUNTS, Mount() as mount:
            label = mount.target + ("" if mount.writable else " (ro)")
            return Line(source, target, label, dashed=not mount.writable, colour_of=target.kind)
        case EdgeKind.LINKS, Link() as link:
            return Line(source, target, f"link {link.alias}", directed=True)
        case EdgeKind.RIDES, _:
            return Line(source, target, "in the network of", directed=True)
        case EdgeKind.HOST_MODE, _:
            return Line(target, source, "host mode", colour_of=Kind.HOST)
        case EdgeKind.INHERITS, _:
            return Line(source, target, "volumes from", directed=True)
        case EdgeKind.BACKED_BY, _:
            return Line(source, target, "is", directed=True, colour_of=Kind.PATH)
    return None
