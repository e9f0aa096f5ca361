"""A bind mount asks for shared propagation that the host's mount does not have.

What it finds
    A bind with `rshared`, `shared`, `rslave` or `slave` whose source lies on a mount of the host that is private.

Why it matters
    The engine refuses to start the container: `path /mnt is mounted on /mnt but it is not a shared mount`. Where the
    host's mount became private later, disks that are mounted there no longer show up in the container.

How it is decided
    By the mount's propagation and the `shared:` and `master:` fields of the host's own mountinfo.

What to do
    Make the host's mount shared: `mount --make-rshared`. It lasts until that mount goes, so put it into
    fstab or a unit.

When it stays silent
    For mounts that are shared (for rslave also slave), and for the usual `rprivate`.
"""

from collections import defaultdict
from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.storage_paths import clean
from inspector.analysis.wording import command
from inspector.model.answer import Citation, Fix, Source
from inspector.model.container import Container
from inspector.model.evidence import Gap
from inspector.model.files import MountEntry
from inspector.model.finding import Severity
from inspector.model.ids import Ref
from inspector.model.storage import Mount, MountKind
from inspector.rules.base import Rule, Told, container, unread
from inspector.rules.stored import MOUNTS_NOT_READ, lacking, mounted

_NEEDED = {
    "shared": ("shared:",),
    "rshared": ("shared:",),
    "slave": ("shared:", "master:"),
    "rslave": ("shared:", "master:"),
}
"""Which fields of mountinfo satisfy which propagation (moby volume/mounts and runc)."""


def check(case: Case) -> Iterator[Told]:
    lacks: dict[Gap, list[Ref]] = defaultdict(list)
    host = case.storage.ground.host
    for one in case.snapshot.containers:
        for mount in one.mounts:
            needed = _NEEDED.get(mount.propagation)
            if mount.kind is not MountKind.BIND or needed is None:
                continue
            fact = case.storage.ground.facts.get(mount.source)
            passed = host.over(fact.real if fact and fact.real else clean(mount.source)) if host else []
            if not passed:
                lacks[MOUNTS_NOT_READ].append(container(one))
            elif not any(word.startswith(needed) for word in passed[-1].propagation):
                yield _finding(case, one, mount, passed[-1])
    yield from lacking(RULE, case, lacks)
    yield from unread(RULE, case)


def _finding(case: Case, one: Container, mount: Mount, entry: MountEntry) -> Told:
    comes = "sees no new mounts of it" if one.has_netns else "does not start"
    steps = [command("mount", "--make-rshared", entry.target), command("docker", "restart", one.name)]
    text = f"{entry.target}, {' '.join(entry.propagation) or 'private'}"
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} wants {mount.source} as {mount.propagation}, but {entry.target} is a private mount of the host: "
        f"it {comes}.",
        detail=f"The engine says: path {mount.source} is mounted on {entry.target} but it is not a shared mount.",
        cites=[mounted(one, mount), Citation(Source.MOUNTINFO, f"mount {entry.number} of the host", text)],
        severity=Severity.WARNING if one.has_netns else Severity.ERROR,
        fixes=[
            Fix(f"make {entry.target} shared", "; ".join(steps), cost="a restart"),
            Fix("leave the propagation out, where the container needs no mounts that come later", cost="a recreate"),
        ],
        key=[mount.target],
    )


RULE = Rule("S420", "private-mount-propagation", Severity.ERROR, check)
