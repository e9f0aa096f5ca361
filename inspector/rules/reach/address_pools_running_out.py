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

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import command
from inspector.model.answer import Citation, Fix, Source
from inspector.model.edit import RemoveNetwork
from inspector.model.evidence import Gap, Why
from inspector.model.finding import Severity
from inspector.model.ids import HOST
from inspector.model.network import Network
from inspector.rules.base import Rule, Told
from inspector.rules.pools import default_pools, free_pools, host_subnets, taken_subnets

FEW = 3


def check(case: Case) -> Iterator[Told]:
    taken = list(taken_subnets(case))
    if not taken:
        if case.snapshot.containers:
            gap = Gap("the networks", "/networks", Why.NOT_READ, "read the engine, or add `docker network inspect`")
            yield RULE.undecided(case, [HOST], gap)
        return
    own = [pool for pool in default_pools() if any(pool == one for one in taken)]
    free = free_pools((*taken, *host_subnets(case, on_link=True)))
    if len(free) > FEW or len(own) < FEW:
        return
    empty = [n for n in case.snapshot.networks if n.user_defined and not case.world.facts.members.get(n.id)]
    yield RULE.finding(
        case,
        [HOST],
        f"The engine has {len(free) or 'none'} of its {len(default_pools())} default subnets left for new networks.",
        detail=f"{len(own)} are networks', {len(default_pools()) - len(own) - len(free)} overlap something else. "
        + _unused(empty),
        cites=[Citation(Source.INSPECT, "/networks", f"{len(own)} networks in the default pools")],
        severity=Severity.WARNING if free else Severity.ERROR,
        fixes=[*_removed(empty), Fix("set `default-address-pools` in daemon.json to smaller subnets and restart it")],
    )


def _unused(empty: list[Network]) -> str:
    names = ", ".join(n.name for n in empty[:10])
    return f"Nobody is on {names}{' and more' if len(empty) > 10 else ''}." if empty else "All networks are in use."


def _removed(empty: list[Network]) -> Iterator[Fix]:
    if empty:
        yield Fix(
            "remove the networks that nobody is on",
            command("docker", "network", "rm", *(n.name for n in empty)),
            cost="a compose project that is down makes its network again at the next `up`",
            edits=tuple(RemoveNetwork(network=n.id) for n in empty),
        )


RULE = Rule("R218", "address-pools-running-out", Severity.ERROR, check)
