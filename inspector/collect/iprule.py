"""Routing rules of a namespace in the shape of `ip -j rule` (iproute2), as far as one needs to see that there are some.

Numbers and names: linux/fib_rules.h, and iproute2's ip/iprule.c.
"""

import errno
import socket
import struct
from collections.abc import Mapping
from typing import Any

from inspector.collect.netlink import Netlink, attributes, ip_text, named, number, text

Entry = dict[str, Any]

_GETRULE = 34
_RULE = struct.Struct("=BBBBBxxBI")  # struct fib_rule_hdr
_TABLES = {253: "default", 254: "main", 255: "local"}
_ACTIONS = ("unspec", "table", "goto", "nop", "res3", "res4", "blackhole", "unreachable", "prohibit")
_TO_TABLE, _INVERTED = 1, 0x2
_TEXTS: Mapping[int, str] = {3: "iif", 17: "oif"}
_NUMBERS: Mapping[int, str] = {4: "goto", 10: "fwmark", 16: "fwmask", 22: "ipproto"}
# Neither is in the way of a comparison with the defaults: who made a rule, and that nothing is suppressed.
_LOOKS_NOTHING_UP = {6, 13, 14, 15, 21}
_NOTHING_SUPPRESSED = 0xFFFFFFFF
_DEFAULTS = {
    socket.AF_INET: [(0, "local"), (32766, "main"), (32767, "default")],
    socket.AF_INET6: [(0, "local"), (32766, "main")],
}


def rules(kernel: Netlink, family: socket.AddressFamily) -> list[Entry]:
    """The rules of one family by priority; [] when they are only those that every namespace is born with."""
    try:
        bodies = kernel.dump(_GETRULE, _RULE.pack(family, 0, 0, 0, 0, 0, 0))
    except OSError as error:
        if error.errno in (errno.EAFNOSUPPORT, errno.EOPNOTSUPP):  # A kernel without IPv6, or without rules at all.
            return []
        raise
    found = [_rule(body) for body in bodies if body[0] == family]
    born_with = [{"priority": place, "src": "all", "table": table} for place, table in _DEFAULTS[family]]
    return [] if found == born_with else found


def _rule(body: bytes) -> Entry:
    _, to_length, from_length, tos, low_table, action, flags = _RULE.unpack_from(body)
    found = attributes(body, _RULE.size)
    entry: Entry = {"priority": number(found.get(6))}
    if flags & _INVERTED:
        entry["not"] = None
    entry |= _prefix("src", "srclen", found.get(2), from_length) or {"src": "all"}
    entry |= _prefix("dst", "dstlen", found.get(1), to_length)
    if tos:
        entry["tos"] = f"0x{tos:02x}"
    entry |= {name: text(found[fact]) for fact, name in _TEXTS.items() if fact in found}
    entry |= {name: number(found[fact]) for fact, name in _NUMBERS.items() if fact in found}
    if number(found.get(14), _NOTHING_SUPPRESSED) != _NOTHING_SUPPRESSED:
        entry["suppress_prefixlen"] = number(found[14])
    if action == _TO_TABLE:
        table = number(found.get(15), low_table)
        entry["table"] = _TABLES.get(table, str(table))
    else:
        entry["action"] = named(_ACTIONS, action)
    if more := sorted(found.keys() - _TEXTS.keys() - _NUMBERS.keys() - _LOOKS_NOTHING_UP - {1, 2}):
        entry["attributes"] = more
    return entry


def _prefix(name: str, length_name: str, address: bytes | None, length: int) -> Entry:
    return {name: ip_text(address), length_name: length} if address else {}
