"""Addresses and networks parsed once: questions about one host ask for the same few again and again."""

import ipaddress
from functools import lru_cache


@lru_cache(maxsize=65536)
def network_of(cidr: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """The network a CIDR or bare address names (host bits are dropped)."""
    return ipaddress.ip_network(cidr, strict=False)


@lru_cache(maxsize=65536)
def address_of(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Parse an address; ValueError when it is none."""
    return ipaddress.ip_address(text)
