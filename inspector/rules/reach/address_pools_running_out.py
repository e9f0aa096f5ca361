"""The engine has few subnets left to give to new networks.

What it finds
    An engine with its default address pools of which at most three are free, and the networks that nobody uses.

Why it matters
    The next `docker network create` or `docker compose up` fails: `could not find an available, non-overlapping IPv4
    address pool among the defaults to assign to the network`. There are 31; every compose project takes one or more,
    and those of projects that are gone stay.

How it is decided
    By the subnets of all networks, and the host's on-link routes where they were read: the engine gives out nothing
    that overlaps one. Pools of the user's own (`default-address-pools`) are not counted: the engine does not tell how
    they are cut.

What to do
    Remove networks that nobody is on, or set `default-address-pools` with smaller subnets in daemon.json.

When it stays silent
    When four or more are free.
"""

import re
from collections.abc import Iterator

from inspector.analysis.addresses import network_of
from inspector.analysis.case import Case
from inspector.analysis.wording import command, few
from inspector.model.answer import Citation, Fix, Source
from inspector.model.edit import RemoveNetwork
from inspector.model.evidence import Gap, Why
from inspector.model.finding import Severity
from inspector.model.ids import HOST
from inspector.model.netns import Route
from inspector.model.network import Network
from inspector.rules.base import Rule, Told
from inspector.rules.pools import default_pools, free_pools, taken_subnets

FEW = 3
OWN_BRIDGE = re.compile(r"br-[0-9a-f]{12}")
BY_HAND = (
    "give new networks a --subnet by hand, which the engine takes as it is, or let the VPN claim less than the world"
)


def check(case: Case) -> Iterator[Told]:
    taken = list(taken_subnets(case))
    if not taken:
        if case.snapshot.containers:
            gap = Gap("the networks", "/networks", Why.NOT_READ, "read the engine, or add `docker network inspect`")
            yield RULE.undecided(case, [HOST], gap)
        return
    own = [pool for pool in default_pools() if any(pool == one for one in taken)]
    free = free_pools((*taken, *(network_of(one.destination) for one in _others(case))))
    if len(free) > FEW or (len(own) < FEW and (free or _told_others(case))):
        return
    others = [
        f"{one.destination} by {one.device}"
        for one in _others(case)
        if any(network_of(one.destination).overlaps(pool) for pool in default_pools())
    ]
    empty = [n for n in case.snapshot.networks if n.user_defined and not case.world.facts.members.get(n.id)]
    yield RULE.finding(
        case,
        [HOST],
        f"The engine has {len(free) or 'none'} of its {len(default_pools())} default subnets left for new networks.",
        detail=f"Networks have {len(own)} of them, {len(default_pools()) - len(own) - len(free)} overlap "
        f"{few(others, 3) or 'something else'}. {_unused(empty)}",
        cites=[Citation(Source.INSPECT, "/networks", f"{len(own)} subnets of the default pools")],
        severity=Severity.WARNING if free else Severity.ERROR,
        fixes=[
            *_removed(case, empty, len(free)),
            Fix("set `default-address-pools` in daemon.json to smaller subnets and restart it"),
            *([Fix(BY_HAND)] if others else []),
        ],
    )


def _told_others(case: Case) -> bool:
    """Whether the engine may have been told other pools: a bridge network's subnet is of none of the default ones."""
    made = (one.cidr for at in case.snapshot.networks if at.bridge and at.user_defined for one in at.subnets)
    return any(network_of(cidr) not in default_pools() for cidr in made if ":" not in cidr)


def _unused(empty: list[Network]) -> str:
    names = ", ".join(n.name for n in empty[:10])
    if not empty:
        return "All networks are in use."
    return f"Nobody is on {len(empty)} of them: {names}{' and more' if len(empty) > 10 else ''}."


def _others(case: Case) -> list[Route]:
    """What else takes subnets away: routes without a gateway, as a VPN sets them for the whole world.

    An engine minds no others (seen on 20.10, 26.1 and 28.5). Its own bridges count with their networks.
    """
    bridges = {one.bridge for one in case.snapshot.networks}
    space = case.snapshot.host_netns
    return [
        route
        for route in (space.routes if space else ())
        if route.family == 4 and not route.gateway and route.type in ("", "unicast") and route.destination != "default"
        if route.device not in bridges and not OWN_BRIDGE.fullmatch(route.device)
    ]


def _removed(case: Case, empty: list[Network], free: int) -> Iterator[Fix]:
    """Where that helps: not when a route takes the same subnets away."""
    kept = [n for n in case.snapshot.networks if n not in empty]
    taken = [network_of(one.cidr) for n in kept for one in n.subnets if ":" not in one.cidr]
    if empty and len(free_pools((*taken, *(network_of(one.destination) for one in _others(case))))) > free:
        yield Fix(
            "remove the networks that nobody is on",
            command("docker", "network", "rm", *(n.name for n in empty)),
            cost="a compose project that is down makes its network again at the next `up`",
            edits=tuple(RemoveNetwork(network=n.id) for n in empty),
        )


RULE = Rule("R218", "address-pools-running-out", Severity.ERROR, check)
