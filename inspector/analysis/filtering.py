"""What the host's netfilter does with a packet at each hook, and what its connection tracking remembers for the reply."""

from dataclasses import dataclass, field, replace

from inspector.analysis.facts import Facts
from inspector.analysis.firewall import Outcome, Packet, Verdict, run
from inspector.analysis.routing import address_of, holds
from inspector.model.answer import Citation, Source
from inspector.model.firewall import Ruleset
from inspector.model.netns import Netns

BRIDGE_CALLS = {4: "net.bridge.bridge-nf-call-iptables", 6: "net.bridge.bridge-nf-call-ip6tables"}
FORWARDING = {4: "net.ipv4.ip_forward", 6: "net.ipv6.conf.all.forwarding"}


@dataclass(frozen=True, slots=True)
class Tuple5:
    """Addresses and ports of one direction of a connection."""

    src: str
    sport: int
    dst: str
    dport: int

    @classmethod
    def of(cls, packet: Packet) -> "Tuple5":
        return cls(packet.src, packet.sport, packet.dst, packet.dport)

    @property
    def reversed(self) -> "Tuple5":
        return Tuple5(self.dst, self.dport, self.src, self.sport)


@dataclass(slots=True)
class Connection:
    """The host's conntrack entry of one flow: as it came in, and as it left after translation."""

    first: Tuple5 | None = None
    last: Tuple5 | None = None

    def see(self, packet: Packet) -> None:
        """Remember the packet's tuple at this point of the forward way."""
        now = Tuple5.of(packet)
        self.first = self.first or now
        self.last = now

    def answers(self, packet: Packet) -> bool:
        """Whether this packet is the reply that the entry waits for."""
        return self.last is not None and Tuple5.of(packet) == self.last.reversed


@dataclass(slots=True)
class Filtering:
    """The host's rulesets, sysctls and conntrack, asked hook by hook."""

    facts: Facts
    host: Netns | None
    rulesets: tuple[Ruleset, ...]
    connection: Connection = field(default_factory=Connection)
    replying: bool = False

    def run(self, ns: Netns, hook: str, packet: Packet) -> Outcome | None:
        """The outcome of one hook, None where there is nothing to ask: only the host's rules are known."""
        if not ns.host:
            return None
        state = "NEW"
        if packet.reply:
            if self.connection.answers(packet):
                self.replying = True
            state = "ESTABLISHED" if self.replying else "INVALID" if packet.protocol == "tcp" else "NEW"
        packet = replace(packet, ctstate=state)
        family = tuple(r for r in self.rulesets if r.family in (packet.family, 0))
        outcome = run(family, hook, packet, self._is_local)
        after = outcome.packet
        if packet.reply:
            after = self._restore(hook, after)
        else:
            self.connection.see(after)
        return replace(outcome, packet=after)

    def _restore(self, hook: str, packet: Packet) -> Packet:
        """Undo the translation on a reply: its destination at PREROUTING (and OUTPUT), its source on the way out or in."""
        entry = self.connection
        if not self.replying or entry.first is None or entry.last is None:
            return packet
        back = entry.first.reversed
        if hook in ("PREROUTING", "OUTPUT"):
            return replace(packet, dst=back.dst, dport=back.dport)
        if hook in ("POSTROUTING", "INPUT"):
            return replace(packet, src=back.src, sport=back.sport)
        return packet

    def _is_local(self, address: str) -> bool:
        return self.host is not None and (address_of(address).is_loopback or holds(self.host, address) is not None)

    def bridge_calls(self, family: int) -> tuple[bool | None, Citation | None]:
        """Whether frames switched inside a bridge pass the IP hooks (br_netfilter), with the sysctl that says so."""
        return self._sysctl(self.host, BRIDGE_CALLS[family])

    def forwards(self, ns: Netns, family: int) -> tuple[bool | None, Citation | None]:
        """Whether a namespace forwards packets that are not for itself."""
        return self._sysctl(ns, FORWARDING[family])

    def _sysctl(self, ns: Netns | None, name: str) -> tuple[bool | None, Citation | None]:
        value = dict(ns.sysctls).get(name) if ns else None
        if value is None:
            return None, None
        return value.strip() != "0", Citation(Source.SYSCTL, name, value, assumed=bool(ns and ns.assumed))

    def cites(self, outcome: Outcome) -> tuple[Citation, ...]:
        """The rules that matched, in order."""
        return outcome.cites

    def cite(self, outcome: Outcome) -> Citation:
        """The rule or policy that decided."""
        return (
            outcome.cites[-1] if outcome.cites else Citation(Source.FIREWALL, "policy", Verdict(outcome.verdict).value)
        )
