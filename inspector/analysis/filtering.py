"""What the host's netfilter does with a packet at each hook, and what its connection tracking knows of the reply."""

from dataclasses import dataclass, replace

from inspector.analysis.addresses import address_of
from inspector.analysis.firewall import Outcome, Packet, Verdict, reply_to, run
from inspector.analysis.routing import holds
from inspector.model.answer import Citation, Source
from inspector.model.firewall import Ruleset
from inspector.model.netns import Interface, Netns

BRIDGE_CALLS = {4: "net.bridge.bridge-nf-call-iptables", 6: "net.bridge.bridge-nf-call-ip6tables"}
FORWARDING = {4: "net.ipv4.ip_forward", 6: "net.ipv6.conf.all.forwarding"}

UNTOLD = {4: "192.0.2.1", 6: "2001:db8::1"}
"""Stand for the host's own address beyond, which inspect data do not tell: documentation addresses, nobody else's."""


@dataclass(slots=True)
class Filtering:
    """The host's rulesets and sysctls, and the conntrack entry of the one connection that is walked.

    tracked is the packet as it left the host's last hook on its way there, None while the host has not seen it.
    """

    host: Netns | None
    rulesets: tuple[Ruleset, ...]
    tracked: Packet | None = None

    def run(self, ns: Netns, hook: str, packet: Packet, **devices: str) -> Outcome | None:
        """The outcome of one hook, None where there is nothing to ask: only the host's own rules are read."""
        if not ns.host:
            return None
        if packet.reply and not packet.iif + packet.oif + packet.physin + packet.physout:
            packet = self._recognised(packet)
        kept_iif = packet.iif if hook == "POSTROUTING" and not devices.get("physin") else ""
        at_hook = replace(
            packet,
            iif=devices.get("iif", kept_iif),
            oif=devices.get("oif", ""),
            physin=devices.get("physin", ""),
            physout=devices.get("physout", ""),
            own=self._own(ns, devices.get("oif") or devices.get("iif", ""), packet.family),
        )
        outcome = run(self.rulesets, hook, at_hook, self._is_local)
        if not packet.reply:
            self.tracked = outcome.packet
        return outcome

    def _recognised(self, packet: Packet) -> Packet:
        """A reply at the host's first hook: ESTABLISHED when connection tracking waits for exactly this one."""
        if self.tracked:
            expected = reply_to(self.tracked)
            if (expected.src, expected.sport, expected.dst, expected.dport) == (
                packet.src,
                packet.sport,
                packet.dst,
                packet.dport,
            ):
                if packet.icmp_type is None:
                    return expected
                return replace(
                    expected,
                    protocol=packet.protocol,
                    icmp_type=packet.icmp_type,
                    icmp_code=packet.icmp_code,
                    ctstate="RELATED",
                )
        state = "NEW" if packet.protocol == "udp" else "INVALID"
        return replace(packet, ctstate=state, orig_dst="")

    def _own(self, ns: Netns, device: str, family: int) -> str:
        interface = next((i for i in ns.interfaces if i.name == device), None)
        lent = _lent(interface, family) if interface else ""
        return lent or (UNTOLD[family] if ns.assumed and interface else "")

    def _is_local(self, address: str) -> bool | None:
        if self.host is None:
            return None
        return address_of(address).is_loopback or holds(self.host, address) is not None

    def bridge_calls(self, family: int) -> tuple[bool | None, Citation | None]:
        """Whether frames switched inside a bridge pass the IP hooks (br_netfilter), with the sysctl that says so."""
        return _sysctl(self.host, BRIDGE_CALLS[family])

    def forwards(self, ns: Netns, family: int) -> tuple[bool | None, Citation | None]:
        """Whether a namespace forwards packets that are not for itself."""
        return _sysctl(ns, FORWARDING[family])


def _lent(interface: Interface, family: int) -> str:
    """The address that MASQUERADE takes: the first of global scope on the device."""
    own = [a for a in interface.addresses if a.family == family]
    usable = [a for a in own if a.scope in ("global", "", "universe")] or own
    return usable[0].address if usable else ""


def _sysctl(ns: Netns | None, name: str) -> tuple[bool | None, Citation | None]:
    value = dict(ns.sysctls).get(name) if ns else None
    if value is None:
        return None, None
    return value.strip() not in ("0", "absent"), Citation(Source.SYSCTL, name, value, assumed=bool(ns and ns.assumed))


def deciding(outcome: Outcome) -> Citation:
    """The rule or policy that decided a hook."""
    if outcome.decider:
        return outcome.decider
    return outcome.steps[-1] if outcome.steps else Citation(Source.FIREWALL, "policy", Verdict(outcome.verdict).value)
