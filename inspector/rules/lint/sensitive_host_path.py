"""A container has a folder of the host that gives it more than its own data.

What it finds
    A bind mount of `/`, /etc, /root, /boot, /dev, /proc, /sys, /run, /var/run, /usr or /lib, or of what is right
    below /etc, /root or /boot.

Why it matters
    Whoever writes there changes the host: users, services, device nodes, the engine's socket.
    Whoever only reads there may still see secrets (/etc/shadow, environment of all processes below /proc).

How it is decided
    By the sources of the container's bind mounts, and whether they are writable.

What to do
    Mount only the files that are needed, and read-only (`:ro`).

When it stays silent
    For single files that are read-only (/etc/localtime, /etc/timezone, certificates), for the socket itself and
    the engine's own folder, which are other rules', and for other folders.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.model.answer import Fix
from inspector.model.container import Container, State
from inspector.model.edit import RemoveMount
from inspector.model.finding import Severity
from inspector.model.storage import Mount, MountKind
from inspector.rules.base import Rule, Told, container, inspected
from inspector.rules.replicas import named, together

SYSTEM = frozenset(("/", "/etc", "/root", "/boot", "/dev", "/proc", "/sys", "/run", "/var/run", "/usr", "/lib"))
CRITICAL = frozenset(("/etc", "/root", "/boot"))
"""Where a single file or folder below is as good as the whole, when it is writable."""


def check(case: Case) -> Iterator[Told]:
    held = (
        (one, (mount.source, mount.target, mount.writable))
        for one in case.snapshot.containers
        for mount in one.mounts
        if mount.kind is MountKind.BIND and _sensitive(mount)
    )
    for what, them in together(held):
        yield _finding(case, them, *what)
    for one in case.snapshot.containers:
        if one.state is State.UNKNOWN and one.id in case.unread:
            yield RULE.undecided(case, [container(one)], case.unread[one.id])


def _sensitive(mount: Mount) -> bool:
    source = mount.source.rstrip("/") or "/"
    return source in SYSTEM or (mount.writable and source.rpartition("/")[0] in CRITICAL)


def _finding(case: Case, them: list[Container], source: str, target: str, writable: bool) -> Told:
    access = "writable" if writable else "read-only"
    drops = tuple(RemoveMount(container=one.id, target=target) for one in them)
    return RULE.finding(
        case,
        list(map(container, them)),
        f"{named(them, 'has', 'have')} the host's {source} at {target}, {access}.",
        detail="Whoever controls the container can change the host there."
        if writable
        else "Whoever controls the container can read what is there, secrets of other programs too.",
        cites=[inspected(one, "/Mounts", f"{source} at {target}, {access}") for one in them[:5]],
        severity=Severity.WARNING if writable else Severity.NOTE,
        fixes=[Fix("mount only the files that are needed, read-only", cost="a recreate", edits=drops)],
        key=[target],
    )


RULE = Rule("L604", "sensitive-host-path", Severity.WARNING, check)
