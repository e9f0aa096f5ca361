"""One name on a network is answered by several containers, and it was not given to them to share.

What it finds
    A name of one container (its container name or hostname) that another one answers to as well on the same
    network: by its own hostname or by an alias.

Why it matters
    Docker's DNS has no precedence: the true bearer of the name and the other one are answered in random order,
    so a part of the connections goes to the wrong one. No warning is given when the second one starts.

How it is decided
    By the names that the engine serves on each user-defined network for the containers that run: name, aliases,
    short id, hostname.

What to do
    Give the second one another hostname or alias.

When it stays silent
    For an alias that was given to several on purpose (all have it as an alias), for replicas of one compose
    service, and for containers of different projects, which are another rule's.
"""

from collections.abc import Iterator, Sequence

from inspector.analysis.case import Case
from inspector.analysis.facts import Record
from inspector.analysis.wording import few
from inspector.model.answer import Fix
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, network, unread
from inspector.rules.clashes import Clash, apart, clashes


def check(case: Case) -> Iterator[Told]:
    for clash in clashes(case.world.facts, _unwanted):
        yield _finding(case, clash)
    yield from unread(RULE, case)


def _unwanted(records: Sequence[Record]) -> bool:
    owners = [one.container for one in records]
    services = {one.compose.service for one in owners if one.compose}
    replicas = len(services) == 1 and all(one.compose for one in owners)
    one_project = len({one.project for one in owners}) == 1
    return one_project and not replicas and any(one.origin != "alias" for one in records)


def _finding(case: Case, clash: Clash) -> Told:
    names = few([f"`{name}`" for name in sorted(clash.names)])
    who = few([one.name for one in clash.owners])
    keepers = {name: _keeper(records) for name, records in clash.names.items()}
    return RULE.finding(
        case,
        [network(clash.network), *map(container, clash.owners)],
        f"{names} on {clash.network.name} is answered by {who}: any of them may be reached.",
        detail="Docker's DNS gives out all their addresses in random order, whoever is called so.",
        cites=clash.cites,
        fixes=[
            apart(clash, lambda name, one: one.container.id == keepers[name], "let only one of them keep the name"),
            Fix(f"ask for a name that only one has: {who}"),
        ],
        key=sorted(clash.names),
    )


def _keeper(records: Sequence[Record]) -> str:
    order = ("name", "alias", "hostname")
    best = min(records, key=lambda one: (order.index(one.origin) if one.origin in order else 9, one.container.name))
    return best.container.id


RULE = Rule("N3", "name-clash", Severity.WARNING, check)
