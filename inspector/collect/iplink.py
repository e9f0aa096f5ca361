"""Links and addresses of a namespace in the shape of `ip -j -d link` and `ip -j -d addr` (iproute2).

Counters and timers are left out, so that two readings of the same host are equal.

Numbers and names: linux/if_link.h, linux/if_addr.h, and iproute2's ip/ipaddress.c.
"""

import socket
import struct
from collections.abc import Mapping
from typing import Any

from inspector.collect.netlink import Attributes, Netlink, attribute, attributes, ip_text, named, number, text

Entry = dict[str, Any]

_GETLINK, _GETADDR = 18, 22
_LINK = struct.Struct("=BxHiII")  # struct ifinfomsg
_ADDRESS = struct.Struct("=BBBBI")  # struct ifaddrmsg
_EXT_MASK, _SKIP_STATISTICS = 29, 1 << 3
_LINK_TYPES = {
    1: "ether",
    512: "ppp",
    768: "ipip",
    769: "tunnel6",
    772: "loopback",
    776: "sit",
    778: "gre",
    65534: "none",
}
_LINK_FLAGS = (
    (0x8, "LOOPBACK"), (0x2, "BROADCAST"), (0x10, "POINTOPOINT"), (0x1000, "MULTICAST"), (0x80, "NOARP"),
    (0x200, "ALLMULTI"), (0x100, "PROMISC"), (0x400, "MASTER"), (0x800, "SLAVE"), (0x4, "DEBUG"), (0x8000, "DYNAMIC"),
    (0x4000, "AUTOMEDIA"), (0x2000, "PORTSEL"), (0x20, "NOTRAILERS"), (0x1, "UP"), (0x10000, "LOWER_UP"),
    (0x20000, "DORMANT"), (0x40000, "ECHO"),
)  # fmt: skip
_UP, _RUNNING = 0x1, 0x40
_OPERSTATES = ("UNKNOWN", "NOTPRESENT", "DOWN", "LOWERLAYERDOWN", "TESTING", "DORMANT", "UP")
_ADDRESS_FLAGS = (
    (0x10, "optimistic"), (0x20, "deprecated"), (0x40, "tentative"), (0x100, "mngtmpaddr"), (0x200, "noprefixroute"),
    (0x400, "autojoin"), (0x2, "nodad"), (0x8, "dadfailed"), (0x4, "home"), (0x800, "stable-privacy"),
)  # fmt: skip
_FAMILIES: dict[int, str] = {socket.AF_INET: "inet", socket.AF_INET6: "inet6"}
_ADDRESS_FLAGS = (
    (0x10, "optimistic"), (0x20, "deprecated"), (0x40, "tentative"), (0x100, "mngtmpaddr"), (0x200, "noprefixroute"),
    (0x400, "autojoin"), (0x2, "nodad"), (0x8, "dadfailed"), (0x4, "home"), (0x800, "stable-privacy"),
)  # fmt: skip
_PERMANENT, _SECONDARY = 0x80, 0x1
_SCOPES = {0: "global", 200: "site", 253: "link", 254: "host", 255: "nowhere"}
_KIND_DATA = {
    ("macvlan", 1): ("mode", {1: "private", 2: "vepa", 4: "bridge", 8: "passthru", 16: "source"}),
    ("macvtap", 1): ("mode", {1: "private", 2: "vepa", 4: "bridge", 8: "passthru", 16: "source"}),
    ("ipvlan", 1): ("mode", {0: "l2", 1: "l3", 2: "l3s"}),
    ("vlan", 1): ("id", None),
    ("vxlan", 1): ("id", None),
    ("bridge", 7): ("vlan_filtering", None),
    ("bridge", 36): ("nf_call_iptables", None),
    ("bridge", 37): ("nf_call_ip6tables", None),
}
_PORT_DATA = {4: "hairpin", 33: "isolated"}


def links(kernel: Netlink) -> list[Entry]:
    """`ip -j -d link`, by ifindex."""
    request = _LINK.pack(0, 0, 0, 0, 0) + attribute(_EXT_MASK, struct.pack("=I", _SKIP_STATISTICS))
    found = {_LINK.unpack_from(body)[2]: body for body in kernel.dump(_GETLINK, request)}
    names = {index: text(attributes(body, _LINK.size).get(3)) for index, body in found.items()}
    return [_link(found[index], names) for index in sorted(found)]


