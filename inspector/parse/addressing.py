"""Whether a stranger's text is an address, a network or a route's destination: only such may reach the model."""

import ipaddress
from functools import lru_cache

from inspector.parse.reading import Cursor


@lru_cache(maxsize=65536)
def is_address(text: str) -> bool:
    """An IPv4 or IPv6 address; a zone behind % is left out of account."""
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True


@lru_cache(maxsize=65536)
def is_network(text: str) -> bool:
    """An address or a network in CIDR form, host bits or not."""
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def address(place: Cursor, key: str) -> str:
    """The address at a key; "" where there is none, and with a Gap where it is nonsense."""
    found = place.text(key)
    if found and not is_address(found):
        place.malformed("an address", (key,), found)
        return ""
    return found


def prefix(place: Cursor, key: str, most: int) -> int:
    """The prefix length at a key, 0 for nonsense (and a Gap)."""
    found = place.integer(key)
    if not 0 <= found <= most:
        place.malformed("a prefix length", (key,), found)
        return 0
    return found
