"""A volume is mounted by its path, so that the engine does not know that it is used.

What it finds
    A bind mount of a volume's own folder (`/var/lib/docker/volumes/NAME/_data`).

Why it matters
    The engine counts a volume's users by name. Mounted by path only, `docker volume rm` and prunes delete it under the
    running container, and `docker volume ls --filter dangling=true` lists it as unused.

How it is decided
    By the mount's source and the list of volumes.

What to do
    Mount the volume by its name: `-v NAME:/target`.

When it stays silent
    Where the source is no volume that the engine has.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.storage_paths import clean
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.edit import SetMount
from inspector.model.finding import Severity
from inspector.model.storage import Mount, MountKind, Volume
from inspector.rules.base import Rule, Told, container, inspected, unread, volume
from inspector.rules.stored import mounted, volume_of_path


def check(case: Case) -> Iterator[Told]:
    for one in case.snapshot.containers:
        for mount in one.mounts:
            known = volume_of_path(case, clean(mount.source)) if mount.kind is MountKind.BIND else None
            if known:
                yield _finding(case, one, mount, known)
    yield from unread(RULE, case)


def _finding(case: Case, one: Container, mount: Mount, known: Volume) -> Told:
    users = sorted({user.name for user, _ in case.storage.users.get(known.name, ())})
    counted = f"counts only {', '.join(users)} as its user" if users else "takes it for unused: a prune may delete it"
    whole = clean(mount.source) == clean(known.mountpoint)
    by_name = SetMount(container=one.id, target=mount.target, source=known.name, writable=mount.writable)
    words = f"-v {known.name}:{mount.target}{'' if mount.writable else ':ro'}"
    if not whole:
        words = f"--mount type=volume,src={known.name},dst={mount.target},volume-subpath=FOLDER (engine 26 on)"
    return RULE.finding(
        case,
        [container(one), volume(known)],
        f"{one.name} mounts the volume {known.name[:20]} by its path, so that the engine {counted}.",
        cites=[mounted(one, mount), inspected(known, "/Mountpoint", known.mountpoint)],
        severity=Severity.NOTE if users else Severity.WARNING,
        fixes=[
            Fix(
                f"mount it by its name: {words}",
                cost="a recreate",
                edits=(by_name,) if whole else (),
            )
        ],
        key=[mount.target],
    )


RULE = Rule("S417", "volume-mounted-by-path", Severity.WARNING, check)
