"""The round of one host: the engine's network namespace, then each container's, every one visited once.

The pids that the engine tells are numbers of *its* pid namespace: they are looked up in /proc/ENGINE/root/proc.
Between the engine's answer and the visit a container may stop and its number be given away, so the process must prove
whose it is: see proof.py.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from inspector.collect.file_round import FileRound
from inspector.collect.firewall import firewall
from inspector.collect.host_reading import HostReading
from inspector.collect.name_files import name_files
from inspector.collect.netlink import Netlink
from inspector.collect.netns import enter, nsid, read_here
from inspector.collect.peer import listens_here
from inspector.collect.proof import Gone, Running, is_in_cgroup_of, prove
from inspector.collect.proxies import docker_proxies
from inspector.model.evidence import Gap, Json, Why

ROOT = "run as root (sudo), or with the capabilities CAP_SYS_ADMIN and CAP_SYS_PTRACE"
NO_ENTRY = Gap(
    "interfaces, addresses and routes inside the containers", "network namespaces of containers", Why.PERMISSION, ROOT
)
_SANDBOX = "network namespace"
_PROXIES = "docker-proxy processes"

Entries = dict[str, dict[str, Json]]


def survey(
    engine_pid: int, socket_path: str, containers: Sequence[Running], sources: Sequence[str] = ()
) -> HostReading:
    """Read all namespaces, and facts of files: sources are the host's. It moves the calling thread: see `netns.away`.

    PermissionError when the engine's own namespace is another one than ours and may not be entered.
    """
    key = _enter_engine(engine_pid, socket_path)
    rules, gaps = firewall()
    with Netlink() as kernel:
        visits = _Round(engine_pid, kernel, gaps)
        visits.start(key, sources)
        for container in containers:
            visits.visit(container)
    gaps = visits.gaps | visits.storage.gaps({container.id: container.name for container in containers})
    return HostReading(
        namespaces=visits.entries,
        gaps=tuple(sorted(gaps)),
        files=visits.files,
        firewall=rules,
        processes=visits.proxies,
        mounts=visits.storage.mounts,
        paths=visits.storage.paths,
    )


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


class _Round:
    """The visits to one engine's host and containers; kernel is a socket of the host's namespace."""

    def __init__(self, engine_pid: int, kernel: Netlink, gaps: set[Gap]) -> None:
        self.engine = Path(f"/proc/{engine_pid}")
        self.root = self.engine / "root"
        self.sees_engine = os.access(self.root / "proc/1", os.F_OK)
        self.processes = self.root / "proc" if self.sees_engine else Path("/proc")
        self.kernel = kernel
        self.gaps = gaps
        self.entries: Entries = {}
        self.files: dict[str, Json] = {}
        self.proxies: Json = None
        self.storage = FileRound(ROOT)

    def start(self, key: str, sources: Sequence[str]) -> None:
        """Read what is the host's own; the thread is in its namespace, which has this inode."""
        facts = self._read(Path("/proc/thread-self"), "the engine's host", host=True)
        self.entries[key] = {"host": True, "containers": [], "nsid": None, **facts}
        process = os.open(self.engine, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self._name_files("host", process, "the engine's host")
            self.storage.host(process, sources)
        finally:
            os.close(process)
        if not self.sees_engine:
            self.gaps.add(Gap(_PROXIES, "the engine's host", Why.PERMISSION, ROOT))
            return
        try:
            self.proxies = docker_proxies(self.processes, int(key))
        except OSError as error:
            why = Why.PERMISSION if isinstance(error, PermissionError) else Why.NOT_READ
            self.gaps.add(Gap(_PROXIES, f"the engine's host: {error.strerror or error}", why, ROOT))

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
        except (FileNotFoundError, ProcessLookupError, Gone):
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
            prove(container, process, status, self.root)
            key = str(status.st_ino)
            if key not in self.entries:
                number = nsid(self.kernel, fd=namespace)
                self.entries[key] = {
                    "host": False,
                    "containers": [],
                    "nsid": number,
                    **self._inside(namespace, process, f"container {container.name}"),
                }
            self.entries[key]["containers"].append(container.id)
            self._name_files(container.id, process, f"container {container.name}")
            self.storage.container(container, process)
        finally:
            os.close(namespace)

    def _inside(self, namespace: int, process: int, where: str) -> dict[str, Json]:
        try:
            enter(namespace)
        except PermissionError:
            self.gaps.add(NO_ENTRY)
            return {}
        return self._read(Path(f"/proc/self/fd/{process}"), where)

    def _read(self, process: Path, where: str, *, host: bool = False) -> dict[str, Json]:
        unread: dict[str, OSError] = {}
        entry = read_here(process, host=host, unread=unread)
        for what, error in unread.items():
            why = Why.PERMISSION if isinstance(error, PermissionError) else Why.NOT_READ
            self.gaps.add(Gap(what, f"{where}: {error.strerror or error}", why, ROOT))
        return entry

    def _name_files(self, owner: str, process: int, where: str) -> None:
        found, gaps = name_files(process, where, ROOT)
        self.gaps |= gaps
        if found:
            self.files[owner] = found

    def _see_from_host(self, container: Running, process: int) -> None:
        """Without privilege: the host's number for the namespace, which joins it with the veths on the host."""
        self.gaps.add(NO_ENTRY)
        if not is_in_cgroup_of(container, process):
            return
        self.storage.container(container, process)
        number = nsid(self.kernel, pid=container.pid)
        if number is not None:
            entry = self.entries.setdefault(f"nsid-{number}", {"host": False, "containers": [], "nsid": number})
            entry["containers"].append(container.id)
