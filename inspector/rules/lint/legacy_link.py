"""Containers are joined by --link on the default bridge.

What it finds
    A container with a legacy link (`HostConfig.Links`) whose target runs.

Why it matters
    A legacy link is one line in the /etc/hosts of one side: the other side finds nothing, the linking container
    cannot start before its target, and the engine calls it deprecated. A network of their own does the same
    both ways, by DNS.

How it is decided
    By `HostConfig.Links`.

What to do
    Create a network, connect both, and recreate the linking container without --link.

When it stays silent
    For links on user-defined networks, and for a link whose target is gone or does not run, which is another
    rule's.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import few, free_name, joint_network
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.edit import ConnectNetwork, CreateNetwork, RemoveLink
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, inspected, unread


def check(case: Case) -> Iterator[Told]:
    running = {one.name: one for one in case.snapshot.containers if one.has_netns}
    for one in case.snapshot.containers:
        targets = [running[link.target] for link in one.links if link.target in running]
        if targets and len(targets) == len(one.links):
            yield _finding(case, one, list({target.id: target for target in targets}.values()))
    yield from unread(RULE, case)


def _finding(case: Case, one: Container, targets: list[Container]) -> Told:
    who = few([target.name for target in targets])
    name = free_name("app", case.world.facts.network_names)
    joins = (ConnectNetwork(container=each.id, network=name) for each in (one, *targets))
    drops = (RemoveLink(container=one.id, alias=link.alias) for link in one.links)
    return RULE.finding(
        case,
        [container(one), *map(container, targets)],
        f"{one.name} finds {who} only by --link, which is deprecated, works one way, and ties their starts together.",
        cites=[inspected(one, "/HostConfig/Links", few([f"{link.target}:{link.alias}" for link in one.links]))],
        fixes=[
            Fix(
                f"put them on a network of their own, then recreate {one.name} there without --link",
                joint_network(one, *targets, network=name),
                cost="a recreate; until then both ways work",
                edits=(CreateNetwork(network=name), *joins, *drops),
            )
        ],
    )


RULE = Rule("L603", "legacy-link", Severity.NOTE, check)
