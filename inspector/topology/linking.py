"""How a snapshot becomes a graph."""

import posixpath
from collections.abc import Iterable
from typing import TYPE_CHECKING

from inspector.model.container import Container, Endpoint, Mode
from inspector.model.ids import HOST, Kind, Ref
from inspector.model.netns import Netns
from inspector.model.snapshot import Snapshot
from inspector.model.storage import Mount, MountKind, Volume
from inspector.topology.edges import (
    Detail,
    Edge,
    EdgeKind,
    Entity,
    HostPath,
    HostPort,
    Missing,
    NetworkLink,
    Project,
)

if TYPE_CHECKING:
    from networkx import MultiDiGraph


def draw(snapshot: Snapshot) -> "MultiDiGraph":
    """All nodes, then all edges, in the snapshot's order."""
    # Most commands never draw, and importing it takes longer than what they do.
    from networkx import MultiDiGraph

    return _Drawing(snapshot, MultiDiGraph()).graph


def path_ref(path: str) -> Ref:
    """The node of a host path: one for each spelling of it."""
    return Ref(Kind.PATH, "/" + posixpath.normpath(path).lstrip("/") if path.startswith("/") else path)


def port_ref(host_ip: str, host_port: int, protocol: str) -> Ref:
    """The node of a host port; `*` where the engine does not name an address."""
    address = f"[{host_ip}]" if ":" in host_ip else host_ip or "*"
    return Ref(Kind.PORT, f"{address}:{host_port}/{protocol}")


def link_ref(netns: str, ifindex: int) -> Ref:
    """The node of an interface."""
    return Ref(Kind.LINK, f"{netns}/{ifindex}")


