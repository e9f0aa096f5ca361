"""A packet as netfilter sees it, and what connection tracking knows of it in one network namespace."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """One packet at one hook.

    family 4 or 6; addresses as text, "" when not known (a masquerade to an address nobody told). protocol: a name
    (tcp, udp, icmp, icmpv6, ...) or a number. icmp_type None: an echo request (a reply: the echo reply). tcp_flags
    None: those of the handshake. iif, oif: devices of this hook, "" where there is none (locally made, locally
    delivered); for a frame that br_netfilter shows to the IP hooks iif and oif are the *bridge* and physin, physout
    its ports. A forwarded packet keeps its iif at POSTROUTING, as the kernel does; a bridged one does not. mark,
    ctmark: None when it depends on something unknown. ctstate: NEW, ESTABLISHED, RELATED, INVALID or UNTRACKED;
    ctstatus: DNAT, SNAT; orig_*: the connection's original direction, set by run() at the first hook; reply: this
    packet goes the other way. own: the address that the host's device of this hook (oif at POSTROUTING, iif at
    PREROUTING) lends to MASQUERADE and REDIRECT. reverse_path: whether the route back to src leaves by iif; None when
    nobody looked. dst_done, src_done: translation of this connection is settled, its nat chains are not asked again.
    """

    family: int
    src: str
    dst: str
    protocol: str = "tcp"
    sport: int = 0
    dport: int = 0
    iif: str = ""
    oif: str = ""
    physin: str = ""
    physout: str = ""
    mark: int | None = 0
    ctmark: int | None = 0
    ctstate: str = "NEW"
    ctstatus: frozenset[str] = frozenset()
    reply: bool = False
    icmp_type: int | None = None
    icmp_code: int = 0
    tcp_flags: int | None = None
    orig_src: str = ""
    orig_dst: str = ""
    orig_sport: int = 0
    orig_dport: int = 0
    own: str = ""
    reverse_path: bool | None = None
    dst_done: bool = False
    src_done: bool = False


def afresh(packet: Packet) -> Packet:
    """The packet as it enters another network namespace: that one's mark and connection tracking know nothing of it."""
    return replace(
        packet,
        iif="",
        oif="",
        physin="",
        physout="",
        mark=0,
        ctmark=0,
        ctstate="NEW",
        ctstatus=frozenset(),
        orig_src="",
        orig_dst="",
        orig_sport=0,
        orig_dport=0,
        own="",
        reverse_path=None,
        dst_done=False,
        src_done=False,
    )


def reply_to(packet: Packet) -> Packet:
    """The first answer to a packet that was delivered, at the other end, before any translation is undone.

    Take the packet as it left the last hook of the namespace that translated: run() with the result undoes what its
    ctstatus and orig_* tell, at the same hooks as the kernel.
    """
    if packet.ctstate == "UNTRACKED":
        return _reply_to_untracked(packet)
    return replace(
        packet,
        src=packet.dst,
        dst=packet.src,
        sport=packet.dport,
        dport=packet.sport,
        iif="",
        oif="",
        physin="",
        physout="",
        mark=0,
        ctstate="ESTABLISHED",
        reply=not packet.reply,
        own="",
        reverse_path=None,
    )


def _reply_to_untracked(packet: Packet) -> Packet:
    """The answer to what was not tracked belongs to no connection: UDP begins one, SYN-ACK and echo reply cannot."""
    return replace(
        afresh(packet),
        src=packet.dst,
        dst=packet.src,
        sport=packet.dport,
        dport=packet.sport,
        ctstate="NEW" if packet.protocol == "udp" else "INVALID",
        tcp_flags=18,
        icmp_type=0 if packet.family == 4 else 129,
    )


def undo(packet: Packet, hook: str) -> Packet:
    """What connection tracking does to a reply without asking any rule: nf_nat_packet, net/netfilter/nf_nat_core.c.

    The destination goes back to the original source where the source was translated (PREROUTING, OUTPUT); the source
    back to the original destination where the destination was (POSTROUTING, INPUT).
    """
    if not packet.reply or not packet.orig_dst or packet.ctstate not in ("ESTABLISHED", "RELATED"):
        return packet
    if hook in ("PREROUTING", "OUTPUT") and "SNAT" in packet.ctstatus:
        return replace(packet, dst=packet.orig_src, dport=packet.orig_sport)
    if hook in ("POSTROUTING", "INPUT") and "DNAT" in packet.ctstatus:
        return replace(packet, src=packet.orig_dst, sport=packet.orig_dport)
    return packet
