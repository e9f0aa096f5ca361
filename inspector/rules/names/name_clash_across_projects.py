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

from collections import Counter, defaultdict
from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.facts import Record
from inspector.analysis.wording import few, reconnect
from inspector.model.answer import Fix
from inspector.model.edit import Edit, RemoveAlias, SetHostname
from inspector.model.finding import Severity
from inspector.model.network import Network
from inspector.rules.base import Rule, Told, container, inspected, network, unread


def check(case: Case) -> Iterator[Told]:
    facts = case.world.facts
    for key, served in facts.records.items():
        at = facts.networks.get(key)
        if at is None:
            continue
        clashes: dict[tuple[str, ...], dict[str, list[Record]]] = defaultdict(dict)
        for name, records in served.items():
            if len({record.container.project for record in records}) > 1:
                clashes[tuple(sorted({record.container.id for record in records}))][name] = records
        for found in clashes.values():
            yield _finding(case, at, found)
    yield from unread(RULE, case)


def _finding(case: Case, at: Network, clashes: dict[str, list[Record]]) -> Told:
    records = [record for found in clashes.values() for record in found]
    owners = sorted({record.container.id: record.container for record in records}.values(), key=lambda one: one.name)
    names = ", ".join(f"`{name}`" for name in sorted(clashes))
    projects = sorted({one.project or "no project" for one in owners})
    who = few([one.name for one in owners])
    return RULE.finding(
        case,
        [network(at), *map(container, owners)],
        f"{names} on {at.name} is answered by {who}, which are of different projects ({', '.join(projects)}).",
        detail="Docker's DNS gives out all their addresses in random order: a client of one can land in another.",
        cites=[
            inspected(
                record.container,
                f"/NetworkSettings/Networks/{record.endpoint.network}",
                f"{name} ({record.origin}) at {record.endpoint.ipv4 or record.endpoint.ipv6}",
            )
            for name, found in sorted(clashes.items())
            for record in found
        ],
        fixes=[_apart(at, clashes), Fix(f"ask for a name that only one has: {who}")],
        key=sorted(clashes),
    )


def _apart(at: Network, clashes: dict[str, list[Record]]) -> Fix:
    """All but one project give the name up: the one keeps it whose container is called so, or whose network it is."""
    commands: list[str] = []
    edits: list[Edit] = []
    for name, found in sorted(clashes.items()):
        keeper = _keeper(at, found)
        for record in found:
            owner = record.container
            if owner.project == keeper or record.origin == "name":
                continue
            if record.origin == "hostname":
                edits.append(SetHostname(container=owner.id))
                continue
            edits.append(RemoveAlias(container=owner.id, network=at.id, alias=name))
            commands.append(reconnect(owner, record.endpoint, without=name))
    return Fix(
        "let only one project keep the name on the shared network",
        "; ".join(dict.fromkeys(commands)),
        cost="a reconnect (another --hostname needs a recreate): open connections over that network break",
        edits=tuple(edits),
    )


def _keeper(at: Network, found: list[Record]) -> str:
    """The project that keeps the name."""
    counts = Counter(record.container.project for record in found)
    named = {record.container.project for record in found if record.origin == "name"}
    return min(counts, key=lambda project: (project not in named, project != at.project, -counts[project], project))


RULE = Rule("N2", "name-clash-across-projects", Severity.WARNING, check)
