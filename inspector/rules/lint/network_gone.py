"""A stopped container is to start on a network that is gone.

What it finds
    A container that does not run and names a network that the engine does not have any more.

Why it matters
    `docker start` fails with `network ... not found`. A network of the same name that was created since does
    not help: the container keeps the old one's id.

How it is decided
    By the ids in `NetworkSettings.Networks`, and the networks that the engine lists.

What to do
    Disconnect it from the one that is gone and connect it to the present one, or let compose recreate it.

When it stays silent
    For containers that run, for networks that are there, and for a container that was never started (it has no
    id of a network yet).
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import command
from inspector.model.answer import Fix
from inspector.model.container import Container, Endpoint, State
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, inspected, unread

STOPPED = (State.EXITED, State.CREATED, State.DEAD)


def check(case: Case) -> Iterator[Told]:
    facts = case.world.facts
    for one in case.snapshot.containers if facts.networks else ():
        for endpoint in one.endpoints if one.state in STOPPED else ():
            if endpoint.network_id and endpoint.network_id not in facts.networks:
                yield _finding(case, one, endpoint)
    yield from unread(RULE, case)


def _finding(case: Case, one: Container, endpoint: Endpoint) -> Told:
    again = endpoint.network in case.world.facts.network_names
    name = endpoint.network
    commands = [command("docker", "network", "disconnect", "--force", name, one.name)]
    commands += [] if again else [command("docker", "network", "create", name)]
    commands.append(command("docker", "network", "connect", name, one.name))
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} cannot be started: its network {name} is gone"
        + (", and the present one of that name is another." if again else "."),
        cites=[inspected(one, f"/NetworkSettings/Networks/{name}/NetworkID", endpoint.network_id[:12])],
        fixes=[Fix(f"connect it to {name} anew", "; ".join(commands))],
        key=[name],
    )


RULE = Rule("L609", "network-gone", Severity.WARNING, check)
