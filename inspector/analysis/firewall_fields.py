"""What a match's key reads from a packet: FIELDS, and the View that holds the packet's facts as numbers and words."""

import ipaddress
from collections.abc import Callable

from inspector.analysis.packet import Packet
from inspector.parse.firewall_values import protocol_number

Value = int | str
Alternatives = tuple[Value, ...] | None
"""What the packet has: any of these may fit; nothing at all fits an empty one, not even negated; None: not known."""

IsLocal = Callable[[str], bool | None]
CONNTRACK_PRIORITY = -200
SYN, ACK = 2, 16
MULTICAST = {4: ipaddress.ip_network("224.0.0.0/4"), 6: ipaddress.ip_network("ff00::/8")}


def address_number(text: str) -> int | None:
    """An address as a number; None when it is not known or not an address."""
    try:
        return int(ipaddress.ip_address(text)) if text else None
    except ValueError:
        return None


class View:
    """One packet's facts, ready to be compared. tracked: connection tracking has seen it (it has not yet in raw)."""

    def __init__(self, packet: Packet, is_local: IsLocal, tracked: bool) -> None:
        self.packet = packet
        self.is_local = is_local
        self.tracked = tracked and packet.ctstate != "UNTRACKED"
        self.family = packet.family
        self.src = address_number(packet.src)
        self.dst = address_number(packet.dst)
        self.protocol = self._protocol()
        ports = self.protocol in (6, 17, 33, 132, 136)
        self.sport = packet.sport if ports else -1
        self.dport = packet.dport if ports else -1
        self.iif, self.oif = packet.iif, packet.oif
        self.physin, self.physout = packet.physin, packet.physout
        self.mark, self.ctmark = packet.mark, packet.ctmark if self.tracked else None
        self.tcpflags = self._tcp_flags()
        self.icmp = self._icmp()

    def _protocol(self) -> int | None:
        name = self.packet.protocol.lower()
        return 58 if self.family == 6 and name == "icmp" else protocol_number(name)

    def _tcp_flags(self) -> int:
        if self.protocol != 6:
            return -1
        if self.packet.tcp_flags is not None:
            return self.packet.tcp_flags
        return SYN | ACK if self.packet.reply else SYN if self.packet.ctstate in ("NEW", "UNTRACKED") else ACK

    def _icmp(self) -> int:
        if self.protocol not in (1, 58):
            return -1
        request, answer = (8, 0) if self.protocol == 1 else (128, 129)
        kind = self.packet.icmp_type
        return (kind if kind is not None else answer if self.packet.reply else request) * 256 + self.packet.icmp_code

    def address_type(self, address: str) -> Alternatives:
        """LOCAL, MULTICAST, BROADCAST or UNICAST; subnets' broadcast addresses are the caller's to keep away."""
        number = address_number(address)
        if number is None:
            return None
        if ipaddress.ip_address(address) in MULTICAST[self.family]:
            return ("MULTICAST",)
        if self.family == 4 and number in (0xFFFFFFFF, 0):
            return ("BROADCAST",)
        local = self.is_local(address)
        return None if local is None else ("LOCAL",) if local else ("UNICAST",)

    def states(self) -> Alternatives:
        packet = self.packet
        if packet.ctstate == "UNTRACKED":
            return ("UNTRACKED",)
        return (packet.ctstate, *packet.ctstatus) if self.tracked else ("INVALID",)

    def tracked_value(self, value: Value | None) -> Alternatives:
        """A fact of the connection's entry: nothing compares with it where there is no entry."""
        if not self.tracked or self.packet.ctstate == "INVALID":
            return ()
        return None if value is None else (value,)

    def original(self, name: str) -> Alternatives:
        packet = self.packet
        known = packet.orig_dst or not packet.reply
        value = getattr(packet, "orig_" + name) if packet.orig_dst else getattr(packet, name)
        return self.tracked_value((address_number(value) if isinstance(value, str) else value) if known else None)

    def answering(self, name: str) -> Alternatives:
        """A side of the reply direction as it stands now, before this hook's own translation."""
        value = None if self.packet.reply else getattr(self, name)
        return self.tracked_value(value)

    def here(self, kind: Alternatives) -> Alternatives:
        """A type asked of one device only: who is local at all may still not be local there."""
        return None if kind == ("LOCAL",) else kind


def _statuses(view: View) -> Alternatives:
    """A first packet is confirmed once it has left its first hooks (lo brings it back); its reply makes it
    SEEN_REPLY.
    """
    if not view.tracked or view.packet.ctstate == "INVALID":
        return ()
    if view.packet.ctstate == "ESTABLISHED":
        return (*view.packet.ctstatus, "SEEN_REPLY", "CONFIRMED")
    return (*view.packet.ctstatus, "CONFIRMED" if view.iif == "lo" else "")


def _packet_type(view: View) -> Alternatives:
    kind = view.address_type(view.packet.dst)
    return kind if kind in (("MULTICAST",), ("BROADCAST",)) else ("UNICAST", "HOST")


def _reverse_path(view: View) -> Alternatives:
    known = view.packet.reverse_path
    return (1,) if view.iif == "lo" else None if known is None else (int(known),)


FIELDS: dict[str, Callable[[View], Alternatives]] = {
    "always": lambda v: (1,),
    "unknown": lambda v: None,
    "icmp6": lambda v: (v.icmp,),
    "port": lambda v: (v.sport, v.dport),
    "ctstate": View.states,
    "ctstatus": _statuses,
    "ctdir": lambda v: v.tracked_value("REPLY" if v.packet.reply else "ORIGINAL"),
    "ctproto": lambda v: v.tracked_value(v.protocol),
    "ctorigsrc": lambda v: v.original("src"),
    "ctorigdst": lambda v: v.original("dst"),
    "ctorigsport": lambda v: v.original("sport"),
    "ctorigdport": lambda v: v.original("dport"),
    "ctreplsrc": lambda v: v.answering("dst"),
    "ctrepldst": lambda v: v.answering("src"),
    "ctreplsport": lambda v: v.answering("dport"),
    "ctrepldport": lambda v: v.answering("sport"),
    "srctype": lambda v: v.address_type(v.packet.src),
    "dsttype": lambda v: v.address_type(v.packet.dst),
    "srctype-here": lambda v: v.here(v.address_type(v.packet.src)),
    "dsttype-here": lambda v: v.here(v.address_type(v.packet.dst)),
    "has-physin": lambda v: (int(bool(v.physin)),),
    "has-physout": lambda v: (int(bool(v.physout)),),
    "has-bridged": lambda v: (int(bool(v.physin and v.physout)),),
    "pkttype": _packet_type,
    "rpfilter": _reverse_path,
}
PLAIN = frozenset(
    [
        "family",
        "src",
        "dst",
        "protocol",
        "sport",
        "dport",
        "iif",
        "oif",
        "physin",
        "physout",
        "mark",
        "ctmark",
        "tcpflags",
        "icmp",
    ]
)
"""Keys that are simply an attribute of the View, None when not known."""
