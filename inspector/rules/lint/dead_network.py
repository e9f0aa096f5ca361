"""A network has no containers.

What it finds
    A user-defined network that no container is on, running or stopped.

Why it matters
    Each network keeps a subnet of the engine's pools (about thirty in all), a bridge and firewall rules. When
    the pools run out, `docker network create` and `docker compose up` fail; and each subnet shadows whatever
    else has those addresses.

How it is decided
    By the networks of all containers, stopped ones included, and by what the networks themselves list.

What to do
    Remove it: `docker network rm`. Compose creates its networks again at the next `up`.

When it stays silent
    For the engine's own networks (bridge, host, none, docker_gwbridge, ingress), for swarm networks, whose
    containers may be on other nodes, and for a network that is younger than the reading by less than ten
    minutes.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from inspector.analysis.case import Case
from inspector.analysis.wording import command
from inspector.model.answer import Fix
from inspector.model.edit import RemoveNetwork
from inspector.model.finding import Severity
from inspector.model.network import Network
from inspector.rules.base import Rule, Told, inspected, network

OWN = frozenset({"bridge", "host", "none", "podman", "docker_gwbridge", "ingress"})
YOUNG = timedelta(minutes=10)


def check(case: Case) -> Iterator[Told]:
    facts = case.world.facts
    named = {endpoint.network for one in case.snapshot.containers for endpoint in one.endpoints}
    for one in case.snapshot.networks:
        if not one.user_defined or one.name in OWN or one.ingress or one.scope == "swarm":
            continue
        if one.id in facts.members or one.name in named or _young(case, one):
            continue
        if case.unread:
            yield RULE.undecided(case, [network(one)], *case.unread.values())
            continue
        yield _finding(case, one)


def _young(case: Case, one: Network) -> bool:
    try:
        return datetime.fromisoformat(case.snapshot.taken_at) - datetime.fromisoformat(one.created) < YOUNG
    except (ValueError, TypeError):
        return False


def _finding(case: Case, one: Network) -> Told:
    subnets = ", ".join(subnet.cidr for subnet in one.subnets)
    return RULE.finding(
        case,
        [network(one)],
        f"{one.name} has no containers" + (f", and keeps {subnets}." if subnets else "."),
        cites=[inspected(one, "/Containers", "none"), *([inspected(one, "/IPAM/Config", subnets)] if subnets else [])],
        fixes=[
            Fix(
                f"remove {one.name}",
                command("docker", "network", "rm", one.name),
                cost="none; compose creates its networks again",
                edits=(RemoveNetwork(network=one.id),),
            )
        ],
    )


RULE = Rule("L607", "dead-network", Severity.NOTE, check)
