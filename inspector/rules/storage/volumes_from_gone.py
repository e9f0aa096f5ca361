"""A container borrows its volumes from one that is gone.

What it finds
    A container that was started with `--volumes-from X` where there is no container X any more.

Why it matters
    It runs on, and restarts, with the volumes that it got. But it cannot be made anew: `No such container: X`. What
    it borrowed of anonymous volumes is then without any user.

How it is decided
    By HostConfig.VolumesFrom, which keeps the name, and the list of containers.

What to do
    Mount the volumes by their names, instead of by way of another container.

When it stays silent
    While the lender is there, running or stopped.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import few
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.finding import Severity
from inspector.model.snapshot import Origin
from inspector.model.storage import Mount, MountOrigin
from inspector.rules.base import Rule, Told, container, inspected, unread
from inspector.rules.stored import mounted


def check(case: Case) -> Iterator[Told]:
    if case.snapshot.origin is Origin.COMPOSED:
        # A lender outside of the file may well be there.
        return
    known = {word for one in case.snapshot.containers for word in (one.name, one.id, one.short_id)}
    for one in case.snapshot.containers:
        for word in one.volumes_from:
            lender = word.partition(":")[0].lstrip("/")
            if lender not in known and not any(each.startswith(lender) for each in known if _is_id(lender)):
                yield _finding(case, one, lender)
    yield from unread(RULE, case)


def _is_id(word: str) -> bool:
    return len(word) >= 12 and not set(word) - set("0123456789abcdef")


def _finding(case: Case, one: Container, lender: str) -> Told:
    shown = lender[:12] if _is_id(lender) else lender
    borrowed = [mount for mount in one.mounts if mount.origin is MountOrigin.VOLUMES_FROM]
    words = " ".join(_option(mount) for mount in borrowed)
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} borrows its volumes from {shown}, which is gone: it cannot be made anew.",
        detail=f"It goes on to have {few([mount.target for mount in borrowed])}." if borrowed else "",
        cites=[
            inspected(one, "/HostConfig/VolumesFrom", shown),
            *(mounted(one, mount) for mount in borrowed),
        ],
        fixes=[Fix(f"mount them by name instead of --volumes-from: {words}".rstrip(": "), cost="a recreate")],
        key=[] if _is_id(lender) else [lender],
    )


def _option(mount: Mount) -> str:
    return f"-v {mount.volume or mount.source}:{mount.target}{'' if mount.writable else ':ro'}"


RULE = Rule("S418", "volumes-from-gone", Severity.WARNING, check)
