"""One name on a shared network is answered by containers of different projects.

What it finds
    A name (container name, alias, hostname) that containers of two or more compose projects, or of a project
    and of none, answer to on one network.

Why it matters
    Docker's DNS answers with the addresses of all of them in random order. `database` then leads now into one
    project, now into the other: wrong data, failed logins, and it comes and goes.

How it is decided
    By the names that the engine serves on each user-defined network for the containers that run: name, aliases,
    short id, hostname.

What to do
    Let each project ask for a name that only its own container has (its container name), or take the alias off
    the shared network. Compose gives each service its own name as an alias again at the next `up`: rename the
    service, or give the shared network only to the services that need it.

When it stays silent
    When all who answer are of one project (replicas share a name on purpose), and for containers that do not
    run.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from inspector.analysis.case import Case
from inspector.analysis.facts import Record
from inspector.analysis.wording import few
from inspector.model.answer import Fix
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, network, unread
from inspector.rules.clashes import Clash, apart, clashes


def check(case: Case) -> Iterator[Told]:
    for clash in clashes(case.world.facts, _across):
        yield _finding(case, clash)
    yield from unread(RULE, case)


def _across(records: Sequence[Record]) -> bool:
    return len({one.container.project for one in records}) > 1


def _finding(case: Case, clash: Clash) -> Told:
    names = few([f"`{name}`" for name in sorted(clash.names)])
    projects = sorted({one.project or "no project" for one in clash.owners})
    who = few([one.name for one in clash.owners])
    keepers = {name: _keeper(clash, records) for name, records in clash.names.items()}
    return RULE.finding(
        case,
        [network(clash.network), *map(container, clash.owners)],
        f"{names} on {clash.network.name} is answered by {who}, which are of different projects ({few(projects)}).",
        detail="Docker's DNS gives out all their addresses in random order: a client of one can land in another.",
        cites=clash.cites,
        fixes=[
            apart(
                clash,
                lambda name, one: one.container.project == keepers[name],
                "let only one project keep the name on the shared network",
            ),
            Fix(f"ask for a name that only one has: {who}"),
        ],
        key=sorted(clash.names),
    )


def _keeper(clash: Clash, records: Sequence[Record]) -> str:
    """The project that keeps a name: whose container is called so, or whose network it is, or that has most of them."""
    own, counts = clash.network.project, Counter(one.container.project for one in records)
    named = {one.container.project for one in records if one.origin == "name"}
    return min(counts, key=lambda project: (project not in named, project != own, -counts[project], project))


RULE = Rule("N2", "name-clash-across-projects", Severity.WARNING, check)
