"""A service's name leads to another project's container, although its own project has one of that name.

What it finds
    A running container on two or more networks, for which a name of a container of its own project is answered
    by a container of another project on a network that comes first.

Why it matters
    Docker's DNS asks the networks of the asker in an order of its own (gateway priority, not internal before
    internal, then the network's name) and takes the first answer alone. `database` then is always the
    stranger's, and a change of a network's name changes who answers.

How it is decided
    By the names that the engine serves on each network of the asker, in the engine's order.

What to do
    Let the stranger join the shared network without that alias; or ask for `name.network`, or for the
    container's own name.

When it stays silent
    For containers on one network only, when the own project's container answers, and for a clash on one
    network, which is another rule's.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.facts import Facts, Record
from inspector.analysis.wording import few, reconnect
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.edit import RemoveAlias
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, inspected, unread


def check(case: Case) -> Iterator[Told]:
    facts = case.world.facts
    own = _by_project(facts)
    for one in case.snapshot.containers:
        if not one.has_netns or not one.project or len(one.endpoints) < 2:
            continue
        served = [(e, facts.records.get(facts.network_key(e), {})) for e, _ in facts.ordered_endpoints(one)]
        for name in sorted(own.get(one.project, {}).keys() & {n for _, names in served for n in names}):
            answers = [(e.network, names[name]) for e, names in served if name in names]
            first, mine = answers[0][1], [a for a in answers if _has(a[1], one.project)]
            if mine and not _has(first, one.project) and len(answers) > 1:
                yield _finding(case, one, name, answers[0], mine[0])
    yield from unread(RULE, case)


def _by_project(facts: Facts) -> dict[str, dict[str, None]]:
    """The names that containers of a project have been given: by service, alias or hostname."""
    found: dict[str, dict[str, None]] = {}
    for served in facts.records.values():
        for name, records in served.items():
            for record in records:
                if record.origin != "short id" and record.container.project:
                    found.setdefault(record.container.project, {})[name] = None
    return found


def _has(records: list[Record], project: str) -> bool:
    return any(record.container.project == project for record in records)


def _finding(
    case: Case, one: Container, name: str, first: tuple[str, list[Record]], mine: tuple[str, list[Record]]
) -> Told:
    stranger = first[1][0]
    own = next(record for record in mine[1] if record.container.project == one.project)
    return RULE.finding(
        case,
        [container(one), container(stranger.container), container(own.container)],
        f"For {one.name} `{name}` is {stranger.container.name} of another project (on {first[0]}), "
        f"not its own {own.container.name} (on {mine[0]}).",
        detail="Docker's DNS takes the answer of the first of the asker's networks, by an order of its own.",
        cites=[
            inspected(
                record.container, f"/NetworkSettings/Networks/{record.endpoint.network}", f"{name} ({record.origin})"
            )
            for record in (stranger, own)
        ],
        fixes=[*_given_up(case, name, first), Fix(f"ask for `{name}.{mine[0]}` or `{own.container.name}`")],
        key=[name],
    )


def _given_up(case: Case, name: str, first: tuple[str, list[Record]]) -> list[Fix]:
    """The strangers leave the name, where all of them have it as an alias: a container's own cannot be given up."""
    at = case.world.facts.network_of(first[1][0].endpoint)
    strangers = [one for one in first[1] if name in one.endpoint.aliases]
    if at is None or len(strangers) < len(first[1]):
        return []
    who = few([one.container.name for one in strangers])
    return [
        Fix(
            f"let {who} give up `{name}` on {at.name}",
            "; ".join(reconnect(one.container, one.endpoint, without=name) for one in strangers),
            cost="a reconnect: open connections break; whoever asks for it there needs another name",
            edits=tuple(RemoveAlias(container=one.container.id, network=at.id, alias=name) for one in strangers),
        )
    ]


RULE = Rule("N12", "own-service-shadowed", Severity.WARNING, check)
