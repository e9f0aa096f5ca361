"""Addresses, ports, protocols and marks as firewall listings write them, as ranges of numbers; None when not
understood.
"""

import ipaddress
import re

PROTOCOLS = {
    "ip": 0,
    "icmp": 1,
    "igmp": 2,
    "ipencap": 4,
    "ipip": 4,
    "tcp": 6,
    "udp": 17,
    "dccp": 33,
    "ipv6": 41,
    "gre": 47,
    "esp": 50,
    "ah": 51,
    "icmpv6": 58,
    "ipv6-icmp": 58,
    "icmp6": 58,
    "ospf": 89,
    "pim": 103,
    "vrrp": 112,
    "l2tp": 115,
    "sctp": 132,
    "udplite": 136,
}
SERVICES = {"ssh": 22, "domain": 53, "http": 80, "https": 443}
TCP_FLAGS = {"FIN": 1, "SYN": 2, "RST": 4, "PSH": 8, "ACK": 16, "URG": 32, "ECN": 64, "CWR": 128, "ALL": 63, "NONE": 0}

Span = tuple[int, int]


def address_range(text: str) -> Span | None:
    """`10.0.0.1`, `10.0.0.0/8`, `10.0.0.0/255.0.0.0`, `fd00::/8` or `10.0.0.1-10.0.0.9`."""
    low, dash, high = text.partition("-")
    try:
        if dash:
            return int(ipaddress.ip_address(low)), int(ipaddress.ip_address(high))
        net = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    return int(net.network_address), int(net.broadcast_address)


def number(text: str) -> int | None:
    """Decimal or 0x... hexadecimal."""
    if not re.fullmatch(r"0[xX][0-9a-fA-F]{1,40}|[0-9]{1,40}", text):
        return None
    return int(text, 16) if text[:2] in ("0x", "0X") else int(text)


def numbers(text: str, top: int = 65535) -> Span | None:
    """`80`, `80:90`, `80-90`, `:90`, `80:` or a few service names."""
    if text in SERVICES:
        return SERVICES[text], SERVICES[text]
    low, colon, high = text.replace("-", ":").partition(":")
    first = number(low) if low else 0 if colon else None
    last = (number(high) if high else top) if colon else first
    return None if first is None or last is None else (first, last)


def protocol_number(text: str) -> int | None:
    """The number of a protocol's name (or its number as text)."""
    known = PROTOCOLS.get(text.lower())
    return known if known is not None else number(text)


def masked(text: str) -> tuple[int, int] | None:
    """`value/mask` -> (value, mask); without a mask all 32 bits count."""
    value, slash, mask = text.partition("/")
    first, second = number(value), number(mask) if slash else 0xFFFFFFFF
    return None if first is None or second is None else (first, second)


def flags(text: str) -> int | None:
    """`SYN,ACK` -> the bits of the TCP header."""
    total = 0
    for word in text.split(","):
        if word.upper() not in TCP_FLAGS:
            return None
        total |= TCP_FLAGS[word.upper()]
    return total
