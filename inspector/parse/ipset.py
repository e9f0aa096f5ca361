"""`ipset save` text -> named sets."""

import shlex

from inspector.model.firewall import NamedSet, Range
from inspector.parse.firewall_values import address_range, numbers, protocol_number

PORTS_WITHOUT_PROTOCOL = "tcp"


def parse_ipset_save(text: str) -> tuple[NamedSet, ...]:
    """Read `create NAME TYPE ...` and `add NAME ELEMENT ...` lines; a set with an element that is not understood is
    not known.
    """
    kinds: dict[str, tuple[str, ...]] = {}
    values: dict[str, list[tuple[Range, ...]]] = {}
    except_: dict[str, list[tuple[Range, ...]]] = {}
    unknown: set[str] = set()
    for line in text.splitlines():
        words = _words(line)
        if len(words) >= 3 and words[0] == "create":
            kinds[words[1]] = tuple(words[2].partition(":")[2].split(","))
            values[words[1]], except_[words[1]] = [], []
        elif len(words) >= 3 and words[0] == "add" and words[1] in kinds:
            element = _element(kinds[words[1]], words[2])
            if element is None:
                unknown.add(words[1])
            else:
                (except_ if "nomatch" in words[3:] else values)[words[1]].extend(element)
    return tuple(
        NamedSet(
            name=name, keys=keys, values=tuple(values[name]), except_=tuple(except_[name]), known=name not in unknown
        )
        for name, keys in kinds.items()
    )


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def _element(kinds: tuple[str, ...], text: str) -> list[tuple[Range, ...]] | None:
    """One element; a net `0.0.0.0/0` and a whole IPv6 range are one each, so is a port with its protocol."""
    parts = text.split(",")
    if len(parts) != len(kinds):
        return None
    found: list[Range] = []
    for kind, part in zip(kinds, parts, strict=True):
        value = _dimension(kind, part)
        if value is None:
            return None
        found.extend(value)
    return [tuple(found)]


def _dimension(kind: str, text: str) -> tuple[Range, ...] | None:
    if kind in ("ip", "net"):
        addresses = address_range(text)
        return None if addresses is None else (addresses,)
    if kind == "port":
        protocol, colon, port = text.rpartition(":")
        number = protocol_number(protocol if colon else PORTS_WITHOUT_PROTOCOL)
        ports = numbers(port)
        return None if number is None or ports is None else ((number, number), ports)
    if kind in ("iface", "set"):
        return (text,)
    return None
