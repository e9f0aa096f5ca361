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

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from inspector.analysis.case import Case
from inspector.analysis.facts import Facts, Record
from inspector.analysis.wording import few, reconnect
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.edit import RemoveAlias
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, inspected, unread


class Shadow(Struct, frozen=True):
    """A name that a stranger answers on the first network, and the own project's container on another."""

    name: str
    theirs: Sequence[Record]
    mine: Record


def check(case: Case) -> Iterator[Told]:
    facts = case.world.facts
    own = _by_project(facts)
    for one in case.snapshot.containers:
        if not one.has_netns or not one.project or len(one.endpoints) < 2:
            continue
        served = [(e, facts.records.get(facts.network_key(e), {})) for e, _ in facts.ordered_endpoints(one)]
        found: dict[tuple[str, str], list[Shadow]] = defaultdict(list)
        for name in sorted(own.get(one.project, {}).keys() & {n for _, names in served for n in names}):
            answers = [(e.network, names[name]) for e, names in served if name in names]
            network, theirs = answers[0]
            mine = [(n, record) for n, records in answers for record in records if _of(record, one.project)]
            if mine and not any(_of(record, one.project) for record in theirs):
                found[network, mine[0][0]].append(Shadow(name, theirs, mine[0][1]))
        for (first, behind), shadows in found.items():
            yield _finding(case, one, first, behind, shadows)
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


def _of(record: Record, project: str) -> bool:
    return record.container.project == project


def _finding(case: Case, one: Container, first: str, behind: str, shadows: Sequence[Shadow]) -> Told:
    words = [
        f"`{each.name}` is {each.theirs[0].container.name}, not its own {each.mine.container.name}" for each in shadows
    ]
    others = (each.theirs[0].container for each in shadows), (each.mine.container for each in shadows)
    involved = {other.id: other for group in others for other in group}
    return RULE.finding(
        case,
        [container(one), *map(container, involved.values())],
        f"For {one.name} {few(words, 3)}: {first}, where another project has the name, comes before {behind}.",
        detail="Docker's DNS takes the answer of the first of the asker's networks, by an order of its own.",
        cites=[
            inspected(
                record.container,
                f"/NetworkSettings/Networks/{record.endpoint.network}",
                f"{each.name} ({record.origin}) at {record.endpoint.ipv4 or record.endpoint.ipv6}",
            )
            for each in shadows
            for record in (each.theirs[0], each.mine)
        ],
        fixes=[
            *_given_up(case, shadows),
            Fix(f"ask for {few([f'`{each.name}.{behind}` or `{each.mine.container.name}`' for each in shadows], 3)}"),
        ],
        key=[each.name for each in shadows],
    )


def _given_up(case: Case, shadows: Sequence[Shadow]) -> list[Fix]:
    """The strangers leave the names, where all have them as aliases: a container's own cannot be given up."""
    leaving: dict[str, tuple[Record, list[str]]] = {}
    for each in shadows:
        for record in each.theirs:
            if each.name not in record.endpoint.aliases:
                return []
            leaving.setdefault(record.container.id, (record, []))[1].append(each.name)
    at = case.world.facts.network_key(shadows[0].theirs[0].endpoint)
    who = few([record.container.name for record, _ in leaving.values()])
    names = few([f"`{each.name}`" for each in shadows])
    return [
        Fix(
            f"let {who} give up {names} on {shadows[0].theirs[0].endpoint.network}",
            "; ".join(reconnect(one.container, one.endpoint, without=left) for one, left in leaving.values()),
            cost="a reconnect: open connections break; whoever asks for it there needs another name",
            edits=tuple(
                RemoveAlias(container=ident, network=at, alias=name)
                for ident, (_, left) in leaving.items()
                for name in left
            ),
        )
    ]


RULE = Rule("N12", "own-service-shadowed", Severity.WARNING, check)
