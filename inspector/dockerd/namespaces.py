"""The namespaces, links and routes that the engine sets up, from inspect data: where the kernel could not be asked.

Everything made here is marked assumed. Listening sockets stay unknown: inspect data do not hold them.
"""

import ipaddress
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from msgspec.structs import replace

from inspector.dockerd.bridge import published_network
from inspector.dockerd.gateway import gateway_endpoints, gateway_order
from inspector.model.anywhere import ANY
from inspector.model.container import Container, Endpoint, Mode, PortStatus
from inspector.model.netns import Address, Interface, Netns, Proxy, Route
from inspector.model.network import Network
from inspector.model.snapshot import Snapshot

HOST_INODE = "assumed:host"
UPLINK = "uplink"
LOOPBACK = Interface(
    ifindex=1, name="lo", up=True, addresses=(Address(4, "127.0.0.1", 8, "host"), Address(6, "::1", 128, "host"))
)
LOOPBACK_4 = Interface(ifindex=1, name="lo", up=True, addresses=(Address(4, "127.0.0.1", 8, "host"),))
ALWAYS_LOOPBACK_6 = (26, 0)
"""From this release on ::1 is there in containers on no IPv6 network too (moby 47062)."""
SYSCTLS = (
    ("net.bridge.bridge-nf-call-ip6tables", "1"),
    ("net.bridge.bridge-nf-call-iptables", "1"),
    ("net.ipv4.ip_forward", "1"),
    ("net.ipv6.conf.all.forwarding", "1"),
)


def gateway_of(snapshot: Snapshot, network: Network, family: int) -> str:
    """The bridge's own address: IPAM's gateway, an endpoint's, or the subnet's first (moby's default allocator)."""
    if (network.gateway_mode_ipv4 if family == 4 else network.gateway_mode_ipv6) == "isolated":
        return ""
    subnet = next((s for s in network.subnets if s.cidr and (":" in s.cidr) == (family == 6)), None)
    if subnet is None:
        return ""
    if subnet.gateway:
        return subnet.gateway.partition("/")[0]
    for container in snapshot.containers:
        for endpoint in container.endpoints:
            gateway = endpoint.gateway if family == 4 else endpoint.gateway6
            if endpoint.network_id == network.id and gateway:
                return gateway
    return str(ipaddress.ip_network(subnet.cidr, strict=False).network_address + 1)


def assume_namespaces(snapshot: Snapshot) -> tuple[Netns, ...]:
    """The host's namespace and one for each running container that has its own, wired as the engine wires them."""
    networks = {n.id: n for n in snapshot.networks}
    in_use = {e.network_id for c in snapshot.containers for e in c.endpoints if e.active}
    host_links: list[Interface] = [LOOPBACK, Interface(ifindex=2, name=UPLINK, up=True)]
    routes = [Route(family=f, destination="default", device=UPLINK) for f in (4, 6)]
    for network in snapshot.networks:
        if network.driver == "bridge" and network.bridge:
            addresses = tuple(a for family in (4, 6) for a in _bridge_address(snapshot, network, family, in_use))
            host_links.append(
                Interface(ifindex=len(host_links) + 1, name=network.bridge, kind="bridge", up=True, addresses=addresses)
            )
            routes += [_connected(a, network.bridge) for a in addresses]
    spaces: list[Netns] = []
    riders: dict[str, list[Container]] = defaultdict(list)
    for container in snapshot.containers:
        if container.has_netns and container.network_mode.mode is Mode.CONTAINER:
            riders[container.network_mode.target].append(container)
    for container in snapshot.containers:
        if container.has_netns and container.network_mode.mode not in (Mode.HOST, Mode.CONTAINER):
            own = _own(snapshot, container, networks, host_links, len(spaces))
            spaces.append(replace(own, containers=(container.id, *_joined(container, riders))))
    on_host = tuple(c.id for c in snapshot.containers if c.has_netns and c.network_mode.mode is Mode.HOST)
    host = Netns(
        inode=HOST_INODE,
        host=True,
        containers=on_host,
        assumed=True,
        interfaces=tuple(host_links),
        routes=tuple(routes),
        sysctls=SYSCTLS,
    )
    return (host, *spaces)


def _bridge_address(snapshot: Snapshot, network: Network, family: int, in_use: Collection[str]) -> list[Address]:
    gateway = gateway_of(snapshot, network, family)
    subnet = next((s.cidr for s in network.subnets if s.cidr and (":" in s.cidr) == (family == 6)), "")
    # Without carrier an IPv6 address stays tentative, unless it is set without duplicate detection, as 28 does.
    tentative = family == 6 and network.id not in in_use and (0, 0) < snapshot.engine.release < (28, 0)
    prefix = ipaddress.ip_network(subnet, strict=False).prefixlen if subnet else 0
    return [Address(family, gateway, prefix, "global", tentative)] if gateway else []


