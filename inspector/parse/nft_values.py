"""Right-hand sides of nft expressions as ranges, by the key they are compared with; None when not understood."""

import ipaddress
from collections.abc import Callable, Sequence

from inspector.model.evidence import Json
from inspector.model.firewall import Range
from inspector.parse.firewall_values import TCP_FLAGS, address_range, number, numbers, protocol_number
from inspector.parse.icmp_types import icmp_types

Reader = Callable[[Json], Range | None]
TOP = (1 << 32) - 1
FAMILY_NAMES = {"ipv4": 4, "ipv6": 6, "ip": 4, "ip6": 6}
TYPE_KEYS = {
    "ipv4_addr": "src",
    "ipv6_addr": "src",
    "inet_service": "dport",
    "inet_proto": "protocol",
    "ifname": "iif",
    "iface_index": "iif",
    "mark": "mark",
    "ct_state": "ctstate",
    "ct_status": "ctstatus",
    "nf_proto": "family",
    "fib_addrtype": "dsttype",
    "icmp_type": "icmp",
    "icmpv6_type": "icmp6",
}
"""A key whose values are written as this datatype's elements are."""


def _address(value: Json) -> Range | None:
    if isinstance(value, dict) and isinstance(value.get("prefix"), dict):
        prefix = value["prefix"]
        return address_range(f"{prefix.get('addr')}/{prefix.get('len')}")
    if isinstance(value, dict) and isinstance(value.get("range"), list) and len(value["range"]) == 2:
        try:
            low, high = (int(ipaddress.ip_address(str(end))) for end in value["range"])
        except ValueError:
            return None
        return low, high
    return address_range(value) if isinstance(value, str) else None


def _ranged(read: Callable[[str], tuple[int, int] | None]) -> Reader:
    def reader(value: Json) -> Range | None:
        if isinstance(value, dict) and isinstance(value.get("range"), list) and len(value["range"]) == 2:
            ends = [read(str(end)) for end in value["range"]]
            return (ends[0][0], ends[1][1]) if ends[0] and ends[1] else None
        return None if isinstance(value, dict | list | bool) else read(str(value))

    return reader


def _single(read: Callable[[str], int | None]) -> Reader:
    def one(text: str) -> tuple[int, int] | None:
        found = read(text)
        return None if found is None else (found, found)

    return _ranged(one)


def _word(value: Json) -> Range | None:
    return value.upper().replace("-", "_") if isinstance(value, str) else None


def _device(value: Json) -> Range | None:
    return value if isinstance(value, str) else None


def _flag(text: str) -> int | None:
    return TCP_FLAGS.get(text.upper(), number(text))


def _icmp(family: int) -> Reader:
    def span(text: str) -> tuple[int, int] | None:
        found = icmp_types(text, family)
        return found[0] if found and not isinstance(found[0], str) else None

    return _ranged(span)


def _truth(value: Json) -> Range | None:
    return (int(bool(value)),) * 2 if isinstance(value, bool | int) else None


READERS: dict[str, Reader] = {
    **dict.fromkeys(("src", "dst", "ctorigsrc", "ctorigdst", "ctreplsrc", "ctrepldst"), _address),
    **dict.fromkeys(("sport", "dport", "ctorigsport", "ctorigdport", "ctreplsport", "ctrepldport"), _ranged(numbers)),
    **dict.fromkeys(("protocol", "ctproto"), _single(protocol_number)),
    **dict.fromkeys(("iif", "oif", "physin", "physout"), _device),
    **dict.fromkeys(("ctstate", "ctstatus", "ctdir", "srctype", "dsttype", "pkttype"), _word),
    **dict.fromkeys(("srctype-here", "dsttype-here"), _word),
    **dict.fromkeys(("mark", "ctmark"), _single(number)),
    "family": _single(lambda text: FAMILY_NAMES.get(text)),
    "tcpflags": _single(_flag),
    "icmp": _icmp(4),
    "icmp6": _icmp(6),
    "rpfilter": _truth,
}


def element_value(keys: Sequence[str], element: Json) -> tuple[Range, ...] | None:
    """One element of a set: a value, or a concatenation of as many as there are keys; an `elem` wraps it with its
    timeout.
    """
    if isinstance(element, dict) and isinstance(element.get("elem"), dict):
        element = element["elem"].get("val")
    parts = element.get("concat") if isinstance(element, dict) and "concat" in element else [element]
    if not isinstance(parts, list) or len(parts) != len(keys):
        return None
    values = [READERS[key](part) if key in READERS else None for key, part in zip(keys, parts, strict=True)]
    known = tuple(value for value in values if value is not None)
    return known if len(known) == len(keys) else None


def compared(key: str, op: str, value: Json) -> tuple[tuple[Range, ...], ...] | None:
    """The values of `key op value` for one key: ==, !=, <, >, <=, >= (negation is the caller's)."""
    if isinstance(value, dict) and isinstance(value.get("set"), list):
        found = [element_value((key,), element) for element in value["set"]]
        known = tuple(one for one in found if one is not None)
        return known if len(known) == len(found) else None
    one = element_value((key,), value)
    if one is None or op in ("==", "!="):
        return None if one is None else (one,)
    if isinstance(one[0], str):
        return None
    low, high = one[0]
    spans: dict[str, tuple[int, int]] = {
        "<": (0, low - 1),
        "<=": (0, high),
        ">": (high + 1, (1 << 128) - 1),
        ">=": (low, (1 << 128) - 1),
    }
    return ((spans[op],),) if op in spans else None
