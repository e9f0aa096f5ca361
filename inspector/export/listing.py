"""What the list beside the map holds, and what is connected with what: the words that go with the picture."""

from collections import defaultdict
from collections.abc import Collection

from msgspec import Struct

from inspector.export.outline import title_of
from inspector.model.container import Container
from inspector.model.ids import Kind, Ref
from inspector.model.network import Network
from inspector.model.storage import Volume
from inspector.topology.edges import EdgeKind, HostPath, HostPort
from inspector.topology.graph import Topology

LISTED = (Kind.CONTAINER, Kind.NETWORK, Kind.VOLUME, Kind.PATH, Kind.TMPFS, Kind.PORT)
DRAWN = (
    EdgeKind.ATTACHED,
    EdgeKind.RIDES,
    EdgeKind.HOST_MODE,
    EdgeKind.LINKS,
    EdgeKind.MOUNTS,
    EdgeKind.INHERITS,
    EdgeKind.PUBLISHES,
    EdgeKind.BACKED_BY,
)


class Item(Struct, frozen=True):
    """One line of the list. words: what a search may hit besides the title."""

    ref: str
    kind: str
    title: str
    note: str
    state: str
    words: str


def items(topology: Topology) -> list[Item]:
    """Everything that can be found and chosen, containers first."""
    found = (_item(topology, ref) for ref in topology.refs(*LISTED))
    return sorted(found, key=lambda item: (LISTED.index(Kind(item.kind)), item.title, item.ref))


def neighbours(topology: Topology, drawn: Collection[Ref]) -> dict[str, list[str]]:
    """What is connected with what, both ways, of all that is drawn."""
    near: dict[str, set[str]] = defaultdict(set)
    for source, target, _ in topology.edges(*DRAWN):
        if source in drawn and target in drawn:
            near[str(source)].add(str(target))
            near[str(target)].add(str(source))
    return {ref: sorted(others) for ref, others in sorted(near.items())}


def _item(topology: Topology, ref: Ref) -> Item:
    entity = topology.entity(ref)
    title, note, state, words = title_of(ref, entity), "", "", [ref.id]
    match entity:
        case Container():
            note, state = entity.image, entity.state.value
            words += [entity.project, entity.hostname]
            words += [word for end in entity.endpoints for word in (end.network, end.ipv4, end.ipv6, end.mac)]
            words += [word for mount in entity.mounts for word in (mount.volume, mount.source, mount.target)]
            words += [f"{port.host_port}:{port.port}" for port in entity.ports]
        case Network():
            note = ", ".join(subnet.cidr for subnet in entity.subnets) or entity.driver
            words += [entity.driver, entity.bridge, entity.project]
        case Volume():
            note = "anonymous" if entity.anonymous else entity.driver
            words += [entity.mountpoint, entity.project]
        case HostPath():
            note = "host path"
        case HostPort():
            note = "host port"
    return Item(str(ref), ref.kind.value, title, note, state, " ".join(word for word in words if word))
