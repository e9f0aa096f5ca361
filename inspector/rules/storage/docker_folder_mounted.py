"""The engine's own folder is mounted into a container.

What it finds
    A bind mount of `/var/lib/docker` (or wherever the engine keeps its things), of a folder above it, or of one in
    it such as `volumes` or `containers`.

Why it matters
    There lie the data of all volumes, the files of all containers and their settings with the passwords. Who may
    write there may change any of them behind the engine's back; who may read sees them all. Mounts of other
    containers that come along can keep their removal busy: `device or resource busy`.

How it is decided
    By the mounts' sources and the engine's root folder.

What to do
    Mount the one volume that is meant, by its name. Tools that only watch get it `:ro`.

When it stays silent
    For the root of the host and other system folders, which are another rule's, and for the folder of one volume.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.storage_paths import clean, within
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.edit import RemoveMount
from inspector.model.finding import Severity
from inspector.model.storage import Mount, MountKind
from inspector.rules.base import Rule, Told, container, unread
from inspector.rules.stored import engine_folder, mounted, volume_of_path


def check(case: Case) -> Iterator[Told]:
    root = engine_folder(case)
    for one in case.snapshot.containers:
        for mount in one.mounts:
            source = clean(mount.source) if mount.source.startswith("/") else ""
            inside = within(source, root) or (within(root, source) and source != "/")
            if mount.kind is MountKind.BIND and source and inside and volume_of_path(case, source) is None:
                yield _finding(case, one, mount, root)
    yield from unread(RULE, case)


def _finding(case: Case, one: Container, mount: Mount, root: str) -> Told:
    what = "is" if clean(mount.source) == root else "holds" if within(root, clean(mount.source)) else "lies in"
    may = "may change" if mount.writable else "can read"
    leave = RemoveMount(container=one.id, target=mount.target)
    fixes = [Fix(f"leave the mount at {mount.target} out", cost="a recreate", edits=(leave,))]
    if mount.writable:
        fixes.append(
            Fix(f"mount it read-only: {mount.source}:{mount.target}:ro", cost="a recreate; it still reads all")
        )
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} has {mount.source}, which {what} the engine's own folder: it {may} what other containers keep.",
        detail="All volumes, all containers' files and their settings with passwords are there.",
        cites=[mounted(one, mount)],
        severity=Severity.WARNING if mount.writable else Severity.NOTE,
        fixes=fixes,
        key=[mount.target],
    )


RULE = Rule("S416", "docker-folder-mounted", Severity.WARNING, check)
