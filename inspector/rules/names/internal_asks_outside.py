"""A container on internal networks only asks for a name outside.

What it finds
    A running container whose command names a host that is no container's, while all its networks are internal.

Why it matters
    An internal network has no way out, for names neither: Docker's DNS passes no query on. Up to 23 the program
    waits for an answer that never comes, from 25 on it is told SERVFAIL; both read as `bad address` or
    `Temporary failure in name resolution`.

How it is decided
    The name is asked as `inspector names` asks it. That the word of the command is asked for as a host is
    likely, not certain.

What to do
    Connect the container to a network that is not internal as well, or let it ask a proxy on the internal
    network.

When it stays silent
    When one of the networks is not internal, with --dns servers of its own, and for names of containers, which
    are another rule's.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.mentions import LOCAL, Mention, mentions
from inspector.analysis.names import resolve
from inspector.analysis.wording import command, free_name
from inspector.model.answer import Fix, NameQuery, Resolution
from inspector.model.container import Container
from inspector.model.edit import ConnectNetwork, CreateNetwork
from inspector.model.finding import Certainty, Severity
from inspector.rules.base import Rule, Told, container, inspected, unread

NO_WAY_OUT = "NAME_INTERNAL_NO_UPSTREAM"


def check(case: Case) -> Iterator[Told]:
    facts = case.world.facts
    for one in case.snapshot.containers:
        if not one.has_netns:
            continue
        for mention in {m.host.lower(): m for m in mentions(one) if "." in m.host and m.host not in LOCAL}.values():
            answer = resolve(facts, NameQuery(container(one), mention.host))
            if answer.code == NO_WAY_OUT and mention.host.lower() not in facts.bearers:
                yield _finding(case, one, mention, answer)
    yield from unread(RULE, case)


def _finding(case: Case, one: Container, mention: Mention, answer: Resolution) -> Told:
    name = free_name("public", case.world.facts.network_names)
    commands = (("create", name), ("connect", name, one.name))
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} asks for `{mention.host}`, but it is only on internal networks, where nobody outside is asked.",
        detail=answer.sentence,
        cites=[inspected(one, mention.pointer, mention.host), *answer.cites],
        certainty=Certainty.POSSIBLE,
        fixes=[
            Fix(
                f"connect {one.name} to a network that is not internal too",
                "; ".join(command("docker", "network", *words) for words in commands),
                cost="none while it runs; it can then reach the outside",
                edits=(CreateNetwork(network=name), ConnectNetwork(container=one.id, network=name)),
            )
        ],
        key=[mention.host.lower()],
    )


RULE = Rule("N16", "internal-asks-outside", Severity.WARNING, check)
