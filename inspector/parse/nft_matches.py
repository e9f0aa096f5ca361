"""nft `match` statements -> matches."""

from inspector.model.evidence import Json
from inspector.model.firewall import ALL_BITS, Match, Range
from inspector.parse.nft_keys import Key, key_of
from inspector.parse.nft_text import expression_text
from inspector.parse.nft_values import compared, element_value

BITS = frozenset({"tcpflags", "mark", "ctmark"})
SINGLE = {"icmp6": "icmp"}
"""Keys that differ only in how their values are written."""


def unknown(text: str) -> Match:
    """A match that can be neither affirmed nor denied."""
    return Match(keys=("unknown",), text=text)


def match_of(body: Json, family: str) -> list[Match]:
    """What `left op right` asks, after what nft takes for granted for its left side."""
    text = expression_text({"match": body})
    if not isinstance(body, dict):
        return [unknown(text)]
    left, right, op = body.get("left"), body.get("right"), str(body.get("op") or "==")
    mask = ALL_BITS
    if isinstance(left, dict) and isinstance(left.get("&"), list) and len(left["&"]) == 2:
        left, bits = left["&"]
        key = key_of(left, family)
        if key and key.names[0] in ("ctstate", "ctstatus") and right == 0 and op in ("==", "!="):
            right, op = bits, "in" if op == "!=" else "not in"
        elif key is None or (mask := _bits(key.names[0], bits)) < 0:
            return [unknown(text)]
    key = key_of(left, family)
    if key is None:
        return [unknown(text)]
    return [*key.implied, _compared(key, op, right, mask, text)]


def _compared(key: Key, op: str, right: Json, mask: int, text: str) -> Match:
    names = tuple(SINGLE.get(name, name) for name in key.names)
    negated = op in ("!=", "not in")
    if isinstance(right, str) and right.startswith("@"):
        return Match(keys=names, named=right[1:], negated=negated, mask=mask, text=text)
    first = key.names[0]
    if op in ("in", "not in") and first in BITS:
        bits = _bits(first, right)
        return (
            unknown(text)
            if bits < 0
            else Match(keys=names, values=(((0, 0),),), negated=not negated, mask=bits, text=text)
        )
    if first in BITS and isinstance(right, list | dict) and not (isinstance(right, dict) and "set" in right):
        bits = _bits(first, right)
        values: tuple[tuple[Range, ...], ...] | None = (((bits, bits),),) if bits >= 0 else None
        if isinstance(right, dict) and "range" in right:
            values = compared(first, op, right)
    elif len(names) > 1:
        values = _concatenated(key.names, right)
    elif op in ("in", "not in") or isinstance(right, list):
        listed = right if isinstance(right, list) else [right]
        values = compared(first, "==", {"set": listed})
    else:
        values = compared(first, op, right)
    if values is None:
        return unknown(text)
    return Match(keys=names, values=values, negated=negated, mask=mask, text=text)


def _concatenated(keys: tuple[str, ...], right: Json) -> tuple[tuple[Range, ...], ...] | None:
    listed = right.get("set") if isinstance(right, dict) else None
    elements = listed if isinstance(listed, list) else [right]
    found = [element_value(keys, element) for element in elements]
    known = tuple(value for value in found if value is not None)
    return known if len(known) == len(found) else None


def _bits(key: str, value: Json) -> int:
    """The bits that words or numbers name together; -1 when one is not understood."""
    if isinstance(value, dict) and isinstance(value.get("|"), list):
        value = value["|"]
    total = 0
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict):
            bits = _bits(key, part)
            if bits < 0:
                return -1
            total |= bits
            continue
        one = element_value((key,), part)
        if one is None or isinstance(one[0], str):
            return -1
        total |= one[0][0]
    return total
