"""The veth table: every interface of every container, joined with its other end on the host."""

from collections.abc import Iterable, Iterator

from inspector.model.container import Container, Endpoint, Mode
from inspector.model.netns import Interface, InterfaceRow, Netns
from inspector.model.snapshot import Snapshot

_ON_A_PARENT = ("macvlan", "macvtap", "ipvlan", "ipvtap")


def interface_rows(snapshot: Snapshot) -> tuple[InterfaceRow, ...]:
    """The rows, sorted by container and ifindex.

    A namespace that several containers share (`container:X`) gives rows to each of them. Loopback and the host's own
    interfaces are not listed. Where a namespace could not be read, a row says what the engine tells (network, MAC,
    addresses) and what is seen from the host (its veth, and the ifindex that the veth tells); the rest stays empty.
    """
    table = _Table(snapshot)
    rows = (row for container in snapshot.containers for row in table.rows(container))
    return tuple(sorted(rows, key=lambda row: (row.container_name, row.container, row.ifindex, row.network)))


class _Table:
    """What the rows are looked up in."""

    def __init__(self, snapshot: Snapshot) -> None:
        host = snapshot.host_netns
        self.on_host: dict[int, Interface] = {link.ifindex: link for link in host.interfaces} if host else {}
        self.containers = {container.id: container for container in snapshot.containers}
        self.namespaces = {ident: namespace for namespace in snapshot.namespaces for ident in namespace.containers}
        self.networks = {network.id: network for network in snapshot.networks}
        self.by_bridge = {network.bridge: network for network in snapshot.networks if network.bridge}

    def rows(self, container: Container) -> Iterator[InterfaceRow]:
        namespace = self.namespaces.get(container.id)
        if namespace is None:
            # An orphaned sidecar still names its target, so that only the namespace itself tells what a sidecar has.
            if container.has_netns and container.network_mode.mode is not Mode.CONTAINER:
                yield from (self._told(container, endpoint) for endpoint in _live(container.endpoints))
        elif namespace.read and not namespace.host:
            yield from self._read(container, namespace)
        elif not namespace.host:
            yield from self._seen_from_host(container, namespace)

    def _read(self, container: Container, namespace: Netns) -> Iterator[InterfaceRow]:
        endpoints = self._endpoints(namespace)
        for link in namespace.interfaces:
            endpoint = _endpoint_of(link, endpoints)
            other = self._other_end(link, namespace)
            # A kernel with tunnel modules puts a sleeping tunl0, sit0 and so on into every namespace.
            if link.name == "lo" or not (endpoint or other or link.up or link.addresses):
                continue
            bridge = other.master if other and link.kind not in _ON_A_PARENT else ""
            name, ident = self._network(endpoint, bridge)
            yield InterfaceRow(
                container=container.id,
                container_name=container.name,
                interface=link.name,
                ifindex=link.ifindex,
                kind=link.kind,
                mac=link.mac,
                mtu_bytes=link.mtu_bytes,
                addresses=tuple(f"{address.address}/{address.prefix}" for address in link.addresses),
                host_interface=other.name if other else "",
                host_ifindex=other.ifindex if other else 0,
                bridge=bridge,
                network=name,
                network_id=ident,
                netns=namespace.inode,
            )

    def _other_end(self, link: Interface, namespace: Netns) -> Interface | None:
        """The host's veth, or the parent of a macvlan.

        A veth pair must point at each other: from Docker 28 on every container counts from ifindex 2, and on overlay
        networks the other end is in a namespace that is not the host's, where the number may be anything's.
        """
        other = self.on_host.get(link.peer_ifindex)
        if other is None or link.peer_nsid is None:
            return None
        if link.kind in _ON_A_PARENT:
            return other
        back = other.peer_ifindex == link.ifindex and other.peer_nsid is not None
        return other if back and namespace.nsid in (None, other.peer_nsid) else None

    def _seen_from_host(self, container: Container, namespace: Netns) -> Iterator[InterfaceRow]:
        """By the host's number for the namespace; the network by the bridge that the veth is on."""
        endpoints = {endpoint.network_id: endpoint for endpoint in self._endpoints(namespace)}
        for other in self.on_host.values():
            if other.kind == "veth" and other.peer_nsid is not None and other.peer_nsid == namespace.nsid:
                network = self.by_bridge.get(other.master)
                endpoint = endpoints.pop(network.id, None) if network else None
                name, ident = self._network(endpoint, other.master)
                yield InterfaceRow(
                    container=container.id,
                    container_name=container.name,
                    interface="",
                    ifindex=other.peer_ifindex,
                    kind="veth",
                    mac=endpoint.mac if endpoint else "",
                    addresses=_addresses(endpoint) if endpoint else (),
                    host_interface=other.name,
                    host_ifindex=other.ifindex,
                    bridge=other.master,
                    network=name,
                    network_id=ident,
                    netns=namespace.inode,
                )
        yield from (self._told(container, endpoint, namespace.inode) for endpoint in endpoints.values())

    def _told(self, container: Container, endpoint: Endpoint, netns: str = "") -> InterfaceRow:
        """What the engine alone tells of an interface."""
        network = self.networks.get(endpoint.network_id)
        return InterfaceRow(
            container=container.id,
            container_name=container.name,
            interface="",
            ifindex=0,
            kind="",
            mac=endpoint.mac,
            addresses=_addresses(endpoint),
            bridge=network.bridge if network else "",
            network=endpoint.network,
            network_id=endpoint.network_id,
            netns=netns,
        )

    def _endpoints(self, namespace: Netns) -> tuple[Endpoint, ...]:
        """The attachments of all containers in a namespace; sidecars have none of their own."""
        inside = (self.containers[ident] for ident in namespace.containers if ident in self.containers)
        return tuple(
            {
                endpoint.network_id or endpoint.network: endpoint for one in inside for endpoint in _live(one.endpoints)
            }.values()
        )

    def _network(self, endpoint: Endpoint | None, bridge: str) -> tuple[str, str]:
        """Name and id: the endpoint's, else that of the bridge, as for an overlay's way out by docker_gwbridge."""
        if endpoint:
            return endpoint.network, endpoint.network_id
        network = self.by_bridge.get(bridge)
        return (network.name, network.id) if network else ("", "")


def _live(endpoints: Iterable[Endpoint]) -> Iterator[Endpoint]:
    """Those with an interface: `none` and `host` are listed like networks but have no address at all."""
    return (endpoint for endpoint in endpoints if endpoint.mac or endpoint.ipv4 or endpoint.ipv6)


def _endpoint_of(link: Interface, endpoints: tuple[Endpoint, ...]) -> Endpoint | None:
    """By MAC, else by address, never by position (that changes over restarts). None without one clear answer."""
    same_mac = [endpoint for endpoint in endpoints if link.mac and endpoint.mac.lower() == link.mac]
    if len(same_mac) == 1:
        return same_mac[0]
    own = {address.address for address in link.addresses}
    same_address = [endpoint for endpoint in same_mac or endpoints if {endpoint.ipv4, endpoint.ipv6} & own]
    return same_address[0] if len(same_address) == 1 else None


def _addresses(endpoint: Endpoint) -> tuple[str, ...]:
    pairs = ((endpoint.ipv4, endpoint.ipv4_prefix), (endpoint.ipv6, endpoint.ipv6_prefix))
    return tuple(f"{address}/{prefix}" for address, prefix in pairs if address)
