"""Routes of a namespace in the shape of `ip -j -d route show table all` (iproute2), without caches and timers.

Numbers and names: linux/rtnetlink.h, and iproute2's ip/iproute.c and lib/rt_names.c. The names that a host has given
to tables and protocols of its own, in /etc/iproute2, are not used: these stay numbers.
"""

import socket
import struct
from collections.abc import Mapping
from typing import Any

from inspector.collect.netlink import Attributes, Netlink, attributes, ip_text, named, number

Entry = dict[str, Any]

_GETROUTE = 26
_ROUTE = struct.Struct("=BBBBBBBBI")  # struct rtmsg
_NEXT_HOP = struct.Struct("=HBBi")  # struct rtnexthop
_CACHED = 0x200
_FAMILIES: dict[int, str] = {socket.AF_INET: "inet", socket.AF_INET6: "inet6"}
_SCOPES = {0: "global", 200: "site", 253: "link", 254: "host", 255: "nowhere"}
_TABLES = {253: "default", 254: "main", 255: "local"}
_PROTOCOLS = {
    0: "unspec", 1: "redirect", 2: "kernel", 3: "boot", 4: "static", 8: "gated", 9: "ra", 10: "mrt", 11: "zebra",
    12: "bird", 13: "dnrouted", 14: "xorp", 15: "ntk", 16: "dhcp", 18: "keepalived", 42: "babel", 186: "bgp",
    187: "isis", 188: "ospf", 189: "rip", 192: "eigrp",
}  # fmt: skip
_ROUTE_TYPES = (
    "none", "unicast", "local", "broadcast", "anycast", "multicast", "blackhole", "unreachable", "prohibit", "throw",
    "nat",
)  # fmt: skip
_ROUTE_FLAGS = (
    (0x1, "dead"),
    (0x4, "onlink"),
    (0x2, "pervasive"),
    (0x8, "offload"),
    (0x40, "trap"),
    (0x10, "linkdown"),
)
_PREFERENCES = {0: "medium", 1: "high", 3: "low"}
_METRICS = {2: "mtu", 8: "advmss", 10: "hoplimit"}
_ORDER = ("table", "dst", "metric", "type", "dev", "gateway", "tos")


def routes(kernel: Netlink, family: socket.AddressFamily, names: Mapping[int, str]) -> list[Entry]:
    """Every table's routes of one family, sorted; `names` are the links' by ifindex."""
    bodies = kernel.dump(_GETROUTE, _ROUTE.pack(family, 0, 0, 0, 0, 0, 0, 0, 0))
    # A kernel without IPv6 answers its dump with the IPv4 routes: hence the look at each one's family.
    own = [body for body in bodies if body[0] == family and not _ROUTE.unpack_from(body)[8] & _CACHED]
    return sorted((_route(body, names) for body in own), key=lambda route: [str(route.get(key, "")) for key in _ORDER])


def _route(body: bytes, names: Mapping[int, str]) -> Entry:
    _, prefix, _, tos, low_table, protocol, scope, kind, flags = _ROUTE.unpack_from(body)
    found = attributes(body, _ROUTE.size)
    table = number(found.get(15), low_table)
    entry: Entry = {
        "type": named(_ROUTE_TYPES, kind),
        "dst": _destination(body[0], prefix, found.get(1)),
        "protocol": _PROTOCOLS.get(protocol, str(protocol)),
        "scope": _SCOPES.get(scope, str(scope)),
        "flags": [name for bit, name in _ROUTE_FLAGS if flags & bit],
        "table": _TABLES.get(table, str(table)),
    }
    if tos:
        entry["tos"] = f"0x{tos:02x}"
    entry |= _way(found, names)
    if 7 in found:
        entry["prefsrc"] = ip_text(found[7])
    if 6 in found:
        entry["metric"] = number(found[6])
    if 30 in found:
        entry["nhid"] = number(found[30])
    if 20 in found:
        entry["pref"] = _PREFERENCES.get(found[20][0], str(found[20][0]))
    metrics = {_METRICS[n]: number(v) for n, v in sorted(attributes(found.get(8, b""), 0).items()) if n in _METRICS}
    if metrics:
        entry["metrics"] = [metrics]
    if 9 in found:
        entry["nexthops"] = _next_hops(found[9], names)
    return entry


def _way(found: Attributes, names: Mapping[int, str]) -> Entry:
    """Where a route, or one next hop of it, leads."""
    entry: Entry = {}
    if 5 in found:
        entry["gateway"] = ip_text(found[5])
    if 18 in found:
        entry["via"] = {"family": _FAMILIES.get(number(found[18][:2]), ""), "host": ip_text(found[18][2:])}
    if 4 in found:
        index = number(found[4])
        entry["dev"] = names.get(index, f"if{index}")
    return entry


def _next_hops(data: bytes, names: Mapping[int, str]) -> list[Entry]:
    hops = []
    offset = 0
    while offset + _NEXT_HOP.size <= len(data):
        length, flags, weight, index = _NEXT_HOP.unpack_from(data, offset)
        if length < _NEXT_HOP.size or offset + length > len(data):
            break
        hop = _way(attributes(data[offset : offset + length], _NEXT_HOP.size), names)
        hop |= {
            "dev": names.get(index, f"if{index}"),
            "weight": weight + 1,
            "flags": [n for bit, n in _ROUTE_FLAGS if flags & bit],
        }
        hops.append(hop)
        offset += (length + 3) & ~3
    return hops


def _destination(family: int, prefix: int, address: bytes | None) -> str:
    if address is None:
        return "default" if prefix == 0 else f"0/{prefix}"
    full = 32 if family == socket.AF_INET else 128
    return ip_text(address) if prefix == full else f"{ip_text(address)}/{prefix}"
