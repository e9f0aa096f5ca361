"""A container has the engine's own socket.

What it finds
    A bind mount of the Docker, containerd or Podman API socket, whether read-write or read-only.

Why it matters
    Whoever speaks to this socket is root on the host: it can start a container that mounts `/`. Read-only does
    not help: `:ro` forbids to remove the socket's file, not to speak to it.

How it is decided
    By the sources of the container's mounts; `/var/run` and `/run` are one.

What to do
    Put a proxy for the socket between that allows only the calls which are needed, or give up the mount.

When it stays silent
    For mounts of other files. A folder that holds the socket is another rule's.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.model.answer import Fix
from inspector.model.container import Container, State
from inspector.model.edit import RemoveMount
from inspector.model.finding import Severity
from inspector.model.storage import MountKind
from inspector.rules.base import Rule, Told, container, inspected
from inspector.rules.replicas import named, together

SOCKETS = ("docker.sock", "containerd.sock", "podman.sock", "crio.sock")


def check(case: Case) -> Iterator[Told]:
    held = (
        (one, (mount.source, mount.target, mount.writable))
        for one in case.snapshot.containers
        for mount in one.mounts
        if mount.kind is MountKind.BIND and mount.source.rpartition("/")[2] in SOCKETS
    )
    for what, them in together(held):
        yield _finding(case, them, *what)
    for one in case.snapshot.containers:
        if one.state is State.UNKNOWN and one.id in case.unread:
            yield RULE.undecided(case, [container(one)], case.unread[one.id])


def _finding(case: Case, them: list[Container], source: str, target: str, writable: bool) -> Told:
    access = "" if writable else " Read-only changes nothing: a socket is spoken to, not written."
    return RULE.finding(
        case,
        list(map(container, them)),
        f"{named(them, 'has', 'have')} {source}, so whoever controls it controls the host.",
        detail=f"The socket's API can start a container with all of the host's files.{access}",
        cites=[inspected(one, "/Mounts", f"{source} at {target}, {'rw' if writable else 'ro'}") for one in them[:5]],
        fixes=[
            Fix(
                "let a socket proxy in between that passes only the calls that are needed, or leave the mount out",
                cost="a recreate",
                edits=tuple(RemoveMount(container=one.id, target=target) for one in them),
            )
        ],
        key=[target],
    )


RULE = Rule("L601", "docker-socket", Severity.WARNING, check)
