"""A flow's whole way and its reply, and exactly what the client program would see."""

from dataclasses import dataclass, replace

from inspector.analysis import reach_words as words
from inspector.analysis.addresses import address_of
from inspector.analysis.filtering import Filtering
from inspector.analysis.firewall import Packet, reply_to
from inspector.analysis.foretold import foretold
from inspector.analysis.listeners import Taker, taker
from inspector.analysis.names import looked_up
from inspector.analysis.routing import route
from inspector.analysis.walk import End, Walk
from inspector.analysis.world import World
from inspector.model.answer import (
    ClientSees,
    Disposition,
    Flow,
    Hop,
    NameOutcome,
    NameQuery,
    PathState,
    Protocol,
    Resolution,
    Trace,
)
from inspector.model.anywhere import ANYWHERE
from inspector.model.container import Container
from inspector.model.ids import HOST, Kind, Ref
from inspector.model.netns import Netns

CLIENT_PORT = 40000


@dataclass(slots=True)
class Leg:
    """One connection attempt: forward walk, who takes it, and the way back."""

    forward: Walk
    end: End
    taker: Taker | None = None
    back: Walk | None = None
    back_end: End | None = None
    error_end: End | None = None

    @property
    def replied(self) -> bool:
        return self.back_end is not None and self.back_end.arrived is not None


def trace(world: World, flow: Flow) -> Trace:
    """Answer one Flow. The destination is an address, or a name as typed in the source's own code."""
    return foretold(_agreed(world, flow), world.facts.snapshot)


def _agreed(world: World, flow: Flow) -> Trace:
    """What all assumptions that are open come to."""
    found = _trace(world, flow)
    for world_too in world.others():
        if found.client_sees is ClientSees.UNKNOWN and found.path is PathState.UNKNOWN:
            return found
        other = _trace(world_too, flow)
        if (other.client_sees, other.path) != (found.client_sees, found.path):
            engines = (world.facts.snapshot.engine, world_too.facts.snapshot.engine)
            return words.undecided(flow, (found, other), engines)
    return found


def _trace(world: World, flow: Flow) -> Trace:
    start = _start(world, flow)
    if isinstance(start, Trace):
        return start
    resolution = None
    addresses: tuple[str, ...] = (flow.destination,)
    if not _is_address(flow.destination):
        resolution = looked_up(world.facts, NameQuery(flow.source, flow.destination))
        if resolution.outcome is not NameOutcome.FOUND or not resolution.addresses:
            meant = next((a for o in resolution.owners for a in o.addresses), "")
            by_address = _to_address(world, flow, start, meant, None) if meant else None
            return words.name_failed(flow, resolution, by_address)
        addresses = resolution.addresses
    traces = [
        _unless_host(world, flow, start, address, _to_address(world, flow, start, address, resolution))
        for address in addresses
    ]
    return words.combine(flow, traces, resolution)


def _unless_host(world: World, flow: Flow, start: Netns, address: str, beyond: Trace) -> Trace:
    """Where the host's own addresses were not read, a private address beyond Docker's networks may be one of them."""
    host, wanted = world.stack.host, address_of(address)
    if host is None or not host.assumed or flow.source.kind is not Kind.CONTAINER or start is host:
        return beyond
    foreign = wanted.is_loopback or world.stack.docker_network(address) is not None
    if foreign or not wanted.is_private or beyond.disposition is Disposition.NO_ROUTE:
        return beyond
    published = any(p.host_port == flow.port for c in world.facts.snapshot.containers for p in c.ports if flow.port)
    if beyond.path is not PathState.OPEN or published:
        return words.perhaps_host(flow, beyond, address)
    return beyond


def _is_address(text: str) -> bool:
    try:
        address_of(text)
    except ValueError:
        return False
    return True


def _start(world: World, flow: Flow) -> Netns | Trace:
    """The namespace the flow starts in; EXTERNAL starts beyond the host."""
    if flow.source.kind is Kind.EXTERNAL or flow.source.kind is Kind.HOST:
        host = world.stack.host
        return host if host else words.unread(flow, "the host's network namespace")
    container = world.facts.containers.get(flow.source.id)
    if container is None:
        return words.unread(flow, f"container {flow.source.id}")
    if not container.has_netns:
        return words.source_not_running(flow, container)
    return namespace_of(world, container) or words.unread(flow, f"the network namespace of {container.name}")


def namespace_of(world: World, container: Container) -> Netns | None:
    """The namespace that a running container lives in, None when it was not read and cannot be assumed."""
    own = world.facts.namespaces.get(container.id)
    if own and own.read:
        return world.stack.spaces.get(own.inode)
    try:
        owner = world.facts.namespace_owner(Ref(Kind.CONTAINER, container.id))
    except LookupError:
        return None
    if owner is None:
        return world.stack.host
    if world.facts.orphaned(container):
        return None
    theirs = world.facts.namespaces.get(owner.id)
    return world.stack.spaces.get(theirs.inode) if theirs else None