class _Drawing:
    """A graph in the making."""

    def __init__(self, snapshot: Snapshot, graph: "MultiDiGraph") -> None:
        self.graph = graph
        self.snapshot = snapshot
        self.containers: dict[str, list[str]] = {}
        for container in snapshot.containers:
            for word in {container.id, container.short_id, container.name}:
                self.containers.setdefault(word, []).append(container.id)
        self.networks: dict[str, list[str]] = {}
        for network in snapshot.networks:
            self.networks.setdefault(network.name, []).append(network.id)
        self._nodes()
        self._kernel()
        for container in snapshot.containers:
            self._network_side(container)
            self._storage_side(container)
        for volume in snapshot.volumes:
            self._volume(volume)
        self._projects()

    def _nodes(self) -> None:
        self._node(HOST, self.snapshot.engine)
        for container in self.snapshot.containers:
            self._node(Ref(Kind.CONTAINER, container.id), container)
        for network in self.snapshot.networks:
            self._node(Ref(Kind.NETWORK, network.id), network)
        for volume in self.snapshot.volumes:
            self._node(Ref(Kind.VOLUME, volume.name), volume)
        for image in self.snapshot.images:
            self._node(Ref(Kind.IMAGE, image.id), image)

    def _network_side(self, container: Container) -> None:
        ref = Ref(Kind.CONTAINER, container.id)
        for endpoint in container.endpoints:
            self._join(ref, self._network(endpoint), EdgeKind.ATTACHED, endpoint)
            for link in endpoint.links:
                self._join(ref, self._container(link.target), EdgeKind.LINKS, link)
        for link in container.links:
            self._join(ref, self._container(link.target), EdgeKind.LINKS, link)
        mode = container.network_mode
        if mode.mode == Mode.CONTAINER:
            self._join(ref, self._container(mode.target), EdgeKind.RIDES)
        if mode.mode == Mode.HOST:
            self._join(ref, HOST, EdgeKind.HOST_MODE)
        for port in container.ports:
            if port.host_port:
                to = port_ref(port.host_ip, port.host_port, port.protocol)
                self._node(to, HostPort(port.host_ip, port.host_port, port.protocol))
                self._join(ref, to, EdgeKind.PUBLISHES, port)
        if container.image_id:
            self._join(ref, self._known(Ref(Kind.IMAGE, container.image_id), container.image), EdgeKind.RUNS)

    def _storage_side(self, container: Container) -> None:
        ref = Ref(Kind.CONTAINER, container.id)
        for mount in container.mounts:
            to = self._mounted(container, mount)
            if to:
                self._join(ref, to, EdgeKind.MOUNTS, mount)
        for word in container.volumes_from:
            self._join(ref, self._container(word.partition(":")[0].lstrip("/")), EdgeKind.INHERITS)

    def _mounted(self, container: Container, mount: Mount) -> Ref | None:
        """The node that a mount shows: none for kinds that are neither a volume, a path nor a tmpfs."""
        if mount.kind == MountKind.VOLUME and mount.volume:
            return self._known(Ref(Kind.VOLUME, mount.volume), mount.volume)
        if mount.kind == MountKind.BIND and mount.source:
            return self._path(mount.source)
        if mount.kind == MountKind.TMPFS:
            ref = Ref(Kind.TMPFS, f"{container.id}:{mount.target}")
            self._node(ref, mount)
            return ref
        return None

    def _volume(self, volume: Volume) -> None:
        """A local volume made with `-o o=bind -o device=/path` is that path under another name."""
        options = dict(volume.options)
        device, words = options.get("device", ""), options.get("o", "").split(",")
        if device.startswith("/") and {"bind", "rbind"} & set(words):
            self._join(Ref(Kind.VOLUME, volume.name), self._path(device), EdgeKind.BACKED_BY)

    def _projects(self) -> None:
        owned: list[tuple[Ref, str]] = [(Ref(Kind.CONTAINER, one.id), one.project) for one in self.snapshot.containers]
        owned += [(Ref(Kind.NETWORK, one.id), one.project) for one in self.snapshot.networks]
        owned += [(Ref(Kind.VOLUME, one.name), one.project) for one in self.snapshot.volumes]
        for ref, name in owned:
            if name:
                project = Ref(Kind.PROJECT, name)
                self._node(project, Project(name))
                self._join(ref, project, EdgeKind.BELONGS)

    def _kernel(self) -> None:
        """Namespaces and interfaces, joined by index and namespace; `inspector.topology.veths` says why not by name."""
        by_nsid = {netns.nsid: netns for netns in self.snapshot.namespaces if netns.nsid is not None}
        for netns in self.snapshot.namespaces:
            self._namespace(netns)
        host = self.snapshot.host_netns
        if host is None:
            return
        names = {interface.name: link_ref(host.inode, interface.ifindex) for interface in host.interfaces}
        for interface in host.interfaces:
            peer_at = host if interface.peer_nsid is None else by_nsid.get(interface.peer_nsid)
            peer = link_ref(peer_at.inode, interface.peer_ifindex) if peer_at else None
            if interface.kind == "veth" and peer and peer in self.graph:
                self._join(link_ref(host.inode, interface.ifindex), peer, EdgeKind.PEER)
        for network in self.snapshot.networks:
            ref = Ref(Kind.NETWORK, network.id)
            if network.bridge in names:
                self._join(names[network.bridge], ref, EdgeKind.REALISES)
            if network.parent in names:
                self._join(ref, names[network.parent], EdgeKind.PARENT)

    def _namespace(self, netns: Netns) -> None:
        ref = Ref(Kind.NETNS, netns.inode)
        self._node(ref, netns)
        if netns.host:
            self._join(HOST, ref, EdgeKind.IN_NETNS)
        for ident in netns.containers:
            self._join(self._known(Ref(Kind.CONTAINER, ident), ident[:12]), ref, EdgeKind.IN_NETNS)
        names = {}
        for interface in netns.interfaces:
            names[interface.name] = at = link_ref(netns.inode, interface.ifindex)
            self._node(at, NetworkLink(netns.inode, interface))
            self._join(ref, at, EdgeKind.HAS_LINK)
        for interface in netns.interfaces:
            if interface.master in names:
                self._join(link_ref(netns.inode, interface.ifindex), names[interface.master], EdgeKind.MASTER)

    def _container(self, word: str) -> Ref:
        """A container by id, short id or name; a missing one when none, or several, are called so."""
        return self._found(Kind.CONTAINER, word, self.containers.get(word, ()))

    def _network(self, endpoint: Endpoint) -> Ref:
        """By id; a container that never started has none, so by name."""
        if endpoint.network_id:
            return self._known(Ref(Kind.NETWORK, endpoint.network_id), endpoint.network)
        return self._found(Kind.NETWORK, endpoint.network, self.networks.get(endpoint.network, ()))

    def _found(self, kind: Kind, word: str, idents: Iterable[str]) -> Ref:
        only = set(idents)
        return self._known(Ref(kind, only.pop() if len(only) == 1 else word), word)

    def _path(self, path: str) -> Ref:
        ref = path_ref(path)
        self._node(ref, HostPath(ref.id))
        return ref

    def _known(self, ref: Ref, name: str) -> Ref:
        """The node, made as a missing one when nothing was read of it."""
        if ref not in self.graph:
            self._node(ref, Missing(ref, name))
        return ref

    def _node(self, ref: Ref, entity: Entity) -> None:
        self.graph.add_node(ref, entity=entity)

    def _join(self, source: Ref, target: Ref, kind: EdgeKind, detail: Detail = None) -> None:
        self.graph.add_edge(source, target, edge=Edge(kind, detail))
