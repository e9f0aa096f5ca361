"""A network holds an endpoint of a container that is not there.

What it finds
    A network whose own list has an endpoint without a container, or names a container that the engine does not list.

Why it matters
    The network cannot be removed (`has active endpoints`, although none is shown), its address stays taken, and no
    new container of that name can join it (`endpoint with name web already exists`). It is left behind when the
    engine could not write down that a container ended: its disk was full, or it crashed.

How it is decided
    By the `Containers` of `docker network inspect`, where such an endpoint has a key that begins with `ep-`, and the
    list of containers.

What to do
    Disconnect the endpoint by force. A restart of the engine takes it away too.

When it stays silent
    When every endpoint belongs to a container that the engine lists, when a container of its name runs, whose endpoint
    it may be in a moment, and for networks whose own list was not read.
"""

from collections.abc import Iterator, Sequence

from inspector.analysis.case import Case
from inspector.analysis.wording import command, few
from inspector.model.answer import Fix
from inspector.model.container import State
from inspector.model.edit import DisconnectNetwork
from inspector.model.finding import Severity
from inspector.model.ids import Ref
from inspector.model.network import Network
from inspector.rules.base import Rule, Told, container, inspected, network


def check(case: Case) -> Iterator[Told]:
    running = {one.name for one in case.snapshot.containers if one.has_netns}
    for at in case.snapshot.networks:
        names = [stray.name or "a nameless endpoint" for stray in at.strays if stray.name not in running]
        if names:
            addresses = [stray.ipv4 for stray in at.strays if stray.ipv4 and stray.name not in running]
            yield _finding(case, at, names, [], [f"{at.name} keeps {few(addresses)}"] if addresses else [])
    for one in case.snapshot.containers:
        if one.state is not State.UNKNOWN or one.image or one.created or one.id not in case.unread:
            continue
        if not case.snapshot.engine.version:
            yield RULE.undecided(case, [container(one)], case.unread[one.id])
            continue
        for endpoint in one.endpoints:
            known = case.world.facts.network_of(endpoint)
            if known:
                yield _finding(case, known, [one.name], [container(one)], [])


def _finding(case: Case, at: Network, names: Sequence[str], gone: Sequence[Ref], kept: Sequence[str]) -> Told:
    plural = len(names) > 1
    whose = f"{few(names)}, {'containers that are' if plural else 'a container that is'} not there"
    leave = (command("docker", "network", "disconnect", "--force", at.name, name) for name in names)
    return RULE.finding(
        case,
        [network(at), *gone],
        f"{at.name} holds {'endpoints' if plural else 'an endpoint'} of {whose}.",
        detail="`docker network rm` says `has active endpoints`, no container of that name can join, "
        f"and {'; '.join(kept) or 'the address stays taken'}.",
        cites=[inspected(at, "/Containers", f"{few(names)}, which no container has")],
        fixes=[
            Fix(
                "disconnect it by force",
                "; ".join(leave),
                cost="none",
                edits=tuple(DisconnectNetwork(container=ref.id, network=at.id) for ref in gone),
            )
        ],
        key=[] if gone else sorted(names),
    )


RULE = Rule("R225", "stale-endpoint", Severity.WARNING, check)
