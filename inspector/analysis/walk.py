"""One packet's way through namespaces, links and firewall hooks, in the kernel's order, to where it ends."""

from dataclasses import dataclass, field, replace
from ipaddress import ip_address

from inspector.analysis.addresses import address_of
from inspector.analysis.filtering import Filtering, deciding
from inspector.analysis.firewall import Outcome, Packet, Verdict
from inspector.analysis.routing import Way, holds, route
from inspector.analysis.stack import LINK_OUTSIDE, Plug, Stack
from inspector.model.answer import Citation, Disposition, Hop, Source
from inspector.model.evidence import Gap, Why
from inspector.model.ids import HOST, Kind, Ref
from inspector.model.netns import Netns

MAX_HOPS = 60


@dataclass(slots=True)
class End:
    """Where a packet's way ends.

    arrived: the namespace that takes it in, None when it stopped or left the host (outside). rejected_with: as iptables
    says it.
    rule: the fact that stopped it. gap: what would have to be read to tell.
    """

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
    """A packet on its way. hops grow as it goes; asked is the packet as the sender's socket knows it."""

    stack: Stack
    filtering: Filtering
    packet: Packet
    hops: list[Hop] = field(default_factory=list)
    asked: Packet | None = None

    def from_socket(self, ns: Netns) -> End:
        """A local process sends: routing, OUTPUT, routing again if the destination changed, POSTROUTING, the link."""
        way = self._route(ns)
        if isinstance(way, End):
            return way
        self.packet = replace(self.packet, src=self.packet.src or way.source)
        self.asked = self.packet
        before = (self.packet.dst, self.packet.mark)
        stop = self._hook(ns, "OUTPUT", oif=way.device)
        if stop:
            return stop
        if (self.packet.dst, self.packet.mark) != before:
            again = self._route(ns)
            if isinstance(again, End):
                return again
            way = again
            if not way.local and self.packet.src == "::1":
                # IPv6 has no route_localnet: what comes from ::1 does not get out of the loopback device.
                cite = Citation(Source.ROUTE, self.place(ns), "the kernel lets no packet from ::1 out")
                return End(Disposition.DENIED, self.packet, rule=cite, stopped_at=self.place(ns))
        return self._loopback(ns) if way.local else self._leave(ns, way)

    def from_outside(self, ns: Netns, device: str) -> End:
        """A packet comes in from the network beyond the host."""
        self.asked = self.packet
        if ns.assumed and not self.packet.reply and self.stack.docker_network(self.packet.dst) is None:
            return self._unknown("the host's own addresses", "read the host's kernel: run there as root")
        return self._enter(ns, device, "")

    def _loopback(self, ns: Netns) -> End:
        stop = (
            self._hook(ns, "POSTROUTING", oif="lo")
            or self._hook(ns, "PREROUTING", iif="lo")
            or self._hook(ns, "INPUT", iif="lo")
        )
        if stop:
            return stop
        self._say(ns, f"{self.packet.dst} is an address of the same namespace: delivered over lo")
        return End(Disposition.ACCEPTED, self.packet, arrived=ns)

    def _leave(self, ns: Netns, way: Way) -> End:
        return self._hook(ns, "POSTROUTING", oif=way.device) or self._transmit(ns, way)

    def _transmit(self, ns: Netns, way: Way) -> End:
        """Put the packet on the link of a device and find who answers for the next hop."""
        if len(self.hops) > MAX_HOPS:
            return self._unknown("the packet's way: it goes round in a loop", "look at the routes")
        plug = self.stack.plugs.get((ns.inode, way.device))
        if plug is None or plug.segment.startswith("unread:"):
            return self._unknown(f"the other end of {way.device} of {self.place(ns)}", "read the host's links as root")
        target = self.stack.who_has(plug.segment, way.next_hop, plug)
        if target is None:
            return self._nobody(ns, plug, way)
        there = self.stack.spaces[target.netns]
        if plug.segment.startswith("bridge:") and plug.port and target.port:
            return self._bridged(ns, plug, target)
        self._say(ns, f"out by {way.device} to {way.next_hop} on {plug.segment}", way.cite, via=plug)
        return self._enter(there, target.interface, plug.port)

    def _bridged(self, ns: Netns, plug: Plug, target: Plug) -> End:
        """A frame switched between two ports of one bridge: the IP hooks see it only while br_netfilter calls them."""
        host, bridge = self.stack.host, plug.segment.partition(":")[2]
        there = self.stack.spaces[target.netns]
        action = f"out by {plug.interface}, switched from {plug.port} to {target.port} by bridge {bridge}"
        self._say(ns, action, via=plug)
        calls, cite = self.filtering.bridge_calls(self.packet.family)
        if host is None or calls is False:
            if cite:
                self._say(host or ns, "switched without asking the firewall", cite)
            return self._enter(there, target.interface, "")
        ports = {"physin": plug.port, "physout": target.port}
        if self.packet.family == 6 and calls and not self._solicits(host, bridge, ports):
            way = f"{self.packet.dst} is never found: the firewall drops the question for it too"
            cite = Citation(Source.LINK, plug.segment, way)
            self._say(host, way, cite)
            return End(Disposition.NEIGHBOUR_UNREACHABLE, self.packet, rule=cite, stopped_at=self.place(ns))
        before = self.packet
        stop = (
            self._hook(host, "PREROUTING", iif=bridge, physin=plug.port)
            or self._hook(host, "FORWARD", iif=bridge, oif=bridge, **ports)
            or self._hook(host, "POSTROUTING", oif=bridge, **ports)
        )
        if calls is None and stop:
            return self._unknown("bridge-nf-call-iptables of the host", "read the host's sysctls")
        if not self.packet.reply and self.packet.dst != before.dst:
            return self._unknown("a destination translated inside a bridge", "probe it")
        return stop or self._enter(there, target.interface, "")

    def _solicits(self, host: Netns, bridge: str, ports: dict[str, str]) -> bool:
        """Whether neighbour discovery passes the bridge: IPv6 asks in packets that br_netfilter shows too."""
        now, group = self.packet, int(address_of(self.packet.dst)) & 0xFFFFFF
        asks = str(ip_address(int(ip_address("ff02::1:ff00:0")) | group))
        question = Packet(family=6, src=now.src, dst=asks, protocol="icmpv6", icmp_type=135, ctstate="UNTRACKED")
        # A question of its own: what is tracked of this flow stays.
        alone = replace(self.filtering)
        outcome = alone.run(host, "FORWARD", question, iif=bridge, oif=bridge, **ports)
        return outcome is None or outcome.verdict is not Verdict.DROP

    def _nobody(self, ns: Netns, plug: Plug, way: Way) -> End:
        kind, _, name = plug.segment.partition(":")
        if self.stack.unread_holder(way.next_hop):
            return self._unknown(f"the namespace that holds {way.next_hop}", "read every container's namespace as root")
        hidden = kind == LINK_OUTSIDE and self._macvlan_child(name, way.next_hop)
        if (kind == LINK_OUTSIDE and not hidden) or (kind == "macvlan" and not self._is_host_address(way.next_hop)):
            self._say(ns, f"leaves by {plug.interface} towards {way.next_hop}", way.cite)
            return End(Disposition.EXITS_HOST, self.packet, outside=True)
        why = f"nobody on {name} has it"
        if hidden or kind == "macvlan":
            children = "macvlan" if kind == LINK_OUTSIDE else kind
            why = f"the host and the {children} children of {name} do not hear each other"
        cite = Citation(Source.LINK, plug.segment, f"no answer for {way.next_hop}: {why}", ns.assumed)
        self._say(ns, f"asks for {way.next_hop}, and {why}", cite)
        return End(Disposition.NEIGHBOUR_UNREACHABLE, self.packet, rule=cite, stopped_at=self.place(ns))

    def _is_host_address(self, address: str) -> bool:
        return self.stack.host is not None and holds(self.stack.host, address) is not None

    def _macvlan_child(self, parent: str, address: str) -> bool:
        children = self.stack.segments.get(f"macvlan:{parent}", ())
        return any(holds(self.stack.spaces[child.netns], address) for child in children)

    def _enter(self, ns: Netns, device: str, port: str) -> End:
        """Arrive at an interface: PREROUTING, then local delivery (INPUT) or forwarding (FORWARD, POSTROUTING)."""
        back = route(ns, self.packet.src, self.place(ns), mark=self.packet.mark) if self.packet.src else None
        untold = back is not None and bool(back.unknown)
        expected = untold or (back is not None and back.device == device)
        self.packet = replace(self.packet, reverse_path=None if untold else expected)
        stop = self._hook(ns, "PREROUTING", iif=device, physin=port)
        if stop:
            return stop
        way = self._route(ns, iif=device)
        if isinstance(way, End):
            return way
        refused = self._martian(ns, device, back, expected)
        if refused:
            return refused
        if way.local:
            stop = self._hook(ns, "INPUT", iif=device, physin=port)
            if stop:
                return stop
            self._say(ns, f"arrives at {device}; {self.packet.dst} is local", way.cite)
            return End(Disposition.ACCEPTED, self.packet, arrived=ns)
        return self._forward(ns, device, port, way)

    def _martian(self, ns: Netns, device: str, back: Way | None, expected: bool) -> End | None:
        """Source and loopback checks of the routing code (fib_validate_source, route_localnet); IPv4 only."""
        if self.packet.family != 4:
            return None
        sysctls = dict(ns.sysctls)
        told = [sysctls.get(f"net.ipv4.conf.{where}.rp_filter", "") for where in ("all", device)]
        strict = max(int(word) if word in ("0", "1", "2") else 0 for word in told)
        text = ""
        if (strict == 1 and not expected) or (strict == 2 and back is None):
            text = f"net.ipv4.conf.{device}.rp_filter = {strict}: no way back to {self.packet.src} by {device}"
        elif back is not None and back.local and not address_of(self.packet.src).is_loopback:
            text = f"{self.packet.src} is this namespace's own address: not accepted from {device}"
        elif address_of(self.packet.dst).is_loopback and device != "lo":
            local = sysctls.get(
                f"net.ipv4.conf.{device}.route_localnet", sysctls.get("net.ipv4.conf.all.route_localnet", "0")
            )
            text = "" if local == "1" else f"a loopback destination is not accepted from {device} (route_localnet = 0)"
        if not text:
            return None
        cite = Citation(Source.SYSCTL, self.place(ns), text)
        self._say(ns, "dropped by the routing code", cite)
        return End(Disposition.DENIED, self.packet, rule=cite, stopped_at=self.place(ns))

    def _forward(self, ns: Netns, device: str, port: str, way: Way) -> End:
        allowed, cite = self.filtering.forwards(ns, self.packet.family)
        if allowed is None:
            return self._unknown(f"ip_forward of {self.place(ns)}", "read the namespace's sysctls as root")
        if not allowed:
            self._say(ns, f"{self.place(ns)} does not forward", cite)
            return End(Disposition.DENIED, self.packet, rule=cite, stopped_at=self.place(ns))
        self._say(ns, f"forwarded from {device} to {way.device}", way.cite)
        stop = self._hook(ns, "FORWARD", iif=device, oif=way.device, physin=port)
        return stop or self._leave(ns, way)

    def _route(self, ns: Netns, *, iif: str = "") -> Way | End:
        if not self.packet.dst or address_of(self.packet.dst).is_multicast:
            return self._unknown(f"what becomes of {self.packet.dst or 'an address nobody told'}", "probe it")
        packet = self.packet
        way = route(ns, packet.dst, self.place(ns), source=packet.src, iif=iif or "lo", mark=packet.mark)
        if way is not None and way.unknown:
            return self._unknown(f"routing rule of {self.place(ns)} ({way.unknown})", "probe it")
        if way is not None and not way.refuses:
            return way
        cite = (
            way.cite
            if way and way.cite
            else Citation(Source.ROUTE, self.place(ns), f"no route to {self.packet.dst}", ns.assumed)
        )
        self._say(ns, f"no route to {self.packet.dst}", cite)
        if iif:
            rejected = "" if way and way.refuses == "dropped" else "icmp-net-unreachable"
            return End(Disposition.DENIED, self.packet, rule=cite, stopped_at=self.place(ns), rejected_with=rejected)
        refuses = way.refuses if way else ""
        return End(Disposition.NO_ROUTE, self.packet, rule=cite, stopped_at=self.place(ns), rejected_with=refuses)

    def _hook(self, ns: Netns, hook: str, **devices: str) -> End | None:
        """Run one netfilter hook; None to go on. Only the host's rules are known; a container's own are not read."""
        outcome = self.filtering.run(ns, hook, self.packet, **devices)
        if outcome is None:
            return None
        self.packet = outcome.packet
        if outcome.cites:
            action = f"{hook} {ENDINGS[outcome.verdict]}"
            self.hops.append(Hop(place=self.place(ns), ref=self._ref(ns), action=action, cites=outcome.cites))
        if outcome.verdict is Verdict.ACCEPT:
            return None
        return self._stopped(ns, hook, outcome)

    def _stopped(self, ns: Netns, hook: str, outcome: Outcome) -> End:
        cite, place = deciding(outcome), f"{self.place(ns)} {hook}"
        if outcome.verdict is Verdict.UNKNOWN:
            gap = Gap(f"rule {cite.where} ({cite.text})", place, Why.UNSUPPORTED, outcome.reason or "probe it")
            return End(Disposition.INSUFFICIENT_INFO, self.packet, rule=cite, gap=gap, stopped_at=place)
        return End(Disposition.DENIED, self.packet, rule=cite, rejected_with=outcome.reject_with, stopped_at=place)

    def _unknown(self, what: str, remedy: str) -> End:
        gap = Gap(what, "host", Why.NOT_READ, remedy)
        return End(Disposition.INSUFFICIENT_INFO, self.packet, gap=gap)

    def _say(self, ns: Netns, action: str, cite: Citation | None = None, *, via: Plug | None = None) -> None:
        network = self.stack.network_on(via.segment) if via else None
        self.hops.append(
            Hop(
                place=self.place(ns),
                ref=self._ref(ns),
                via=Ref(Kind.NETWORK, network.id) if network else None,
                action=action,
                cites=(cite,) if cite else (),
            )
        )

    def _ref(self, ns: Netns) -> Ref | None:
        owner = self.stack.owners.get(ns.inode)
        return HOST if ns.host else Ref(Kind.CONTAINER, owner.id) if owner else None

    def place(self, ns: Netns) -> str:
        """What a namespace is called in hops: the host, or its container."""
        owner = self.stack.owners.get(ns.inode)
        return "host" if ns.host else owner.name if owner else f"namespace {ns.inode}"


ENDINGS = {
    Verdict.ACCEPT: "lets it pass",
    Verdict.DROP: "drops it",
    Verdict.REJECT: "rejects it",
    Verdict.UNKNOWN: "cannot be decided",
}
