"""A smaller topology: what a filter, a search or a focus leaves."""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from inspector.model.container import Container, State
from inspector.model.ids import HOST, Kind, Ref
from inspector.model.network import Network
from inspector.topology.edges import EdgeKind
from inspector.topology.graph import Topology


class Filter(Struct, frozen=True):
    """What to keep; an empty field keeps everything.

    projects: names, "" for what belongs to none. kinds: the kinds of nodes to show. states: of containers. text: words
    that must all be found in an entity's names, image, addresses, networks, volumes, paths or ports, whatever their
    case. focus: one entity and its neighbours.
    """

    projects: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    states: frozenset[State] = frozenset()
    text: str = ""
    focus: Ref | None = None


def select(topology: Topology, filter: Filter) -> Topology:  # noqa: A002 - the word of the contract
    """The part of a topology that a filter keeps, itself a topology: its snapshot and its graph hold the same things.

    Networks and volumes stay when a kept container touches them, and when they match by themselves (unless states were
    asked for, which they have not). A focus that names nothing keeps nothing.
    """
    if filter == Filter():
        return topology
    kept = _matching(topology, filter)
    kept |= _touched(topology, kept)
    if filter.kinds:
        kept = {ref for ref in kept if ref.kind in filter.kinds}
    if filter.focus is not None:
        kept &= _around(topology, filter.focus)
    return _part(topology, kept)


def around(topology: Topology, focus: Ref) -> Topology:
    """One entity, what it touches, and the containers that touch the same: who is on its networks, uses its storage,
    is linked with it or lives in the same namespace. Nothing where there is no such entity."""
    if focus not in topology.graph:
        return _part(topology, set())
    touched = {ref for ref in _around(topology, focus) if not _is_mode(topology, ref)} | {focus}
    between = {ref for ref in touched if ref.kind in _SHARED}
    near = {at for ref in between for at, _ in topology.into(ref) if at.kind is Kind.CONTAINER}
    kept = touched | near | {HOST}
    return _part(topology, kept | {to for ref in kept for to, _ in topology.out(ref, EdgeKind.IN_NETNS)})


_SHARED = (Kind.NETWORK, Kind.VOLUME, Kind.PATH, Kind.TMPFS, Kind.PORT)


def _is_mode(topology: Topology, ref: Ref) -> bool:
    """host and none join nobody."""
    entity = topology.entity(ref)
    return isinstance(entity, Network) and entity.driver in ("host", "null")


def _matching(topology: Topology, wanted: Filter) -> set[Ref]:
    """Containers, networks and volumes that the filter names by themselves."""
    snapshot = topology.snapshot
    words = wanted.text.casefold().split()
    kept = {
        Ref(Kind.CONTAINER, one.id)
        for one in snapshot.containers
        if (not wanted.states or one.state in wanted.states)
        and (not wanted.projects or one.project in wanted.projects)
        and _found(words, _container_words(one))
    }
    if wanted.states:
        return kept
    for network in snapshot.networks:
        names = [network.name, network.id, network.driver, network.bridge, network.parent, network.project]
        names += [word for subnet in network.subnets for word in (subnet.cidr, subnet.gateway)]
        if (not wanted.projects or network.project in wanted.projects) and _found(words, names):
            kept.add(Ref(Kind.NETWORK, network.id))
    for volume in snapshot.volumes:
        names = [volume.name, volume.driver, volume.mountpoint, volume.project, *dict(volume.options).values()]
        if (not wanted.projects or volume.project in wanted.projects) and _found(words, names):
            kept.add(Ref(Kind.VOLUME, volume.name))
    return kept


def _found(words: list[str], texts: Iterable[str]) -> bool:
    if not words:
        return True
    haystack = "\n".join(texts).casefold()
    return all(word in haystack for word in words)


def _container_words(one: Container) -> Iterator[str]:
    yield from (one.name, one.id, one.image, one.hostname, one.state, one.network_mode.mode, one.network_mode.target)
    if one.compose:
        yield from (one.compose.project, one.compose.service)
    for endpoint in one.endpoints:
        yield from (endpoint.network, endpoint.ipv4, endpoint.ipv6, endpoint.mac, endpoint.static_ipv4)
        yield from (*endpoint.aliases, *endpoint.dns_names)
    for mount in one.mounts:
        yield from (mount.volume, mount.source, mount.target)
    for port in one.ports:
        yield f"{port.host_ip}:{port.host_port}->{port.port}/{port.protocol}"


def _touched(topology: Topology, kept: set[Ref]) -> set[Ref]:
    """What the kept things reach along the edges. Other containers stay out, unless missing ones: they explain."""
    reached = {HOST}
    front = kept
    while front:
        near = {to for ref in front for to, _ in topology.out(ref)}
        near |= {at for ref in front for at, _ in topology.into(ref, EdgeKind.REALISES, EdgeKind.PEER)}
        front = {ref for ref in near - reached - kept if not isinstance(topology.entity(ref), Container)}
        reached |= front
    return reached


def _around(topology: Topology, focus: Ref) -> set[Ref]:
    near = {focus} | {ref for ref, _ in topology.out(focus)} | {ref for ref, _ in topology.into(focus)}
    return near if focus in topology.graph else set()


def _part(topology: Topology, kept: set[Ref]) -> Topology:
    whole = topology.snapshot
    snapshot = replace(
        whole,
        containers=tuple(one for one in whole.containers if Ref(Kind.CONTAINER, one.id) in kept),
        networks=tuple(one for one in whole.networks if Ref(Kind.NETWORK, one.id) in kept),
        volumes=tuple(one for one in whole.volumes if Ref(Kind.VOLUME, one.name) in kept),
        images=tuple(one for one in whole.images if Ref(Kind.IMAGE, one.id) in kept),
        namespaces=tuple(one for one in whole.namespaces if Ref(Kind.NETNS, one.inode) in kept),
    )
    graph = type(topology.graph)()
    graph.add_nodes_from((ref, data) for ref, data in topology.graph.nodes(data=True) if ref in kept)
    for source, target, edge in topology.edges():
        if source in kept and target in kept:
            graph.add_edge(source, target, edge=edge)
    return Topology(snapshot, graph)
