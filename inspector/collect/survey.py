"""The round of one host: the engine's network namespace, then each container's, every one visited once.

The pids that the engine tells are numbers of *its* pid namespace: they are looked up in /proc/ENGINE/root/proc.
Between the engine's answer and the visit a container may stop and its number be given away, so the process must prove
whose it is: by the namespace that the engine keeps mounted at SandboxKey, or by its control group, which holds the id.
"""

import os
from pathlib import Path
from typing import Any

from msgspec import Struct

from inspector.collect.netlink import Netlink
from inspector.collect.netns import enter, nsid, read_here
from inspector.collect.peer import listens_here
from inspector.model.evidence import Gap, Why

ROOT = "run as root (sudo), or with the capabilities CAP_SYS_ADMIN and CAP_SYS_PTRACE"
NO_ENTRY = Gap(
    "interfaces, addresses and routes inside the containers", "network namespaces of containers", Why.PERMISSION, ROOT
)
_SANDBOX = "network namespace"
_ID_LENGTH = 64

Entries = dict[str, dict[str, Any]]


class Running(Struct, frozen=True):
    """A container that has a process: the engine's number for it, and where the engine keeps its namespace."""

    id: str
    name: str
    pid: int
    sandbox_key: str


def survey(engine_pid: int, socket_path: str, containers: list[Running]) -> tuple[Entries, tuple[Gap, ...]]:
    """Read all namespaces. It moves the calling thread about: see `netns.away`.

    PermissionError when the engine's own namespace is another one than ours and may not be entered.
    """
    host = _enter_engine(engine_pid, socket_path)
    entries: Entries = {host: {"host": True, "containers": [], "nsid": None, **read_here(Path("/proc/thread-self"))}}
    with Netlink() as kernel:
        visits = _Round(Path(f"/proc/{engine_pid}/root"), kernel, entries)
        for container in containers:
            visits.visit(container)
    return entries, tuple(sorted(visits.gaps))


def _enter_engine(pid: int, socket_path: str) -> str:
    """Move this thread to the engine's namespace, and tell its inode."""
    own = Path("/proc/thread-self/ns/net").stat().st_ino
    try:
        fd = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    except PermissionError:
        if listens_here(socket_path):
            return str(own)
        raise
    try:
        engines = os.fstat(fd).st_ino
        if engines != own:
            enter(fd)
        return str(engines)
    finally:
        os.close(fd)


class _Gone(Exception):
    """No error, a container may stop at any time: the number that the engine told is nobody's, or another's."""


class _Round:
    """The visits to the containers of one engine; kernel is a socket of the host's namespace."""

    def __init__(self, root: Path, kernel: Netlink, entries: Entries) -> None:
        self.root = root
        self.sees_engine = os.access(root / "proc/1", os.F_OK)
        self.processes = root / "proc" if self.sees_engine else Path("/proc")
        self.kernel = kernel
        self.entries = entries
        self.gaps: set[Gap] = set()

    def visit(self, container: Running) -> None:
        """Put the container's namespace among the entries, or say why not."""
        where, again = f"container {container.name}", "take another snapshot"
        try:
            # This open folder stays that of the one process, whatever becomes of its number.
            process = os.open(self.processes / str(container.pid), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                self._visit(container, process)
            finally:
                os.close(process)
        except (FileNotFoundError, ProcessLookupError, _Gone):
            gone = Gap(_SANDBOX, where, Why.VANISHED, f"the container stopped meanwhile: {again}")
            self.gaps.add(gone if self.sees_engine else NO_ENTRY)
        except TimeoutError:
            self.gaps.add(Gap(_SANDBOX, where, Why.TIMEOUT, again))
        except OSError as error:
            self.gaps.add(Gap(_SANDBOX, f"{where}: {error.strerror or error}", Why.NOT_READ, again))

    def _visit(self, container: Running, process: int) -> None:
        try:
            namespace = os.open("ns/net", os.O_RDONLY | os.O_CLOEXEC, dir_fd=process)
        except PermissionError:
            self._see_from_host(container, process)
            return
        try:
            status = os.fstat(namespace)
            self._prove(container, process, status)
            key = str(status.st_ino)
            if key not in self.entries:
                number = nsid(self.kernel, fd=namespace)
                self.entries[key] = {
                    "host": False,
                    "containers": [],
                    "nsid": number,
                    **self._inside(namespace, process),
                }
            self.entries[key]["containers"].append(container.id)
        finally:
            os.close(namespace)

    def _inside(self, namespace: int, process: int) -> dict[str, Any]:
        try:
            enter(namespace)
        except PermissionError:
            self.gaps.add(NO_ENTRY)
            return {}
        return read_here(Path(f"/proc/self/fd/{process}"))

    def _see_from_host(self, container: Running, process: int) -> None:
        """Without privilege: the host's number for the namespace, which joins it with the veths on the host."""
        self.gaps.add(NO_ENTRY)
        number = nsid(self.kernel, pid=container.pid)
        if number is not None and _is_in_cgroup_of(container, process):
            entry = self.entries.setdefault(f"nsid-{number}", {"host": False, "containers": [], "nsid": number})
            entry["containers"].append(container.id)

    def _prove(self, container: Running, process: int, namespace: os.stat_result) -> None:
        sandbox = self._sandbox(container.sandbox_key, namespace.st_dev)
        proven = _is_in_cgroup_of(container, process) if sandbox is None else sandbox == namespace.st_ino
        if not proven:
            raise _Gone

    def _sandbox(self, key: str, device: int) -> int | None:
        """The inode of the namespace mounted at SandboxKey, None when that is not to be seen.

        The engine's /var/run is a link to /run, which would lead into our root instead of the engine's.
        """
        for path in (key.replace("/var/run/", "/run/", 1), key):
            try:
                found = (self.root / path.lstrip("/")).stat()
            except (OSError, ValueError):
                continue
            if found.st_dev == device:
                return found.st_ino
        return None


def _is_in_cgroup_of(container: Running, process: int) -> bool:
    """Whether the process' control groups, which everybody may read, hold the container's id."""
    fd = os.open("cgroup", os.O_RDONLY | os.O_CLOEXEC, dir_fd=process)
    with os.fdopen(fd, errors="replace") as file:
        return len(container.id) == _ID_LENGTH and container.id in file.read()
