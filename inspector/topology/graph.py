"""Topology: a snapshot with its relations as a graph, and look-ups by the words people use."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from inspector.errors import UsageError
from inspector.model.container import Container, Endpoint, Port
from inspector.model.ids import Kind, Ref
from inspector.model.network import Network
from inspector.model.snapshot import Snapshot
from inspector.model.storage import Mount, Volume
from inspector.topology.edges import Edge, EdgeKind, Entity, HostPath, HostPort, Missing, NetworkLink, Project
from inspector.topology.linking import draw

if TYPE_CHECKING:
    from networkx import MultiDiGraph

__all__ = [
    "Edge",
    "EdgeKind",
    "Entity",
    "HostPath",
    "HostPort",
    "Missing",
    "NetworkLink",
    "Project",
    "Topology",
    "link",
]


def link(snapshot: Snapshot) -> "Topology":
    """The graph of a snapshot: what it refers to but does not hold becomes a node whose entity is Missing."""
    return Topology(snapshot)


class Topology:
    """A snapshot and its graph. Nodes are Refs with an "entity"; edges hold an "edge"; neither is to be changed."""

    def __init__(self, snapshot: Snapshot, graph: "MultiDiGraph | None" = None) -> None:
        self.snapshot = snapshot
        self._graph = graph
        self._containers = {container.id: container for container in snapshot.containers}
        self._words: dict[str, list[Container]] = {}
        for container in snapshot.containers:
            for word in set(_words(container)):
                self._words.setdefault(word, []).append(container)

    @cached_property
    def graph(self) -> "MultiDiGraph":
        """Drawn when it is first asked for: most questions need only the snapshot."""
        return draw(self.snapshot) if self._graph is None else self._graph

    def container(self, word: str) -> Container:
        """By id, unique id prefix, name, `project/service` or unique compose service.

        Raises UsageError, with what is near, when none or several match.
        """
        plain = word.strip().removeprefix("/")
        found = self._containers.get(plain)
        if found:
            return found
        matches = _best(self._words.get(plain, ()), plain) or self._by_prefix(plain)
        if len(matches) == 1:
            return matches[0]
        if matches:
            choices = ", ".join(f"{one.name or '(no name)'} ({one.short_id})" for one in matches[:6])
            raise UsageError(f"{word!r} may be any of {len(matches)} containers", remedy=f"Name one: {choices}.")
        raise _not_found("container", word, self._words)

    def network(self, word: str) -> Network:
        """By id, unique id prefix or name; raises UsageError when none or several match."""
        return _one("network", word, self.snapshot.networks)

    def volume(self, name: str) -> Volume:
        """By name; raises UsageError when there is none."""
        for volume in self.snapshot.volumes:
            if volume.name == name:
                return volume
        raise _not_found("volume", name, (volume.name for volume in self.snapshot.volumes))

    def entity(self, ref: Ref) -> Entity | None:
        """What a Ref names, None when it names nothing of this topology."""
        node = self.graph.nodes.get(ref)
        return node["entity"] if node else None

    def refs(self, *kinds: Kind) -> list[Ref]:
        """All nodes of these kinds, sorted."""
        return sorted(ref for ref in self.graph.nodes if ref.kind in kinds)

    def edges(self, *kinds: EdgeKind) -> Iterator[tuple[Ref, Ref, Edge]]:
        """All edges of these kinds: source, target, edge; all edges when no kind is given."""
        for source, target, edge in self.graph.edges(data="edge"):
            if not kinds or edge.kind in kinds:
                yield source, target, edge

    def out(self, ref: Ref, *kinds: EdgeKind) -> list[tuple[Ref, Edge]]:
        """Targets of the edges that leave a node."""
        if ref not in self.graph:
            return []
        return [(to, edge) for _, to, edge in self.graph.out_edges(ref, data="edge") if not kinds or edge.kind in kinds]

    def into(self, ref: Ref, *kinds: EdgeKind) -> list[tuple[Ref, Edge]]:
        """Sources of the edges that reach a node."""
        if ref not in self.graph:
            return []
        return [(at, edge) for at, _, edge in self.graph.in_edges(ref, data="edge") if not kinds or edge.kind in kinds]

    def endpoints_of(self, network_id: str) -> list[tuple[Container, Endpoint]]:
        """Who is attached to a network, by container name."""
        found = (
            (self._containers.get(source.id), edge.detail)
            for source, edge in self.into(Ref(Kind.NETWORK, network_id), EdgeKind.ATTACHED)
        )
        pairs = [(one, detail) for one, detail in found if one and isinstance(detail, Endpoint)]
        return sorted(pairs, key=lambda pair: (pair[0].name, pair[0].id))

    def mounts_of(self, ref: Ref) -> list[tuple[Container, Mount]]:
        """Who mounts a volume or host path, and where, by container name."""
        found = ((self._containers.get(source.id), edge.detail) for source, edge in self.into(ref, EdgeKind.MOUNTS))
        pairs = [(one, detail) for one, detail in found if one and isinstance(detail, Mount)]
        return sorted(pairs, key=lambda pair: (pair[0].name, pair[0].id, pair[1].target))

    def ports_of(self, ref: Ref) -> list[tuple[Container, Port]]:
        """Who publishes, or asks for, a host port, by container name."""
        found = ((self._containers.get(source.id), edge.detail) for source, edge in self.into(ref, EdgeKind.PUBLISHES))
        pairs = [(one, detail) for one, detail in found if one and isinstance(detail, Port)]
        return sorted(pairs, key=lambda pair: (pair[0].name, pair[0].id, pair[1]))

    def netns_owner(self, container: Container) -> Container | None:
        """The container whose namespace this one lives in: itself, or X of container:X (over several steps).

        None when X is not known, or when containers name each other in a circle.
        """
        seen = set()
        while container.network_mode.mode == "container":
            seen.add(container.id)
            owner = self._containers.get(container.network_mode.target)
            if owner is None or owner.id in seen:
                return None
            container = owner
        return container

    def _by_prefix(self, word: str) -> list[Container]:
        if not word or set(word) - set("0123456789abcdef"):
            return []
        return [one for one in self.snapshot.containers if one.id.startswith(word)]


def _words(container: Container) -> Iterator[str]:
    """What names a container as a whole: its name, and its place in a compose project."""
    if container.name:
        yield container.name
    if container.compose and container.compose.service:
        yield container.compose.service
        yield f"{container.compose.project}/{container.compose.service}"


def _best(matches: Iterable[Container], word: str) -> list[Container]:
    """The one of this name before those of this service."""
    found = list(matches)
    return [one for one in found if one.name == word] or found


def _one(what: str, word: str, networks: Iterable[Network]) -> Network:
    known = list(networks)
    for matches in (
        [one for one in known if one.id == word],
        [one for one in known if one.name == word],
        [one for one in known if word and one.id.startswith(word)],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            choices = ", ".join(f"{one.name} ({one.id[:12]})" for one in matches[:6])
            raise UsageError(f"{word!r} may be any of {len(matches)} {what}s", remedy=f"Name one: {choices}.")
    raise _not_found(what, word, (one.name for one in known))


def _not_found(what: str, word: str, names: Iterable[str]) -> UsageError:
    near = get_close_matches(word, sorted(set(names)), n=3, cutoff=0.5)
    return UsageError(f"No {what} {word!r} here", remedy=f"Did you mean {' or '.join(near)}?" if near else "")