def _to_address(world: World, flow: Flow, start: Netns, address: str, resolution: Resolution | None) -> Trace:
    first = attempt(world, flow, start, address)
    hops: list[Hop] = list(first.forward.hops)
    legs = [first]
    proxy = first.taker.proxy if first.taker else None
    if proxy and first.end.arrived and first.replied:
        inner = Flow(HOST, proxy.container_ip, flow.protocol, proxy.container_port)
        second = attempt(world, inner, first.end.arrived, proxy.container_ip)
        legs.append(second)
        hops.append(Hop(place="host", action=f"docker-proxy connects to {proxy.container_ip}:{proxy.container_port}"))
        hops.extend(second.forward.hops)
    return words.verdict(world.facts, world.stack, flow, address, legs, hops, resolution)


def attempt(world: World, flow: Flow, start: Netns, address: str) -> Leg:
    """Walk one connection there and, when somebody answers, back."""
    host = world.stack.host
    rulesets = world.facts.snapshot.rulesets
    filtering = Filtering(host, rulesets)
    outside = flow.source.kind is Kind.EXTERNAL
    packet = Packet(
        family=address_of(address).version,
        src=flow.source.id if outside and _is_address(flow.source.id) else "",
        dst=address,
        protocol=flow.protocol.value,
        sport=0 if flow.protocol is Protocol.ICMP else CLIENT_PORT,
        dport=flow.port,
    )
    walk = Walk(world.stack, filtering, packet)
    if outside and host:
        device = _uplink(world, packet.src)
        end = walk.from_outside(host, device)
    else:
        end = walk.from_socket(start)
    leg = Leg(walk, end)
    if end.arrived is None:
        if end.outside:
            _answer_from_outside(world, leg, filtering, start)
        return leg
    place = walk.place(end.arrived)
    leg.taker = taker(world.facts, end.arrived, place, flow.protocol, end.packet.dst, end.packet.dport)
    _answer(world, leg, filtering, start, end.arrived, outside)
    return leg


def _uplink(world: World, source: str) -> str:
    """The host's device that a packet from beyond comes in by: the one its reply would leave by."""
    host = world.stack.host
    way = route(host, source, "host") if host else None
    return way.device if way else ""


def _answer(world: World, leg: Leg, filtering: Filtering, start: Netns, target: Netns, outside: bool) -> None:
    there = leg.end.packet
    reply = _plain_reply(there)
    if _wrong_source(world, leg):
        # moby 11998: the route back chooses the source, whatever address was asked.
        way = route(target, reply.dst, "host")
        reply = replace(reply, src=way.source if way else reply.src)
    back = Walk(world.stack, filtering, reply)
    leg.back, leg.back_end = back, back.from_socket(target)
    end = leg.back_end
    if outside and end.outside:
        leg.back_end = replace(end, arrived=start, outside=False, disposition=Disposition.ACCEPTED)
    _check_source(leg, start)
    if there.protocol == "udp" and leg.taker and leg.taker.listening is False:
        leg.error_end = Walk(world.stack, replace(filtering), _unreachable(reply)).from_socket(target)


def _unreachable(reply: Packet) -> Packet:
    """The ICMP message that tells a UDP client that nobody listens, as the target's kernel sends it."""
    if reply.family == 4:
        return replace(reply, protocol="icmp", icmp_type=3, icmp_code=3)
    return replace(reply, protocol="icmpv6", icmp_type=1, icmp_code=4)


def _wrong_source(world: World, leg: Leg) -> bool:
    """Whether docker-proxy answers UDP from a socket on all addresses without minding which was asked (before 28.0)."""
    proxy = leg.taker.proxy if leg.taker else None
    udp = proxy is not None and proxy.protocol == "udp"
    return udp and proxy is not None and proxy.host_ip in ANYWHERE and world.facts.release < (28, 0)


def _answer_from_outside(world: World, leg: Leg, filtering: Filtering, start: Netns) -> None:
    """Somebody beyond the host answers: does the reply get back in?"""
    host = world.stack.host
    if host is None:
        return
    gone = leg.end.packet
    back = Walk(world.stack, filtering, _plain_reply(gone))
    leg.back, leg.back_end = back, back.from_outside(host, _uplink(world, gone.dst))
    _check_source(leg, start)


def _plain_reply(packet: Packet) -> Packet:
    """The answer as its socket sends it: what the host's connection tracking knows, it must recognise itself."""
    return replace(reply_to(packet), orig_src="", orig_dst="", orig_sport=0, orig_dport=0, ctstatus=frozenset())


def _check_source(leg: Leg, start: Netns) -> None:
    """A reply counts only when it comes to the asking namespace, from the address and port that were asked."""
    end, asked = leg.back_end, leg.forward.asked
    if end is None or end.arrived is None or asked is None:
        return
    same = (end.packet.src, end.packet.sport) == (asked.dst, asked.dport)
    if end.arrived.inode != start.inode or not same:
        leg.back_end = replace(end, arrived=None, disposition=Disposition.REPLY_DENIED)
