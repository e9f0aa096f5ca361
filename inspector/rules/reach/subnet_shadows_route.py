"""A Docker network's subnet covers addresses that the host reaches by another way.

What it finds
    A bridge network whose subnet overlaps a route or an address of the host's other interfaces: the company network
    behind a VPN, the LAN itself, another bridge.

Why it matters
    The more specific route wins, and of two equal ones the earlier. Addresses that lie in the Docker subnet are looked
    for on its bridge and never reach the tunnel or the LAN, from the host and from every container. When the
    engine chooses a subnet by itself it minds on-link routes that are there, but not those by a gateway, nor a VPN that
    comes up later; a subnet given by --subnet it takes as it is.

How it is decided
    By the host's main routing table and the networks' subnets.

What to do
    Give the network another subnet; for the engine's own choices set `default-address-pools` in daemon.json, for
    docker0 `bip`.

When it stays silent
    For the default route and its halves (0.0.0.0/1), for routes of Docker's own bridges, and for macvlan and ipvlan
    networks, which are meant to have the LAN's subnet.
"""

import ipaddress
from collections.abc import Iterable, Iterator

from inspector.analysis.addresses import network_of
from inspector.analysis.case import Case
from inspector.model.answer import Citation, Fix, Source
from inspector.model.edit import SetSubnet
from inspector.model.finding import Severity
from inspector.model.netns import Netns, Route
from inspector.model.network import Network
from inspector.rules.base import Rule, Told, inspected, network
from inspector.rules.kernel import host, unread_host
from inspector.rules.pools import free_subnet
from inspector.rules.remake import COST, remade

LIKE_DEFAULT = 4
"""Routes of fewer bits stand for the whole world: more specific ones are meant to win."""


def check(case: Case) -> Iterator[Told]:
    docker = [n for n in case.snapshot.networks if n.bridge and any(":" not in s.cidr for s in n.subnets)]
    if not docker:
        return
    space = host(case)
    if space is None:
        yield unread_host(RULE, case, "routes of the host", *map(network, docker))
        return
    routes = list(_others(space, {n.bridge for n in docker}))
    for at in docker:
        subnet = next(s.cidr for s in at.subnets if ":" not in s.cidr)
        own = network_of(subnet)
        hit = next((route for route in routes if network_of(route.destination).overlaps(own)), None)
        if hit:
            yield _finding(case, at, subnet, hit, routes)


def _others(space: Netns, bridges: Iterable[str]) -> Iterator[Route]:
    """The host's ways to somewhere that are not Docker's."""
    for route in space.routes:
        plain = route.family == 4 and route.table in ("main", "254", "") and route.type in ("", "unicast")
        if not plain or route.device in bridges or route.destination == "default":
            continue
        if network_of(route.destination).prefixlen >= LIKE_DEFAULT:
            yield route


def _finding(case: Case, at: Network, subnet: str, hit: Route, routes: list[Route]) -> Told:
    way = f"{hit.destination} dev {hit.device}" + (f" via {hit.gateway}" if hit.gateway else "")
    theirs, ours = network_of(hit.destination), network_of(subnet)
    if theirs.prefixlen > ours.prefixlen:
        lost = f"What lies in {hit.destination} goes to {hit.device} and never reaches containers of {at.name}"
    else:
        lost = f"What lies in {subnet} matches {at.bridge} and never reaches {hit.device}"
    return RULE.finding(
        case,
        [network(at)],
        f"{at.name} ({subnet}) overlaps the host's way to {hit.destination} by {hit.device}.",
        detail=f"{lost}: of two routes the more specific wins, and of two equal ones the earlier.",
        cites=[inspected(at, "/IPAM/Config", subnet), Citation(Source.ROUTE, "host", way)],
        fixes=[_moved(case, at, [ipaddress.ip_network(r.destination, strict=False) for r in routes])],
        key=[hit.destination],
    )


def _moved(case: Case, at: Network, taken: list[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> Fix:
    subnet = free_subnet(case, taken)
    if at.default_bridge:
        first = subnet.replace(".0/", ".1/")
        return Fix(f'set `"bip": "{first}"` in daemon.json and restart the engine', cost="a restart of the engine")
    return Fix(
        f"give {at.name} another subnet",
        remade(case, at, subnet=subnet),
        cost=COST,
        edits=(SetSubnet(network=at.id, subnet=subnet),),
    )


RULE = Rule("R217", "subnet-shadows-route", Severity.WARNING, check)
