"""A --link on the default bridge names a container that is not there for it.

What it finds
    A legacy link whose target does not exist any more, does not run, or has left the default bridge.

Why it matters
    The linking container cannot be started or restarted (`Cannot link to a non running container`), and while
    it runs `docker exec` on it fails in the same words. Its /etc/hosts keeps the old address, which may be
    another container's now.

How it is decided
    By `HostConfig.Links`, and by the state and networks of the container that it names.

What to do
    Start the target. For good: put both on a network of their own and leave --link out.

When it stays silent
    While the target runs on the default bridge, and for links on user-defined networks, which are another
    rule's.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import revive
from inspector.model.answer import Fix
from inspector.model.container import Container, Link, State
from inspector.model.edit import Edit, RemoveLink, StartContainer, UnpauseContainer
from inspector.model.finding import Severity
from inspector.model.snapshot import Origin
from inspector.rules.base import Rule, Told, container, inspected, unread


def check(case: Case) -> Iterator[Told]:
    by_name = {one.name: one for one in case.snapshot.containers}
    for one in case.snapshot.containers:
        for link in one.links:
            target = by_name.get(link.target)
            why = _why(case, target)
            if why:
                yield _finding(case, one, link, target, why)
    yield from unread(RULE, case)


def _why(case: Case, target: Container | None) -> str:
    if target is None:
        # A target outside of the file may well be there.
        return "" if case.snapshot.origin is Origin.COMPOSED else "does not exist any more"
    if target.state is State.UNKNOWN:
        return ""
    if not target.has_netns:
        return f"is {target.state.value}"
    networks = [case.world.facts.network_of(endpoint) for endpoint in target.endpoints]
    if any(network is not None and network.default_bridge for network in networks):
        return ""
    return "has left the default bridge"


def _finding(case: Case, one: Container, link: Link, target: Container | None, why: str) -> Told:
    subjects = [container(one), *([container(target)] if target else [])]
    verb = "runs, but cannot be started again" if one.has_netns else "cannot be started"
    cites = [inspected(one, "/HostConfig/Links", f"{link.target}:{link.alias}")]
    if target:
        cites.append(inspected(target, "/State/Status", target.state.value))
    return RULE.finding(
        case,
        subjects,
        f"{one.name} is linked to {link.target} as {link.alias}, which {why}: {one.name} {verb}.",
        detail="`docker exec` on it fails too, and its /etc/hosts may hold an old address." if one.has_netns else "",
        cites=cites,
        fixes=[*_start(target), _without(one, link)],
        key=[link.alias],
    )


def _start(target: Container | None) -> list[Fix]:
    if target is None or target.has_netns:
        return []
    fix = revive(target)
    edits: dict[State, Edit] = {
        State.CREATED: StartContainer(container=target.id),
        State.EXITED: StartContainer(container=target.id),
        State.PAUSED: UnpauseContainer(container=target.id),
    }
    edit = edits.get(target.state)
    return [Fix(fix.text, fix.command, "none: it was meant to run", (edit,) if edit else ())]


def _without(one: Container, link: Link) -> Fix:
    return Fix(
        f"recreate {one.name} on a network of its own with {link.target}, without --link",
        cost="a recreate",
        edits=(RemoveLink(container=one.id, alias=link.alias),),
    )


RULE = Rule("N4", "link-target-gone", Severity.ERROR, check)
