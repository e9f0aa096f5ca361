"""What a client program sees of a REJECT, by what it is rejected with.

Source: icmp_err_convert (net/ipv4/icmp.c), tab_unreach (net/ipv6/icmp.c), udp_err: a UDP socket hears only of the
errors that the kernel calls hard. Programs see errors with no word of ours (ENOPROTOOPT, EACCES) as refused and host-
unreachable.
"""

from inspector.model.answer import ClientSees

SEEN = {
    "": ClientSees.REFUSED,
    "tcp-reset": ClientSees.REFUSED,
    "port-unreachable": ClientSees.REFUSED,
    "proto-unreachable": ClientSees.REFUSED,
    "host-unreachable": ClientSees.HOST_UNREACHABLE,
    "host-prohibited": ClientSees.HOST_UNREACHABLE,
    "admin-prohibited": ClientSees.HOST_UNREACHABLE,
    "adm-prohibited": ClientSees.HOST_UNREACHABLE,
    "addr-unreachable": ClientSees.HOST_UNREACHABLE,
    "policy-fail": ClientSees.HOST_UNREACHABLE,
    "reject-route": ClientSees.HOST_UNREACHABLE,
    "net-unreachable": ClientSees.NETWORK_UNREACHABLE,
    "net-prohibited": ClientSees.NETWORK_UNREACHABLE,
    "no-route": ClientSees.NETWORK_UNREACHABLE,
}
SOFT = frozenset({"net-unreachable", "host-unreachable", "no-route", "addr-unreachable"})
"""Errors that a connected UDP socket is not told."""


def client_sees(reject_with: str, protocol: str) -> ClientSees:
    """The client's view of a rejected first packet; a ping gets no echo whatever the error says."""
    head, dash, tail = reject_with.partition("-")
    word = tail if dash and head in ("icmp", "icmp6", "icmpx") else reject_with
    if protocol.startswith("icmp") or (protocol == "udp" and word in SOFT):
        return ClientSees.TIMED_OUT
    return SEEN.get(word, ClientSees.UNKNOWN)
