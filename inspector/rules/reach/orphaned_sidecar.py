"""A sidecar lives in a network namespace that its container has left.

What it finds
    A running container with `network_mode: container:X` (or `service:X`) where X was restarted later, does not run, or
    is gone.

Why it matters
    The mode is kept as X's id, and the namespace is joined once, at the start. When X restarts it gets a new one;
    the sidecar stays in the old one, which has lost its interfaces: every name is a `bad address`, every address
    unreachable. When X is made anew (an update of the VPN container), not even a restart helps: the id is gone.

How it is decided
    By the inode of both namespaces, and without it by the two start times. No field of inspect tells it.

What to do
    Restart the sidecar, or recreate it where X is another container now. In compose `depends_on` with `restart: true`
    does it each time.

When it stays silent
    When both live in one namespace, and for a sidecar that does not run.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import command, rejoin
from inspector.model.answer import Citation, Fix, Source
from inspector.model.container import Container, Mode
from inspector.model.edit import RestartContainer
from inspector.model.evidence import Gap, Why
from inspector.model.finding import Severity
from inspector.model.ids import Kind, Ref
from inspector.rules.base import Rule, Told, container, inspected

LISTED = "/containers/json"


PROJECT = "com.docker.compose.project"
DEPENDS_ON = "com.docker.compose.depends_on"
"""Compose's label: `service:condition:restart`, with commas between; `network_mode: service:X` stands there too."""


def check(case: Case) -> Iterator[Told]:
    facts = case.world.facts
    for one in case.snapshot.containers:
        if one.network_mode.mode is not Mode.CONTAINER or not one.has_netns:
            continue
        try:
            owner = facts.namespace_owner(Ref(Kind.CONTAINER, one.id))
        except LookupError:
            yield _gone(case, one)
            continue
        if owner is None:
            continue
        if not owner.has_netns:
            yield _stopped(case, one, owner)
            continue
        orphaned = facts.orphaned(one)
        if orphaned:
            yield _left(case, one, owner)
        elif orphaned is None:
            gap = Gap(f"the namespaces of {one.name} and {owner.name}", one.name, Why.NOT_READ, "read the host as root")
            yield RULE.undecided(case, [container(one)], gap)
    for ident, gap in case.unread.items():
        yield RULE.undecided(case, [Ref(Kind.CONTAINER, ident)], gap)


def _left(case: Case, one: Container, owner: Container) -> Told:
    spaces = [case.world.facts.namespaces.get(member.id) for member in (one, owner)]
    read = [space for space in spaces if space is not None and not space.assumed]
    cites = [Citation(Source.PROCESS, "/proc/PID/ns/net", f"net:[{space.inode}]") for space in read]
    if len(cites) < 2:
        cites = [inspected(member, "/State/StartedAt", member.started_at) for member in (one, owner)]
    mend = rejoin(one, owner.name)
    return RULE.finding(
        case,
        [container(one), container(owner)],
        f"{one.name} sits in a network namespace that {owner.name} has left: it has no network at all.",
        detail=f"{owner.name} was restarted after {one.name} had joined it.",
        cites=cites,
        fixes=[Fix(mend.text, mend.command, "a restart", (RestartContainer(container=one.id),))],
    )


def _stopped(case: Case, one: Container, owner: Container) -> Told:
    mend = rejoin(one, owner.name)
    return RULE.finding(
        case,
        [container(one), container(owner)],
        f"{one.name} lives in the network namespace of {owner.name}, which is {owner.state.value}.",
        detail="The namespace has lost its interfaces: nothing is reached from there.",
        cites=[
            inspected(one, "/HostConfig/NetworkMode", f"container:{owner.name}"),
            inspected(owner, "/State/Status", owner.state.value),
        ],
        fixes=[
            Fix(
                f"start {owner.name}, then restart {one.name}",
                f"docker start {owner.id[:12]}; {mend.command}",
                cost="a restart",
            )
        ],
    )


def _gone(case: Case, one: Container) -> Told:
    target = one.network_mode.target
    if not case.snapshot.engine.version:
        gap = Gap("the list of containers", LISTED, Why.NOT_READ, "read the engine again")
        return RULE.undecided(case, [container(one)], gap)
    present = _present(case, one)
    now = f" Now {' or '.join(f'{other.name} is {other.short_id}' for other in present)}." if present else ""
    again = _made_anew(one)
    return RULE.finding(
        case,
        [container(one), *map(container, present)],
        f"{one.name} lives in the network namespace of a container that is gone.",
        detail=f"It was told to join {target[:12]}. Made anew, that container has another id: a restart does not "
        f"help.{now}",
        cites=[inspected(one, "/HostConfig/NetworkMode", f"container:{target[:12]}, which no container is")],
        fixes=[
            Fix(
                f"recreate {one.name}, so that it joins {present[0].name if present else 'the present one'}",
                again,
                cost="a recreate",
            )
        ],
    )


def _made_anew(one: Container) -> str:
    """What compose is told for it, wherever one stands: its labels name the project's folder and files."""
    if not one.compose or not one.compose.service:
        return ""
    labels = dict(one.labels)
    folder, files = labels.get(f"{PROJECT}.working_dir", ""), labels.get(f"{PROJECT}.config_files", "")
    where = [*(["--project-directory", folder] if folder else [])]
    where += [word for file in files.split(",") if file for word in ("-f", file)]
    up = ("up", "-d", "--force-recreate", one.compose.service)
    return command("docker", "compose", *where, "-p", one.compose.project, *up)


def _present(case: Case, one: Container) -> list[Container]:
    """Who stands in the place of the one that is gone: a service of its project that it depends on, made after it."""
    depends = dict(one.labels).get(DEPENDS_ON, "")
    wanted = {word.partition(":")[0] for word in depends.split(",")} - {""}
    return [
        other
        for other in case.snapshot.containers
        if other.compose and one.compose and other.compose.project == one.compose.project
        if other.compose.service in wanted and other.has_netns and other.created > one.created
    ]


RULE = Rule("R206", "orphaned-sidecar", Severity.ERROR, check)
