"""One packet's way through namespaces, links and firewall hooks, in the kernel's order, to where it arrives or stops."""

from dataclasses import dataclass, field, replace

from inspector.analysis.filtering import Filtering, Nat
from inspector.analysis.firewall import Outcome, Packet, Verdict
from inspector.analysis.routing import Way, route
from inspector.analysis.stack import LINK_OUTSIDE, Plug, Stack
from inspector.model.answer import Citation, Disposition, Hop, Source
from inspector.model.evidence import Gap, Why
from inspector.model.netns import Interface, Netns

MAX_HOPS = 12


@dataclass(slots=True)
class End:
    """Where a packet's way ends. arrived: the namespace that takes it in, None when it stopped or left the host."""

    disposition: Disposition
    packet: Packet
    arrived: Netns | None = None
    outside: bool = False
    rejected_with: str = ""
    rule: Citation | None = None
    gap: Gap | None = None
    stopped_at: str = ""


@dataclass(slots=True)
class Walk:
    """A packet on its way. hops grow as it goes; nats are the translations that conntrack remembers for the reply."""

    stack: Stack
    filtering: Filtering
    packet: Packet
    reply: bool = False
    hops: list[Hop] = field(default_factory=list)
    nats: list[Nat] = field(default_factory=list)
    tracked: bool = False

    def from_socket(self, ns: Netns) -> End:
        """A local process sends: OUTPUT, routing, POSTROUTING, then the link."""
        way = self._route(ns)
        if isinstance(way, End):
            return way
        if not self.packet.src:
            self.packet = replace(self.packet, src=way.source)
        stop = self._hook(ns, "OUTPUT", oif=way.device)
        if stop:
            return stop
        if self.packet.dst != (way.next_hop if way.local else self.packet.dst) or self.filtering.rewrote:
            again = self._route(ns)
            if isinstance(again, End):
                return again
            way = again
        if way.local:
            return self._loopback(ns)
        return self._leave(ns, way)

    def from_outside(self, ns: Netns, device: str) -> End:
        """A packet comes in from the network beyond the host."""
        return self._enter(ns, device, "")

    def _loopback(self, ns: Netns) -> End:
        for hook, devices in (("POSTROUTING", {"oif": "lo"}), ("PREROUTING", {"iif": "lo"}), ("INPUT", {"iif": "lo"})):
            stop = self._hook(ns, hook, **devices)
            if stop:
                return stop
        self._say(ns, "delivered inside the same namespace (lo)")
        return End(Disposition.ACCEPTED, self.packet, arrived=ns)

    def _leave(self, ns: Netns, way: Way) -> End:
        stop = self._hook(ns, "POSTROUTING", oif=way.device)
        if stop:
            return stop
        return self._transmit(ns, way)

    def _transmit(self, ns: Netns, way: Way) -> End:
        """Put the packet on the link of a device and find who answers for the next hop."""
        if len(self.hops) > MAX_HOPS * 4:
            return self._unknown("the packet's way", "it goes round in a loop")
        plug = self.stack.plugs.get((ns.inode, way.device))
        if plug is None:
            return self._unknown(
                f"what {way.device} of {self.place(ns)} is plugged into", "read the host's links as root"
            )
        if plug.segment.startswith("unread:"):
            return self._unknown(f"the other end of {way.device} of {self.place(ns)}", "read the host's links as root")
        target = self.stack.who_has(plug.segment, way.next_hop, plug)
        if target is None:
            return self._nobody(ns, plug, way)
        if plug.segment.startswith("bridge:") and plug.port and target.port:
            return self._bridged(ns, plug, target)
        self._say(ns, f"out by {way.device} to {way.next_hop} on {plug.segment}", way.cite)
        return self._enter(self.stack.spaces[target.netns], target.interface, plug.port)

    def _bridged(self, ns: Netns, plug: Plug, target: Plug) -> End:
        """Frame switched between two ports of one bridge: the IP hooks see it only while br_netfilter calls them."""
        host = self.stack.host
        bridge = plug.segment.partition(":")[2]
        self._say(ns, f"out by {plug.interface}, through {plug.port} and {target.port} of bridge {bridge}")
        calls, cite = self.filtering.bridge_calls(self.packet.family)
        if host is not None and calls is None:
            if self.filtering.could_matter(bridge):
                return self._unknown("bridge-nf-call-iptables of the host", "read the host's sysctls", cite)
        elif host is not None and calls:
            for hook, devices in (
                ("PREROUTING", {"iif": bridge, "physin": plug.port}),
                ("FORWARD", {"iif": bridge, "oif": bridge, "physin": plug.port, "physout": target.port}),
                ("POSTROUTING", {"oif": bridge, "physin": plug.port, "physout": target.port}),
            ):
                stop = self._hook(host, hook, **devices)
                if stop:
                    return stop
        return self._enter(self.stack.spaces[target.netns], target.interface, "", filtered=True)

    def _nobody(self, ns: Netns, plug: Plug, way: Way) -> End:
        kind, _, name = plug.segment.partition(":")
        if kind == LINK_OUTSIDE or (kind == "macvlan" and not self._is_host_address(way.next_hop)):
            child = self._macvlan_child(plug, way.next_hop)
            if child:
                return self._unanswered(ns, plug, way, "a macvlan child never hears its parent's own namespace")
            self._say(ns, f"leaves the host by {plug.interface} towards {way.next_hop}", way.cite)
            return End(Disposition.EXITS_HOST, self.packet, outside=True)
        why = "a macvlan child cannot talk to the host it sits on" if kind == "macvlan" else f"nobody on {name} has it"
        return self._unanswered(ns, plug, way, why)

    def _unanswered(self, ns: Netns, plug: Plug, way: Way, why: str) -> End:
        cite = Citation(Source.LINK, plug.segment, f"no answer for {way.next_hop}: {why}")
        self._say(ns, f"asks for {way.next_hop} on {plug.segment}; {why}", cite)
        return End(Disposition.NEIGHBOUR_UNREACHABLE, self.packet, rule=cite, stopped_at=self.place(ns))

    def _is_host_address(self, address: str) -> bool:
        host = self.stack.host
        return host is not None and any(a.address == address for i in host.interfaces for a in i.addresses)

    def _macvlan_child(self, plug: Plug, address: str) -> bool:
        ports = self.stack.segments.get(f"macvlan:{plug.interface}", ()) if plug.parent else ()
        return any(
            a.address == address for p in ports for i in self.stack.spaces[p.netns].interfaces for a in i.addresses
        )

    def _enter(self, ns: Netns, device: str, port: str, *, filtered: bool = False) -> End:
        """Arrive at an interface: PREROUTING, then local delivery (INPUT) or forwarding (FORWARD, POSTROUTING)."""
        if not filtered or not ns.host:
            stop = self._hook(ns, "PREROUTING", iif=device, physin=port)
            if stop:
                return stop
        way = self._route(ns, arriving=True)
        if isinstance(way, End):
            return way
        if way.local:
            stop = self._hook(ns, "INPUT", iif=device, physin=port)
            if stop:
                return stop
            self._say(ns, f"arrives at {device}; {self.packet.dst} is local", way.cite)
            return End(Disposition.ACCEPTED, self.packet, arrived=ns)
        return self._forward(ns, device, port, way)

    def _forward(self, ns: Netns, device: str, port: str, way: Way) -> End:
        allowed, cite = self.filtering.forwards(ns, self.packet.family)
        if allowed is None:
            return self._unknown(f"ip_forward of {self.place(ns)}", "read the namespace's sysctls as root", cite)
        if not allowed:
            self._say(ns, f"{self.place(ns)} does not forward", cite)
            return End(Disposition.DENIED, self.packet, rule=cite, stopped_at=self.place(ns))
        self._say(ns, f"forwarded from {device} to {way.device}", way.cite)
        stop = self._hook(ns, "FORWARD", iif=device, oif=way.device, physin=port)
        return stop or self._leave(ns, way)

    def _route(self, ns: Netns, *, arriving: bool = False) -> Way | End:
        way = route(ns, self.packet.dst, self.place(ns))
        if way is None or way.refuses:
            cite = way.cite if way else Citation(Source.ROUTE, self.place(ns), f"no route to {self.packet.dst}")
            self._say(ns, f"no route to {self.packet.dst}", cite)
            kind = Disposition.NO_ROUTE if not arriving else Disposition.DENIED
            return End(
                kind, self.packet, rule=cite, stopped_at=self.place(ns), rejected_with=way.refuses if way else ""
            )
        return way

    def _hook(self, ns: Netns, hook: str, **devices: str) -> End | None:
        """Run one netfilter hook; None to go on. Only the host's rules are known; a container's own are not read."""
        packet = replace(self.packet, **{"iif": "", "oif": "", "physin": "", "physout": "", **devices})
        result = self.filtering.run(ns, hook, packet, reply=self.reply, nats=self.nats)
        if result is None:
            return None
        outcome, nat = result
        self.packet = outcome.packet
        if nat:
            self.nats.append(nat)
        self._note(ns, hook, outcome)
        return self._verdict(ns, hook, outcome)

    def _verdict(self, ns: Netns, hook: str, outcome: Outcome) -> End | None:
        if outcome.verdict is Verdict.ACCEPT:
            return None
        cite = self.filtering.cite(outcome)
        if outcome.verdict is Verdict.UNKNOWN:
            gap = Gap(f"rule {cite.where}", cite.text, Why.UNSUPPORTED, "evaluate this rule by hand, or probe")
            return End(Disposition.INSUFFICIENT_INFO, self.packet, rule=cite, gap=gap, stopped_at=self.place(ns))
        return End(
            Disposition.DENIED,
            self.packet,
            rule=cite,
            rejected_with=outcome.reject_with,
            stopped_at=f"{self.place(ns)} {hook}",
        )

    def _note(self, ns: Netns, hook: str, outcome: Outcome) -> None:
        cites = self.filtering.cites(outcome)
        if cites:
            ends = {Verdict.ACCEPT: "passes", Verdict.UNKNOWN: "cannot be decided"}.get(outcome.verdict, "is stopped")
            self.hops.append(Hop(place=self.place(ns), action=f"{hook}: {ends}", cites=cites))

    def _unknown(self, what: str, remedy: str, cite: Citation | None = None) -> End:
        gap = Gap(what, "host", Why.NOT_READ, remedy)
        return End(Disposition.INSUFFICIENT_INFO, self.packet, gap=gap, rule=cite)

    def _say(self, ns: Netns, action: str, cite: Citation | None = None) -> None:
        self.hops.append(Hop(place=self.place(ns), action=action, cites=(cite,) if cite else ()))

    def place(self, ns: Netns) -> str:
        """What a namespace is called in hops: the host, or its container."""
        owner = self.stack.owners.get(ns.inode)
        return "host" if ns.host else owner.name if owner else f"namespace {ns.inode}"


def interface_of(ns: Netns, name: str) -> Interface | None:
    """The interface of this name."""
    return next((i for i in ns.interfaces if i.name == name), None)
