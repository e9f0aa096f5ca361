"""Whose a process is: a container may stop at any time, and its number be given away.

Proved by the namespace that the engine keeps mounted at SandboxKey, or by the control group, which holds the id.
"""

import os
from pathlib import Path

from msgspec import Struct

_ID_LENGTH = 64


class Running(Struct, frozen=True):
    """A container that has a process: the engine's number for it, and where the engine keeps its namespace.

    targets: where something is mounted in it. asked: other paths in it of which facts are wanted.
    """

    id: str
    name: str
    pid: int
    sandbox_key: str
    targets: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


class Gone(Exception):
    """No error, a container may stop at any time: the number that the engine told is nobody's, or another's."""


def prove(container: Running, process: int, namespace: os.stat_result, root: Path) -> None:
    """Raise Gone unless the open /proc folder is that of the container; root is the engine's own root folder."""
    sandbox = _sandbox(container.sandbox_key, namespace.st_dev, root)
    proven = is_in_cgroup_of(container, process) if sandbox is None else sandbox == namespace.st_ino
    if not proven:
        raise Gone


def _sandbox(key: str, device: int, root: Path) -> int | None:
    """The inode of the namespace mounted at SandboxKey, None when that is not to be seen.

    The engine's /var/run is a link to /run, which would lead into our root instead of the engine's.
    """
    for path in (key.replace("/var/run/", "/run/", 1), key):
        try:
            found = (root / path.lstrip("/")).stat()
        except (OSError, ValueError):
            continue
        if found.st_dev == device:
            return found.st_ino
    return None


def is_in_cgroup_of(container: Running, process: int) -> bool:
    """Whether the process' control groups, which everybody may read, hold the container's id."""
    fd = os.open("cgroup", os.O_RDONLY | os.O_CLOEXEC, dir_fd=process)
    with os.fdopen(fd, errors="replace") as file:
        return len(container.id) == _ID_LENGTH and container.id in file.read()