def _connected(address: Address, device: str, source: str = "") -> Route:
    destination = _network_of(address.address, address.prefix)
    return Route(family=address.family, destination=destination, device=device, source=source or address.address)


@lru_cache(maxsize=65536)
def _network_of(address: str, prefix: int) -> str:
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


def _own(
    snapshot: Snapshot, container: Container, networks: dict[str, Network], host_links: list[Interface], nsid: int
) -> Netns:
    """Interfaces are numbered in the engine's order of preference; real ones follow the time each was connected."""
    release = snapshot.engine.release
    six = release >= ALWAYS_LOOPBACK_6 or release == (0, 0) or any(e.ipv6 for e in container.endpoints)
    links, routes = [LOOPBACK if six else LOOPBACK_4], []
    gateway4, gateway6 = gateway_endpoints(snapshot, container, networks)
    for number, endpoint in enumerate(_wired(snapshot, container, networks)):
        network = networks.get(endpoint.network_id)
        addresses = tuple(
            Address(family, text, prefix, "global")
            for family, text, prefix in (
                (4, endpoint.ipv4, endpoint.ipv4_prefix),
                (6, endpoint.ipv6, endpoint.ipv6_prefix),
            )
            if text
        )
        name = f"eth{number}"
        host_index = _plug_in(network, container, name, number + 2, nsid, host_links)
        kind = network.driver if network and network.driver in ("macvlan", "ipvlan") else "veth"
        links.append(
            Interface(
                ifindex=number + 2,
                name=name,
                kind=kind,
                mac=endpoint.mac,
                up=True,
                peer_ifindex=host_index,
                addresses=addresses,
            )
        )
        routes += [_connected(a, name) for a in addresses]
        for family, chosen, gateway in ((4, gateway4, endpoint.gateway), (6, gateway6, endpoint.gateway6)):
            if endpoint is chosen:
                routes.append(Route(family=family, destination="default", gateway=gateway, device=name))
    return Netns(
        inode=f"assumed:{container.id}",
        nsid=nsid,
        assumed=True,
        interfaces=tuple(links),
        routes=tuple(routes),
        sysctls=(("net.ipv4.ip_forward", "1"),),
    )


def _wired(snapshot: Snapshot, container: Container, networks: dict[str, Network]) -> list[Endpoint]:
    """The endpoints with an interface: the network `none` has none."""
    order = gateway_order(snapshot, container, networks)
    return [e for e in order if e.active and not ((n := networks.get(e.network_id)) and n.driver == "null")]


def _plug_in(
    network: Network | None, container: Container, name: str, ifindex: int, nsid: int, host_links: list[Interface]
) -> int:
    """Add the host's end; its ifindex, or the parent's for macvlan. Names like `veth?...` are nobody's real names."""
    if network and network.driver in ("macvlan", "ipvlan"):
        parent = next((i for i in host_links if i.name == network.parent), None)
        if parent is None:
            parent = Interface(ifindex=len(host_links) + 1, name=network.parent or UPLINK, up=True)
            host_links.append(parent)
        return parent.ifindex
    index = len(host_links) + 1
    host_links.append(
        Interface(
            ifindex=index,
            name=f"veth?{container.name}.{name}",
            kind="veth",
            up=True,
            master=network.bridge if network else "",
            peer_ifindex=ifindex,
            peer_nsid=nsid,
        )
    )
    return index


def _joined(owner: Container, riders: Mapping[str, Sequence[Container]]) -> tuple[str, ...]:
    """Sidecars that joined after the owner's last start; older ones sit in a namespace that is gone."""
    return tuple(
        c.id
        for word in (owner.id, owner.name)
        for c in riders.get(word, ())
        if not (owner.started_at and c.started_at and owner.started_at > c.started_at)
    )


def assume_proxies(snapshot: Snapshot) -> tuple[Proxy, ...]:
    """The docker-proxy processes of an engine with its default --userland-proxy: one a port and host address."""
    proxies = []
    for container in snapshot.containers:
        if not container.has_netns:
            continue
        for port in container.ports:
            if port.status is PortStatus.PUBLISHED and port.host_port:
                target = _target(snapshot, container, 6 if ":" in port.host_ip else 4)
                if target:
                    host_ip = port.host_ip or ANY[4]
                    proxies.append(Proxy(port.protocol, host_ip, port.host_port, target, port.port))
    return tuple(sorted(proxies))


def _target(snapshot: Snapshot, container: Container, family: int) -> str:
    """The container's address that the proxy connects to: of the listener's family where there is one, else IPv4."""
    for wanted in dict.fromkeys((family, 4)):
        network = published_network(snapshot, container, wanted)
        for endpoint in container.endpoints:
            address = endpoint.ipv4 if wanted == 4 else endpoint.ipv6
            if endpoint.network_id == network and address:
                return address
    return ""
