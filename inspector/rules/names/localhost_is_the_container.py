"""A command asks localhost for what another container serves.

What it finds
    A running container whose command names localhost or 127.0.0.1 with a port on which nothing in it listens,
    and that another container has.

Why it matters
    localhost in a container is the container itself, not the host and not its neighbour: the connection is
    refused at once (`ECONNREFUSED 127.0.0.1:3306`).

How it is decided
    By the words of the command (and of variables, where their values were kept), the listening sockets of the
    container's namespace, and the ports that other containers listen on, publish or expose.

What to do
    Ask for the other container by its name.

When it stays silent
    When something in the namespace listens on the port, in host mode, and when no other container has the port.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.mentions import LOCAL, Mention, mentions
from inspector.analysis.names import resolve
from inspector.analysis.reach import namespace_of
from inspector.analysis.wording import few
from inspector.model.answer import Citation, Fix, NameOutcome, NameQuery, Source
from inspector.model.container import Container, Mode
from inspector.model.finding import Certainty, Severity
from inspector.rules.base import Rule, Told, container, inspected, not_read, unread


def check(case: Case) -> Iterator[Told]:
    having = _having(case)
    for one in case.snapshot.containers:
        if not one.has_netns or one.network_mode.mode is Mode.HOST:
            continue
        wanted = {m.port: m for m in mentions(one) if m.host in LOCAL and m.port}
        for port, mention in wanted.items():
            others = [other for other in having.get(port, ()) if other is not one]
            if not others or port in {p.port for p in one.ports}:
                continue
            space = namespace_of(case.world, one)
            if space is None or space.sockets is None:
                yield RULE.undecided(case, [container(one)], not_read("listening sockets of containers"))
            elif not any(s.port == port and not s.peer for s in space.sockets):
                yield _finding(case, one, mention, others)
    yield from unread(RULE, case)


def _having(case: Case) -> dict[int, list[Container]]:
    """Who runs and declares, publishes or listens on a port."""
    found: dict[int, list[Container]] = {}
    for one in case.snapshot.containers:
        if one.has_netns:
            own = case.world.facts.namespaces.get(one.id)
            heard = {s.port for s in (own.sockets or ())} if own and not own.host else set()
            for port in heard | {port.port for port in one.ports}:
                found.setdefault(port, []).append(one)
    return found


def _finding(case: Case, one: Container, mention: Mention, others: list[Container]) -> Told:
    near = [
        other
        for other in others
        if resolve(case.world.facts, NameQuery(container(one), other.name)).outcome is NameOutcome.FOUND
    ]
    said = f"{mention.host}:{mention.port}"
    who = few([other.name for other in near or others])
    where = f"ask for {near[0].name}:{mention.port}" if near else f"put it on a network with {who}, and ask by name"
    return RULE.finding(
        case,
        [container(one), *map(container, (near or others)[:6])],
        f"{one.name} asks {said}, where nothing listens: that is {one.name} itself. {who} has port {mention.port}.",
        detail="localhost inside of a container is the container, neither the host nor its neighbour.",
        cites=[
            inspected(one, mention.pointer, said),
            Citation(Source.SOCKET, one.name, f"nobody listens on port {mention.port}"),
        ],
        certainty=Certainty.POSSIBLE,
        fixes=[Fix(where)],
        key=[str(mention.port)],
    )


RULE = Rule("N8", "localhost-is-the-container", Severity.WARNING, check)
