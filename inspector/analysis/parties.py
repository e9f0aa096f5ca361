"""Who and what the words of a question name: askers, sources, destinations and ports."""

import ipaddress

from inspector.analysis.listeners import is_loopback
from inspector.analysis.names import resolve
from inspector.analysis.reach import namespace_of
from inspector.analysis.reach_reasons import holder
from inspector.analysis.routing import route
from inspector.analysis.world import World
from inspector.errors import UsageError
from inspector.model.answer import NameQuery, Protocol
from inspector.model.container import Container
from inspector.model.ids import HOST, Kind, Ref
from inspector.model.network import Network
from inspector.topology.graph import Topology

INTERNET = "1.1.1.1"
"""The public address that `internet` stands for: packets to it are routed on paper, never sent."""

CONTAINER = "container:"
EXTERNAL = "external:"
HOST_WORDS = ("host", "(host)")


def asker(topology: Topology, word: str) -> Ref:
    """A container, or `host`; raises UsageError with what is near."""
    return HOST if word in HOST_WORDS else Ref(Kind.CONTAINER, topology.container(word.removeprefix(CONTAINER)).id)


def source(topology: Topology, word: str) -> Ref:
    """As asker, or a machine beyond the host: `internet` or `external:ADDRESS`."""
    if word == "internet":
        return Ref(Kind.EXTERNAL, INTERNET)
    if not word.startswith(EXTERNAL):
        return asker(topology, word)
    address = word.removeprefix(EXTERNAL)
    if not is_address(address):
        raise UsageError(f"{address!r} is not an address", remedy="Say external:192.0.2.7, for example.")
    return Ref(Kind.EXTERNAL, str(ipaddress.ip_address(address)))


def destination(topology: Topology, world: World, asking: Ref, word: str) -> str:
    """The address or name that is asked for; "" for a container that has no address now."""
    if word == "internet":
        return INTERNET
    if word in HOST_WORDS:
        return host_address(world, asking)
    if word.startswith(CONTAINER):
        return container_address(world, asking, topology.container(word.removeprefix(CONTAINER)))
    if asking.kind is Kind.EXTERNAL and not is_address(word.strip("[]")):
        remedy = f"Give an address of the host, the word host, or {CONTAINER}NAME."
        raise UsageError(f"A machine outside asks no DNS of Docker for {word!r}", remedy=remedy)
    return word


def is_address(text: str) -> bool:
    """Whether the text is an IPv4 or IPv6 address as `ipaddress` reads it."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def host_address(world: World, asking: Ref) -> str:
    """The host's address as this source sees it: its network's gateway on the host, loopback inside of the host."""
    owner = _owner(world, asking) if asking.kind is Kind.CONTAINER else None
    if owner is None and asking.kind is not Kind.EXTERNAL:
        return "127.0.0.1"
    for _, network in world.facts.ordered_endpoints(owner) if owner else ():
        if network and network.driver == "bridge" and (found := _on_bridge(world, network)):
            return found
    return _uplink_address(world) or _default_gateway(world)


def _on_bridge(world: World, network: Network) -> str:
    """The host's own address on a bridge network: as the bridge device has it, else the gateway (none if isolated)."""
    host = world.stack.host
    device = next((i for i in host.interfaces if i.name == network.bridge), None) if host and network.bridge else None
    if device:
        addresses = sorted(device.addresses, key=lambda one: (one.scope != "global", one.family))
        return next((one.address for one in addresses), "")
    return next((subnet.gateway for subnet in network.subnets if subnet.gateway), "")


def _uplink_address(world: World) -> str:
    host = world.stack.host
    way = route(host, INTERNET, "host") if host else None
    return way.source if way else ""


def _default_gateway(world: World) -> str:
    networks = (network for network in world.facts.snapshot.networks if network.default_bridge)
    found = next((subnet.gateway for network in networks for subnet in network.subnets if subnet.gateway), "")
    if not found:
        raise UsageError("No address of the host is known", remedy="Give one of its addresses instead of host.")
    return found


def _owner(world: World, ref: Ref) -> Container | None:
    try:
        return world.facts.namespace_owner(ref)
    except LookupError as missing:
        raise UsageError(f"The container {missing} whose network it shares was not read") from None


def container_address(world: World, asking: Ref, target: Container) -> str:
    """A container's address whatever DNS says: on a network that the source is on too, else its first; "" for none."""
    facts = world.facts
    owner = _owner(world, Ref(Kind.CONTAINER, target.id))
    if owner is None:
        return host_address(world, asking)
    mine: set[str] = set()
    if asking.kind is Kind.CONTAINER and (source_owner := _owner(world, asking)):
        if source_owner is owner:
            return "127.0.0.1"
        mine = {facts.network_key(endpoint) for endpoint, _ in facts.ordered_endpoints(source_owner)}
    endpoints = [endpoint for endpoint, _ in facts.ordered_endpoints(owner)]
    endpoints.sort(key=lambda endpoint: facts.network_key(endpoint) not in mine)
    return next((a for e in endpoints for a in (e.ipv4, e.ipv6) if a), "")


def own_port(topology: Topology, world: World, asking: Ref, word: str, protocol: Protocol) -> int:
    """The destination's only port; raises UsageError, with a list, when it has none or several."""
    target = _target(topology, world, asking, word)
    if target is None:
        raise UsageError(f"Which {protocol.value} port of {word}?", remedy="Say the port.")
    ports = ports_of(world, target, protocol)
    if len(ports) == 1:
        return ports[0]
    if not ports:
        raise UsageError(f"No {protocol.value} port of {target.name} is known", remedy="Say the port.")
    shown = ", ".join(map(str, ports[:20]))
    raise UsageError(f"{target.name} has {protocol.value} ports {shown}", remedy="Say which of them.")


def _target(topology: Topology, world: World, asking: Ref, word: str) -> Container | None:
    if word.startswith(CONTAINER):
        return topology.container(word.removeprefix(CONTAINER))
    address = word.strip("[]")
    if is_address(address):
        return holder(world.facts, address)
    if word in HOST_WORDS or word == "internet":
        return None
    owners = {owner.container for owner in resolve(world.facts, NameQuery(asking, word)).owners}
    return world.facts.containers.get(owners.pop()) if len(owners) == 1 else None


def ports_of(world: World, target: Container, protocol: Protocol) -> tuple[int, ...]:
    """The ports on which it listens for others, or, where that was not read, those it declares or publishes."""
    space = namespace_of(world, target) if target.has_netns else None
    if space is not None and space.sockets is not None and not space.host:
        heard = {
            socket.port
            for socket in space.sockets
            if socket.protocol == protocol.value and not socket.peer and not is_loopback(socket)
        }
        if heard:
            return tuple(sorted(heard))
    return tuple(sorted({port.port for port in target.ports if port.protocol == protocol.value}))