def addresses(kernel: Netlink, names: Mapping[int, str]) -> list[Entry]:
    """`ip -j -d addr`, by ifindex; a link's addresses stay in the kernel's order: the first is the primary one."""
    found: dict[int, list[Entry]] = {index: [] for index in sorted(names)}
    for body in kernel.dump(_GETADDR, _ADDRESS.pack(0, 0, 0, 0, 0)):
        family, prefix, low_flags, scope, index = _ADDRESS.unpack_from(body)
        if family in _FAMILIES and index in found:
            facts = attributes(body, _ADDRESS.size)
            found[index].append(_address(family, prefix, number(facts.get(8), low_flags), scope, facts))
    return [{"ifindex": index, "ifname": names[index], "addr_info": infos} for index, infos in found.items()]


def _link(body: bytes, names: Mapping[int, str]) -> Entry:
    _, hardware, index, flags, _ = _LINK.unpack_from(body)
    found = attributes(body, _LINK.size)
    entry: Entry = {
        "ifindex": index,
        "ifname": text(found.get(3)),
        "flags": ["NO-CARRIER"] * (flags & (_UP | _RUNNING) == _UP)
        + [name for bit, name in _LINK_FLAGS if flags & bit],
        "mtu": number(found.get(4)),
        "operstate": named(_OPERSTATES, found[16][0]) if found.get(16) else "UNKNOWN",
        "link_type": _LINK_TYPES.get(hardware, str(hardware)),
    }
    if 10 in found:
        master = number(found[10])
        entry["master"] = names.get(master, f"if{master}")
    if 1 in found:
        entry["address"] = _hardware_address(hardware, found[1])
    if 5 in found:
        other = number(found[5])
        if 37 in found:
            entry["link_index"] = other
        else:
            entry["link"] = names.get(other, f"if{other}") if other else None
    if 37 in found:
        entry["link_netnsid"] = struct.unpack("=i", found[37])[0]
    if 20 in found:
        entry["ifalias"] = text(found[20])
    if 18 in found:
        entry["linkinfo"] = _link_kind(attributes(found[18], 0))
    return entry


def _link_kind(found: Attributes) -> Entry:
    kind, port_kind = text(found.get(1)), text(found.get(4))
    entry: Entry = {"info_kind": kind} if kind else {}
    data: Entry = {}
    for fact, value in sorted(attributes(found.get(2, b""), 0).items()):
        if (kind, fact) in _KIND_DATA:
            name, words = _KIND_DATA[kind, fact]
            data[name] = words.get(number(value), str(number(value))) if words else number(value)
    if data:
        entry["info_data"] = data
    if port_kind:
        entry["info_slave_kind"] = port_kind
        if port_kind == "bridge":
            port = attributes(found.get(5, b""), 0)
            entry["info_slave_data"] = {
                _PORT_DATA[n]: bool(number(v)) for n, v in sorted(port.items()) if n in _PORT_DATA
            }
    return entry


def _address(family: int, prefix: int, flags: int, scope: int, found: Attributes) -> Entry:
    local, peer = found.get(2, found.get(1, b"")), found.get(1, b"")
    entry: Entry = {
        "family": _FAMILIES[family],
        "local": ip_text(local),
        "prefixlen": prefix,
        "scope": _SCOPES.get(scope, str(scope)),
    }
    if peer and peer != local:
        entry["address"] = ip_text(peer)
    if 4 in found:
        entry["broadcast"] = ip_text(found[4])
    if 3 in found:
        entry["label"] = text(found[3])
    if flags & _SECONDARY:
        entry["secondary" if family == socket.AF_INET else "temporary"] = True
    if not flags & _PERMANENT:
        entry["dynamic"] = True
    return entry | {name: True for bit, name in _ADDRESS_FLAGS if flags & bit}


def _hardware_address(hardware: int, value: bytes) -> str:
    tunnel = hardware in (768, 776, 778) and len(value) == 4
    return ip_text(value) if tunnel else ":".join(f"{byte:02x}" for byte in value)
