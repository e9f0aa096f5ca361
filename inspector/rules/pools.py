"""The subnets that an engine gives to networks by itself, and which of them are free."""

import ipaddress
from collections.abc import Iterable, Iterator
from functools import cache

from inspector.analysis.addresses import network_of
from inspector.analysis.case import Case

Net = ipaddress.IPv4Network | ipaddress.IPv6Network


@cache
def default_pools() -> tuple[ipaddress.IPv4Network, ...]:
    """Every subnet that an engine without `default-address-pools` gives out (moby ipamutils): 31 of them."""
    wide = (ipaddress.IPv4Network(f"172.{second}.0.0/16") for second in range(17, 32))
    return (*wide, *ipaddress.IPv4Network("192.168.0.0/16").subnets(new_prefix=20))


def taken_subnets(case: Case) -> Iterator[Net]:
    """The IPv4 subnets of all networks."""
    for network in case.snapshot.networks:
        yield from (network_of(one.cidr) for one in network.subnets if one.cidr and ":" not in one.cidr)


def host_subnets(case: Case) -> Iterator[Net]:
    """Where the host's routes lead."""
    space = case.snapshot.host_netns
    for route in space.routes if space else ():
        if route.family == 4 and route.destination != "default" and route.type in ("", "unicast"):
            yield network_of(route.destination)


def free_pools(taken: Iterable[Net]) -> list[ipaddress.IPv4Network]:
    """The default subnets that nothing of `taken` overlaps."""
    known = list(taken)
    return [pool for pool in default_pools() if not any(pool.overlaps(one) for one in known if one.version == 4)]


def free_subnet(case: Case, more: Iterable[Net] = ()) -> str:
    """A subnet for a network that a fix makes: no network has it, and no route of the host leads there."""
    free = free_pools((*taken_subnets(case), *host_subnets(case), *more))
    return str(free[0] if free else ipaddress.IPv4Network("100.64.0.0/20"))
