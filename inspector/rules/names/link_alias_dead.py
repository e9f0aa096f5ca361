"""A --link on a user-defined network leads to nobody.

What it finds
    An entry of `Networks[N].Links` whose target has no running container of that name on the network.

Why it matters
    On a user-defined network a link is only one more name, kept as text: it is accepted for a target that does
    not exist, and it is lost when the target is renamed. The alias is then not found, or falls through to
    another container that has it as an alias.

How it is decided
    By the links of each endpoint and the names that the engine serves on the same network for the containers
    that run.

What to do
    Start the target, give it its old name back, or give the target the alias itself: then everybody on the
    network finds it.

When it stays silent
    When the target answers, on another network of the container too, and for linking containers that do not run.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import command, revive
from inspector.model.answer import Fix
from inspector.model.container import Container, Endpoint, Link, State
from inspector.model.edit import Edit, RemoveLink, StartContainer
from inspector.model.finding import Severity
from inspector.model.snapshot import Origin
from inspector.rules.base import Rule, Told, container, inspected, unread


def check(case: Case) -> Iterator[Told]:
    facts = case.world.facts
    by_name = {one.name: one for one in case.snapshot.containers}
    for one in case.snapshot.containers:
        for endpoint in one.endpoints if one.has_netns else ():
            network = facts.network_of(endpoint)
            if network is None or network.default_bridge:
                continue
            served = facts.records.get(facts.network_key(endpoint), {})
            for link in endpoint.links:
                if link.target.lower() not in served and not _elsewhere(case, one, link):
                    yield _finding(case, one, endpoint, link, by_name.get(link.target))
    yield from unread(RULE, case)


def _elsewhere(case: Case, one: Container, link: Link) -> bool:
    """Whether another network of the container has the target, or the target is none of the compose file's."""
    facts = case.world.facts
    keys = [facts.network_key(at) for at in one.endpoints if link in at.links]
    unread = case.snapshot.origin is Origin.COMPOSED and all(c.name != link.target for c in case.snapshot.containers)
    return unread or any(link.target.lower() in facts.records.get(key, {}) for key in keys)


def _finding(case: Case, one: Container, endpoint: Endpoint, link: Link, target: Container | None) -> Told:
    why = "there is no container of that name"
    if target is not None:
        why = f"{target.name} is not on it" if target.has_netns else f"{target.name} is {target.state.value}"
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} is linked to {link.target} as {link.alias} on {endpoint.network}, but {why}: "
        f"`{link.alias}` leads to nobody.",
        detail="A link on a user-defined network goes by the target's name, and is lost when the target is renamed.",
        cites=[inspected(one, f"/NetworkSettings/Networks/{endpoint.network}/Links", f"{link.target}:{link.alias}")],
        fixes=[*_target(endpoint, target), _without(one, link)],
        key=[endpoint.network, link.alias],
    )


def _target(endpoint: Endpoint, target: Container | None) -> list[Fix]:
    if target is None:
        return []
    if target.has_netns:
        connect = command("docker", "network", "connect", endpoint.network, target.name)
        return [Fix(f"connect {target.name} to {endpoint.network}", connect)]
    fix = revive(target)
    edit: tuple[Edit, ...] = ()
    if target.state in (State.CREATED, State.EXITED) and any(e.network == endpoint.network for e in target.endpoints):
        edit = (StartContainer(container=target.id),)
    return [Fix(fix.text, fix.command, "none: it was meant to run", edit)]


def _without(one: Container, link: Link) -> Fix:
    return Fix(
        f"recreate {one.name} without --link, and give the target the alias {link.alias} instead",
        cost="a recreate",
        edits=(RemoveLink(container=one.id, alias=link.alias),),
    )


RULE = Rule("N6", "link-alias-dead", Severity.WARNING, check)
