"""A mount inside of a bind mount left an empty folder of root's in somebody's folder on the host.

What it finds
    An empty, root-owned folder in a bind mount's source that is only there because another mount of the same
    container needs a place to be mounted at, where the folder around it belongs to a user.

Why it matters
    The runtime makes each mount point that is missing, as root: `./node_modules` appears in a working copy, is empty,
    and cannot be removed or written without sudo. Tools on the host then fail with `EACCES`.

How it is decided
    By the container's mounts in their order, and by owner and content of the folder on the host.

What to do
    Give the folder to its user. It is needed as a mount point: when it is removed, the next start makes it anew.

When it stays silent
    Where the folder around it is root's too, where it holds something, and where it belongs to the user already.
"""

from collections import defaultdict
from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import command
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.evidence import Gap
from inspector.model.files import FileKind, PathFact
from inspector.model.finding import Severity
from inspector.model.ids import Ref
from inspector.model.storage import Mount, MountKind
from inspector.parse.mounts import nested
from inspector.rules.base import Rule, Told, container, unread
from inspector.rules.stored import lacking, mounted, of_root, on_host, stood


def check(case: Case) -> Iterator[Told]:
    lacks: dict[Gap, list[Ref]] = defaultdict(list)
    for one in case.snapshot.containers:
        by_target = {mount.target: mount for mount in one.mounts}
        sources = {mount.target: mount.source if mount.kind is MountKind.BIND else "" for mount in one.mounts}
        for target, path in sorted(nested(sources).items()):
            outer = max((top for top in by_target if target.startswith(f"{top}/")), key=len)
            made, around = on_host(case, path), on_host(case, by_target[outer].source)
            if isinstance(made, Gap) or isinstance(around, Gap):
                lacks[next(one for one in (made, around) if isinstance(one, Gap))].append(container(one))
            elif made.kind is FileKind.DIRECTORY and made.empty and _differ(case, one, made, around):
                yield _finding(case, one, (by_target[outer], by_target[target]), made, around)
    yield from lacking(RULE, case, lacks)
    yield from unread(RULE, case)


def _differ(case: Case, one: Container, made: PathFact, around: PathFact) -> bool:
    return of_root(case, one, made) and around.uid > 0 and not of_root(case, one, around)


def _finding(case: Case, one: Container, mounts: tuple[Mount, Mount], made: PathFact, around: PathFact) -> Told:
    outer, inner = mounts
    what = inner.volume[:12] or inner.source or "a tmpfs"
    return RULE.finding(
        case,
        [container(one)],
        f"{made.path} on the host is an empty folder of root's: {one.name} needs it as mount point for {inner.target}.",
        detail=f"First {outer.source} is mounted at {outer.target}, then {what} at {inner.target}, "
        "which lies in it: the runtime makes what is missing there, as root.",
        cites=[mounted(one, outer), mounted(one, inner), stood(made), stood(around)],
        fixes=[
            Fix(
                f"give it to the owner of the folder around it ({around.uid}:{around.gid})",
                command("chown", f"{around.uid}:{around.gid}", made.path),
            )
        ],
        key=[inner.target],
    )


RULE = Rule("S407", "mount-point-made-on-host", Severity.NOTE, check)
