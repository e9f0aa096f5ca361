"""Bridge networks as the firewall programs them: device, subnet, flags, endpoints with their published ports."""

import ipaddress
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspector.dockerd.gateway import gateway_endpoints
from inspector.model.anywhere import ANY
from inspector.model.container import Container, Endpoint, PortStatus
from inspector.model.network import Network
from inspector.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Published:
    """One published port of an endpoint; host_ip is the unspecified address for all."""

    protocol: str
    port: int
    host_ip: str
    host_port: int

    @property
    def everywhere(self) -> bool:
        return ipaddress.ip_address(self.host_ip).is_unspecified


@dataclass(frozen=True, slots=True)
class Attached:
    """One live endpoint: address, ports published through this network, and ports opened by legacy links."""

    address: str
    ports: tuple[Published, ...]
    linked_from: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Bridge:
    """One bridge network in one address family."""

    device: str
    subnet: str
    network: Network
    endpoints: tuple[Attached, ...]

    @property
    def mode(self) -> str:
        """gateway_mode of this family: nat, routed, nat-unprotected or isolated."""
        mode = self.network.gateway_mode_ipv6 if ":" in self.subnet else self.network.gateway_mode_ipv4
        return mode or "nat"

    @property
    def natted(self) -> bool:
        return self.network.masquerade and self.mode in ("nat", "nat-unprotected")


def bridges(snapshot: Snapshot, family: int) -> tuple[Bridge, ...]:
    """Every bridge network of a family, with its live endpoints, newest first as the engine inserts them.

    Source: inspect data of networks and containers. A restarted engine may have programmed them in another order.
    """
    found = []
    attached = _attached(snapshot, family)
    for network in sorted(snapshot.networks, key=lambda n: n.created, reverse=True):
        if network.driver != "bridge" or not network.bridge:
            continue
        subnet = next((s.cidr for s in network.subnets if s.cidr and (":" in s.cidr) == (family == 6)), "")
        if subnet:
            found.append(Bridge(network.bridge, subnet, network, tuple(attached[network.id])))
    return tuple(found)


def _attached(snapshot: Snapshot, family: int) -> Mapping[str, list[Attached]]:
    """The live endpoints by the id of their network.

    Ports are programmed on the endpoint that is the container's gateway in this family (with the default route).
    """
    networks = {n.id: n for n in snapshot.networks}
    clients = [one for one in snapshot.containers if one.has_netns and any(link.legacy for link in one.links)]
    attached: dict[str, list[Attached]] = defaultdict(list)
    for container in snapshot.containers:
        if not container.has_netns:
            continue
        gateway = _published_network(snapshot, container, family, networks)
        for endpoint in container.endpoints:
            address = endpoint.ipv4 if family == 4 else endpoint.ipv6
            if address:
                of_it = gateway is not None and endpoint.network_id == gateway.id
                ports = _published(container, gateway, family) if gateway and of_it else ()
                attached[endpoint.network_id].append(Attached(address, ports, _linked(clients, container, endpoint)))
    return attached


def _published(container: Container, network: Network, family: int) -> tuple[Published, ...]:
    """With gateway mode routed no port of the host is bound, and the container's own is opened."""
    mode = network.gateway_mode_ipv4 if family == 4 else network.gateway_mode_ipv6
    return tuple(
        Published(p.protocol, p.port, p.host_ip or ANY[family], p.host_port)
        for p in container.ports
        if p.status is PortStatus.PUBLISHED
        and (p.host_port or mode == "routed")
        and (":" in p.host_ip) == (family == 6)
    )


def published_network(snapshot: Snapshot, container: Container, family: int) -> str:
    """The id of the bridge network whose endpoint carries the published ports of a family, "" where there is none."""
    network = _published_network(snapshot, container, family, {n.id: n for n in snapshot.networks})
    return network.id if network else ""


def _published_network(
    snapshot: Snapshot, container: Container, family: int, networks: dict[str, Network]
) -> Network | None:
    four, six = gateway_endpoints(snapshot, container, networks)
    endpoint = four if family == 4 else six
    network = networks.get(endpoint.network_id) if endpoint else None
    return network if network and network.driver == "bridge" else None


def _linked(clients: Sequence[Container], target: Container, endpoint: Endpoint) -> tuple[tuple[str, str, int], ...]:
    """(client address, protocol, port) that legacy links open on docker0: the target's exposed and published ports."""
    if endpoint.network != "bridge":
        return ()
    opened = []
    for client in clients:
        if any(link.legacy and link.target == target.name for link in client.links):
            address = next((e.ipv4 for e in client.endpoints if e.network == "bridge" and e.ipv4), "")
            if address:
                opened += [(address, p.protocol, p.port) for p in target.ports]
    return tuple(sorted(set(opened)))
