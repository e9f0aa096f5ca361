"""What only containers and networks together tell about an attachment."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from ipaddress import ip_address, ip_network

from msgspec.structs import replace

from inspector.model.container import Container, Endpoint, Mode, NetworkMode, State
from inspector.model.evidence import Gap, Why
from inspector.model.netns import Netns
from inspector.model.network import Network, Subnet
from inspector.parse.addressing import is_network
from inspector.parse.reading import Cursor
from inspector.parse.remembered import Remembered

_NOT_CHOSEN = ("docker_gwbridge", "ingress")
_CONTAINER_ID = re.compile(r"[0-9a-f]{64}")


def attachments(
    containers: Sequence[Container],
    networks: Sequence[Network],
    told: Mapping[str, Cursor],
    product: str,
    remembered: Remembered,
) -> list[Container]:
    """Containers with all their attachments, by the ids of the networks.

    `told` are the network answers by id: their `Containers` name attachments that a container's own inspect leaves out
    (docker_gwbridge of an overlay's containers), and in pasted input containers that were not pasted.
    """
    names = _names(networks, product)
    ids = {network.id for network in networks}
    extra = _told_by_networks(networks, told, remembered)
    found = []
    for container in containers:
        own = [_by_id(endpoint, ids, names) for endpoint in container.endpoints]
        known = {endpoint.network_id for endpoint in own}
        more = [one for _, one in extra.pop(container.id, []) if one.network_id not in known]
        if container.network_mode.mode == Mode.CONTAINER:
            more = []
        ordered = tuple(sorted(own + more, key=lambda one: (one.network, one.network_id)))
        found.append(replace(container, endpoints=ordered, network_mode=_mode(container, ordered)))
    return found + [_only_seen_by_networks(ident, seen) for ident, seen in sorted(extra.items())]


def missing_details(containers: Sequence[Container], inspected: set[str], told: set[str]) -> Iterator[Gap]:
    """A Gap for each container that was not inspected, unless one that is told already says why."""
    for container in containers:
        where = f"/containers/{container.id}/json"
        if container.id not in inspected and where not in told:
            yield Gap(
                f"details of container {container.name or container.short_id}",
                where,
                Why.NOT_READ,
                f"Read the engine again, or add the output of `docker inspect {container.short_id}`.",
            )


def shared_namespaces(containers: Sequence[Container]) -> list[Container]:
    """Containers with X of `container:X` by its full id, where X is known."""
    by_word: dict[str, list[str]] = {}
    for container in containers:
        for word in {container.id, container.short_id, container.name}:
            by_word.setdefault(word, []).append(container.id)
    found = []
    for container in containers:
        mode = container.network_mode
        owners = by_word.get(mode.target, []) if mode.mode == Mode.CONTAINER else []
        if len(owners) == 1:
            container = replace(container, network_mode=NetworkMode(Mode.CONTAINER, owners[0]))
        found.append(container)
    return found


def gateways(networks: Sequence[Network], containers: Sequence[Container], host: Netns | None) -> list[Network]:
    """Networks with the gateways that IPAM lacks, and the bridge devices that the engine does not name.

    Engines up to 28 leave out the gateway when the user gave only --subnet; the endpoints have it. Podman's bridge is
    the one of the host's that holds the gateway's address.
    """
    seen: dict[str, set[str]] = {}
    for container in containers:
        for endpoint in container.endpoints:
            seen.setdefault(endpoint.network_id, set()).update({endpoint.gateway, endpoint.gateway6} - {""})
    devices = {
        address.address: link.name
        for link in (host.interfaces if host else ())
        if link.kind == "bridge"
        for address in link.addresses
    }
    found = []
    for network in networks:
        subnets = tuple(_with_gateway(subnet, seen.get(network.id, set())) for subnet in network.subnets)
        device = network.bridge
        if not device and network.driver == "bridge":
            device = next((devices[subnet.gateway] for subnet in subnets if subnet.gateway in devices), "")
        found.append(replace(network, subnets=subnets, bridge=device))
    return found


def _with_gateway(subnet: Subnet, seen: set[str]) -> Subnet:
    if subnet.gateway:
        return subnet
    return replace(subnet, gateway=next((one for one in sorted(seen) if _inside(one, subnet.cidr)), ""))


def _inside(address: str, cidr: str) -> bool:
    try:
        return ip_address(address) in ip_network(cidr, strict=False)
    except ValueError:
        return False


def _names(networks: Sequence[Network], product: str) -> dict[str, str]:
    """Network ids by name, as far as names are unique. Podman's `bridge` is its `podman` on inspect."""
    names: dict[str, list[str]] = {}
    for network in networks:
        names.setdefault(network.name, []).append(network.id)
    if product == "podman" and "podman" not in names and "bridge" in names:
        names["podman"] = names["bridge"]
    return {name: ids[0] for name, ids in names.items() if len(ids) == 1}


def _by_id(endpoint: Endpoint, ids: set[str], names: Mapping[str, str]) -> Endpoint:
    """Podman writes the network's name for its id."""
    if endpoint.network_id in ids or endpoint.network_id not in names:
        return endpoint
    return replace(endpoint, network_id=names[endpoint.network_id])


def _mode(container: Container, endpoints: Sequence[Endpoint]) -> NetworkMode:
    """The mode that the attachments show.

    `HostConfig.NetworkMode` says default for Swarm's tasks and `bridge` for all of Podman's user-defined networks, and
    goes on to say `none` or `bridge` after `docker network disconnect` and `connect`.
    """
    mode = container.network_mode
    if mode.mode not in (Mode.BRIDGE, Mode.NONE):
        return mode
    names = [endpoint.network for endpoint in endpoints if endpoint.network not in _NOT_CHOSEN]
    if not names or {"bridge", "podman", "none"} & set(names):
        return mode
    return NetworkMode(Mode.NETWORK, names[0])


def _told_by_networks(
    networks: Sequence[Network], told: Mapping[str, Cursor], known: Remembered
) -> dict[str, list[tuple[str, Endpoint]]]:
    """Container names and endpoints by container id."""
    found: dict[str, list[tuple[str, Endpoint]]] = {}
    for network in networks:
        for ident, name, endpoint in known.read(told[network.id], partial(_members, network.name, network.id)):
            found.setdefault(ident, []).append((name, endpoint))
    return found


def _members(name: str, network_id: str, at: Cursor) -> tuple[tuple[str, str, Endpoint], ...]:
    """Id, name and endpoint of each. Swarm's pseudo entries (`lb-net`, `ingress-sbox`) have no id of a container."""
    members = []
    for ident, place in at.items("Containers"):
        if not _CONTAINER_ID.fullmatch(ident):
            continue
        ipv4, ipv4_prefix = _split(place.text("IPv4Address"))
        ipv6, ipv6_prefix = _split(place.text("IPv6Address"))
        endpoint = Endpoint(
            network=name,
            network_id=network_id,
            endpoint_id=place.text("EndpointID"),
            ipv4=ipv4,
            ipv4_prefix=ipv4_prefix,
            ipv6=ipv6,
            ipv6_prefix=ipv6_prefix,
            mac=place.text("MacAddress").lower(),
        )
        members.append((ident, place.text("Name"), endpoint))
    return tuple(members)


def _split(address: str) -> tuple[str, int]:
    """`172.18.0.4/16` into address and prefix length; nothing for what is no address."""
    if not is_network(address):
        return "", 0
    plain, _, prefix = address.partition("/")
    return plain, int(prefix) if prefix.isascii() and prefix.isdigit() and len(prefix) < 4 else 0


def _only_seen_by_networks(ident: str, seen: Sequence[tuple[str, Endpoint]]) -> Container:
    """A container of which nothing else is known; on docker_gwbridge the name is the sandbox's, not its own."""
    names = [name for name, endpoint in seen if endpoint.network != "docker_gwbridge"]
    endpoints = [endpoint for _, endpoint in seen]
    mode = NetworkMode(Mode.BRIDGE, "bridge")
    if endpoints[0].network != "bridge":
        mode = NetworkMode(Mode.HOST if endpoints[0].network == "host" else Mode.NETWORK, endpoints[0].network)
    return Container(
        id=ident,
        name=min(names, default=""),
        state=State.UNKNOWN,
        network_mode=mode,
        endpoints=tuple(sorted(endpoints, key=lambda one: (one.network, one.network_id))),
    )
