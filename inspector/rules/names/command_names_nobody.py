"""A command asks for a container by a name that this container cannot resolve.

What it finds
    A running container whose command names, as a host, a container that is here, by a name that does not lead
    to it from there.

Why it matters
    The program says `bad address`, `Name or service not known` or `ENOTFOUND`, although the other container may
    well run and answer.

How it is decided
    The name is asked as `inspector names` asks it, with the container as the asker: networks in common, the
    mode of both, links and /etc/hosts. That the word of the command is asked for as a host is likely, not
    certain; variables count where their values were kept.

What to do
    As the answer says: a network in common, another name of the target, or starting it.

When it stays silent
    When the name is found, when no container here is called so, and for the container's own names.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from inspector.analysis.case import Case
from inspector.analysis.mentions import Mention, mentions
from inspector.analysis.names import resolve
from inspector.analysis.wording import free_name
from inspector.model.answer import Fix, NameOutcome, NameQuery, Resolution
from inspector.model.container import Container
from inspector.model.edit import ConnectNetwork, CreateNetwork, Edit, StartContainer
from inspector.model.finding import Certainty, Severity
from inspector.model.ids import Kind, Ref
from inspector.rules.base import Rule, Told, container, inspected, unread


def check(case: Case) -> Iterator[Told]:
    facts = case.world.facts
    for one in case.snapshot.containers:
        if not one.has_netns:
            continue
        for mention in {m.host.lower(): m for m in mentions(one)}.values():
            bearers = [found for found, _ in facts.bearers.get(mention.host.lower(), ()) if found is not one]
            if not bearers:
                continue
            answer = resolve(facts, NameQuery(container(one), mention.host))
            if answer.outcome is NameOutcome.UNKNOWN:
                yield RULE.undecided(case, [container(one)], *answer.gaps)
            elif answer.outcome is not NameOutcome.FOUND:
                yield _finding(case, one, mention, answer)
    yield from unread(RULE, case)


def _finding(case: Case, one: Container, mention: Mention, answer: Resolution) -> Told:
    meant = [Ref(Kind.CONTAINER, ident) for ident in dict.fromkeys(owner.container for owner in answer.owners)]
    edits = _edits(case, one, answer)
    fixes = [
        replace(fix, cost=fix.cost or "none while they run", edits=edits) if place == 0 and edits else fix
        for place, fix in enumerate(answer.fixes)
    ]
    return RULE.finding(
        case,
        [container(one), *meant[:6]],
        answer.sentence,
        detail=f"Its command names `{mention.host}`" + (f" with port {mention.port}." if mention.port else "."),
        cites=[inspected(one, mention.pointer, mention.host), *answer.cites],
        certainty=Certainty.POSSIBLE,
        fixes=fixes or [Fix("ask for another name of the container that is meant, or for its address")],
        key=[mention.host.lower()],
    )


def _edits(case: Case, one: Container, answer: Resolution) -> tuple[Edit, ...]:
    """What the first fix of the answer does, on paper."""
    facts = case.world.facts
    target = facts.containers.get(answer.owners[0].container) if answer.owners else None
    if target is None:
        return ()
    if answer.code == "NAME_TARGET_NOT_RUNNING" and answer.fixes[0].command.startswith("docker start"):
        return (StartContainer(container=target.id),)
    if answer.code == "NAME_DEFAULT_BRIDGE_NO_DNS":
        name = free_name("app", facts.network_names)
        joins = tuple(ConnectNetwork(container=each.id, network=name) for each in (target, one))
        return (CreateNetwork(network=name), *joins)
    if answer.code == "NAME_NO_SHARED_NETWORK":
        there = next((n for e in target.endpoints if (n := facts.network_of(e)) and n.user_defined), None)
        return (ConnectNetwork(container=one.id, network=there.id),) if there else ()
    return ()


RULE = Rule("N9", "command-names-nobody", Severity.WARNING, check)
