"""A stopped container refers to a network that was removed.

What it finds
    A container that does not run, and whose network is known by an id that no network has.

Why it matters
    `docker start` fails: `network ... not found`. The container keeps the id, so a new network of the same name does
    not help.

How it is decided
    By the ids in the container's networks and those of the engine's networks.

What to do
    Disconnect it from what is gone and connect it to the network of today, or recreate it.

When it stays silent
    For containers that run or were never started (they go by the name), and when networks were not read.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import command
from inspector.model.answer import Fix
from inspector.model.container import Container, Endpoint
from inspector.model.edit import ConnectNetwork, CreateNetwork, Edit, StartContainer
from inspector.model.evidence import Gap, Why
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, inspected, unread


def check(case: Case) -> Iterator[Told]:
    known = case.world.facts.networks
    for one in case.snapshot.containers:
        gone = [e for e in one.endpoints if e.network_id and e.network_id not in known]
        if one.has_netns or not gone or case.snapshot.engine.product != "docker":
            continue
        if not any(n.driver == "host" for n in case.snapshot.networks):
            gap = Gap("the networks", "/networks", Why.NOT_READ, "read the engine, or add `docker network inspect`")
            yield RULE.undecided(case, [container(one)], gap)
            continue
        for endpoint in gone:
            yield _finding(case, one, endpoint)
    yield from unread(RULE, case)


def _finding(case: Case, one: Container, endpoint: Endpoint) -> Told:
    again = case.world.facts.network_names.get(endpoint.network)
    words = "there is a new one of that name, with another id" if again else "no network has that name now"
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} cannot start: its network {endpoint.network} was removed.",
        detail=f"`docker start` says that it is not found; {words}.",
        cites=[inspected(one, f"/NetworkSettings/Networks/{endpoint.network}/NetworkID", endpoint.network_id[:12])],
        fixes=[_rejoined(one, endpoint, bool(again))],
        key=[endpoint.network],
    )


def _rejoined(one: Container, endpoint: Endpoint, again: bool) -> Fix:
    name = endpoint.network
    words = [] if again else [command("docker", "network", "create", name)]
    words.append(command("docker", "network", "disconnect", "--force", name, one.name))
    words.append(command("docker", "network", "connect", name, one.name))
    words.append(command("docker", "start", one.name))
    edits: list[Edit] = [] if again else [CreateNetwork(network=name)]
    edits += [ConnectNetwork(container=one.id, network=name), StartContainer(container=one.id)]
    return Fix(f"connect {one.name} to the {name} of today", "; ".join(words), cost="none", edits=tuple(edits))


RULE = Rule("R228", "network-gone", Severity.ERROR, check)
