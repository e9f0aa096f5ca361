"""Nothing stands at the source of a bind mount.

What it finds
    A bind mount whose source does not exist on the host now.

Why it matters
    At its next start the container gets an empty folder of root's instead (`-v`), or does not start: `bind source
    path does not exist` (`--mount`). While it runs, it goes on to see what was removed, and nobody else does.

How it is decided
    By what stands at the source on the host.

What to do
    Bring the source back before the container starts again. What a running container still sees can be copied
    out of it.

When it stays silent
    Where something stands there, and for a single file that was replaced under a running container, which is
    another rule's.
"""

from collections import defaultdict
from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import command
from inspector.model.answer import Fix
from inspector.model.container import Container, State
from inspector.model.edit import RemoveMount
from inspector.model.evidence import Gap
from inspector.model.files import FileKind, PathFact
from inspector.model.finding import Severity
from inspector.model.ids import Ref
from inspector.model.storage import Mount, MountKind, MountOrigin
from inspector.rules.base import Rule, Told, container, unread
from inspector.rules.stored import lacking, mounted, on_host, stood

_ALIVE = (State.RUNNING, State.PAUSED, State.RESTARTING)


def check(case: Case) -> Iterator[Told]:
    lacks: dict[Gap, list[Ref]] = defaultdict(list)
    for one in case.snapshot.containers:
        for mount in one.mounts:
            if mount.kind is not MountKind.BIND or not mount.source.startswith("/"):
                continue
            fact = on_host(case, mount.source)
            inside = case.storage.fact(one, mount.target)
            if isinstance(fact, Gap):
                lacks[fact].append(container(one))
            elif fact.kind is FileKind.MISSING and not (inside and inside.kind is FileKind.FILE):
                yield _finding(case, one, mount, fact)
    yield from lacking(RULE, case, lacks)
    yield from unread(RULE, case)


def _finding(case: Case, one: Container, mount: Mount, fact: PathFact) -> Told:
    fails = mount.origin is MountOrigin.MOUNT
    starts = bool(one.compose) or one.restart_policy in ("always", "unless-stopped") or one.state in _ALIVE
    next_start = "will not start again" if fails else "gets an empty folder there at its next start"
    return RULE.finding(
        case,
        [container(one)],
        f"Nothing stands at {mount.source} on the host: {one.name}, which has it at {mount.target}, {next_start}.",
        detail=f"{one.name} still sees what was removed." if one.state in _ALIVE else "",
        cites=[mounted(one, mount), stood(fact)],
        severity=Severity.WARNING if starts or fails else Severity.NOTE,
        fixes=[_brought_back(one, mount), _left_out(one, mount)],
        key=[mount.target],
    )


def _brought_back(one: Container, mount: Mount) -> Fix:
    """A running container holds the old content; a stopped one gets an empty folder that is known to be empty."""
    if one.state in _ALIVE:
        steps = (
            command("docker", "cp", f"{one.name}:{mount.target}", mount.source),
            command("docker", "restart", one.name),
        )
        return Fix(f"copy what {one.name} still sees back to {mount.source}", "; ".join(steps), cost="a restart")
    steps = (command("mkdir", "-p", mount.source), command("docker", "start", one.name))
    return Fix(f"bring {mount.source} back, or make it as an empty folder", "; ".join(steps))


def _left_out(one: Container, mount: Mount) -> Fix:
    edit = RemoveMount(container=one.id, target=mount.target)
    return Fix(f"leave the mount at {mount.target} out", cost="a recreate", edits=(edit,))


RULE = Rule("S409", "bind-source-missing", Severity.WARNING, check)
