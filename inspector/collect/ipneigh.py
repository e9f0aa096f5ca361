"""Neighbours of a namespace (ARP, neighbour discovery) in the shape of `ip -j neigh` (iproute2).

Numbers and names: linux/neighbour.h, and iproute2's ip/ipneigh.c. As there, entries without a state and those that need
no discovery (multicast, loopback) are left out.
"""

import socket
import struct
from collections.abc import Mapping
from typing import Any

from inspector.collect.netlink import Netlink, attributes, ip_text

_GETNEIGH = 30
_NEIGHBOUR = struct.Struct("=BxxxiHBB")  # struct ndmsg
_ADDRESS, _MAC = 1, 2
_STATES = (
    (0x01, "INCOMPLETE"), (0x02, "REACHABLE"), (0x04, "STALE"), (0x08, "DELAY"), (0x10, "PROBE"), (0x20, "FAILED"),
    (0x80, "PERMANENT"),
)  # fmt: skip
_NO_DISCOVERY = 0x40


def neighbours(kernel: Netlink, names: Mapping[int, str]) -> list[dict[str, Any]]:
    """Both families, sorted; `names` are the links' by ifindex."""
    found = []
    for family in (socket.AF_INET, socket.AF_INET6):
        for body in kernel.dump(_GETNEIGH, _NEIGHBOUR.pack(family, 0, 0, 0, 0)):
            told, index, state, _, _ = _NEIGHBOUR.unpack_from(body)
            if told != family or not state or state & _NO_DISCOVERY:
                continue
            facts = attributes(body, _NEIGHBOUR.size)
            entry: dict[str, Any] = {"dst": ip_text(facts.get(_ADDRESS, b"")), "dev": names.get(index, f"if{index}")}
            if facts.get(_MAC):
                entry["lladdr"] = ":".join(f"{byte:02x}" for byte in facts[_MAC])
            found.append(entry | {"state": [name for bit, name in _STATES if state & bit]})
    return sorted(found, key=lambda entry: (entry["dev"], entry["dst"]))
