"""Subnets and addresses as an empty engine would give them: assumed, for it chooses when the project starts."""

import ipaddress
from collections.abc import Iterable, Iterator

from inspector.model.evidence import Json

DOCKER0 = "172.17.0.0/16"
_POOLS = [
    *(ipaddress.IPv4Network(f"172.{second}.0.0/16") for second in range(18, 32)),
    *ipaddress.IPv4Network("192.168.0.0/16").subnets(new_prefix=20),
]
"""Where the engine takes subnets from (moby ipamutils), after that of docker0."""

Subnet = ipaddress.IPv4Network | ipaddress.IPv6Network


def subnet(word: str) -> Subnet | None:
    """None for what is no subnet."""
    try:
        return ipaddress.ip_network(word, strict=False)
    except ValueError:
        return None


def free_subnet(taken: Iterable[Subnet]) -> Subnet:
    """The next one of the pools that none of those taken overlaps."""
    there = [one for one in taken if isinstance(one, ipaddress.IPv4Network)]
    return next((pool for pool in _POOLS if not any(pool.overlaps(one) for one in there)), _POOLS[-1])


def unique_local(ident: str) -> Subnet:
    """A subnet of fd00::/8, as engines from 27 on choose one for a network that has IPv6 but no subnet of it."""
    return ipaddress.IPv6Network(f"fd{ident[:2]}:{ident[2:6]}:{ident[6:10]}::/64")


def config(subnets: Iterable[Subnet], told: dict[Subnet, tuple[str, str]]) -> list[Json]:
    """`IPAM.Config`: each subnet with its gateway and range where the file says them, else its first address."""
    found: list[Json] = []
    for one in subnets:
        gateway, part = told.get(one, ("", ""))
        entry = {"Subnet": str(one), "Gateway": gateway or str(one.network_address + 1)}
        found.append(entry | ({"IPRange": part} if part else {}))
    return found


class Addresses:
    """The addresses of one network that are still free, in the engine's order."""

    def __init__(self, configs: Iterable[Json], fixed: Iterable[str]) -> None:
        self._taken = set(fixed)
        self._next: dict[int, Iterator[str]] = {}
        self.prefix: dict[int, int] = {}
        self.gateway: dict[int, str] = {}
        for entry in configs:
            whole = subnet(entry["Subnet"])
            if whole is None or whole.version in self.prefix:
                continue
            part = subnet(entry.get("IPRange", ""))
            self._taken.add(entry["Gateway"])
            self._next[whole.version] = map(str, (part if part and part.version == whole.version else whole).hosts())
            self.prefix[whole.version] = whole.prefixlen
            self.gateway[whole.version] = entry["Gateway"]

    def take(self, family: int, wish: str = "") -> str:
        """The wish, or the next free one; "" where the network has no such family, or no more."""
        if family not in self._next:
            return ""
        return wish or next((one for one in self._next[family] if one not in self._taken), "")
