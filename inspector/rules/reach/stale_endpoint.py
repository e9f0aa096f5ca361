"""A network holds an endpoint of a container that is not there.

What it finds
    A network whose own list names a container that the engine does not list.

Why it matters
    The network cannot be removed (`has active endpoints`), its address stays taken, and a container of the same name
    cannot join. It is left behind by an engine that crashed.

How it is decided
    By the list of containers and the `Containers` of `docker network inspect`, where both were read: a reading of an
    engine has them for the networks of a swarm; for others add the output of `docker network inspect`.

What to do
    Disconnect the endpoint by force.

When it stays silent
    When every name belongs to a container that the engine lists, and for networks whose own list was not read.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import command
from inspector.model.answer import Fix
from inspector.model.container import Container, State
from inspector.model.edit import DisconnectNetwork
from inspector.model.finding import Severity
from inspector.model.network import Network
from inspector.rules.base import Rule, Told, container, inspected, network


def check(case: Case) -> Iterator[Told]:
    for one in case.snapshot.containers:
        if one.state is not State.UNKNOWN or one.image or one.created or one.id not in case.unread:
            continue
        if not case.snapshot.engine.version:
            yield RULE.undecided(case, [container(one)], case.unread[one.id])
            continue
        for endpoint in one.endpoints:
            at = case.world.facts.network_of(endpoint)
            if at:
                yield _finding(case, one, at)


def _finding(case: Case, one: Container, at: Network) -> Told:
    return RULE.finding(
        case,
        [network(at), container(one)],
        f"{at.name} holds an endpoint of {one.name}, a container that is not there.",
        detail="The network cannot be removed, and the address stays taken.",
        cites=[inspected(at, "/Containers", f"{one.name}, which the engine does not list")],
        fixes=[
            Fix(
                "disconnect it by force",
                command("docker", "network", "disconnect", "--force", at.name, one.name),
                cost="none",
                edits=(DisconnectNetwork(container=one.id, network=at.id),),
            )
        ],
    )


RULE = Rule("R225", "stale-endpoint", Severity.WARNING, check)
