"""Files and mounts as the kernel tells them: of the host, and of one container's mount namespace."""

from enum import StrEnum

from msgspec import Struct

from inspector.model.evidence import Why


class FileKind(StrEnum):
    """What stands at a path (st_mode); missing: nothing does; unreadable: the fact's `why` says why not."""

    DIRECTORY = "directory"
    FILE = "file"
    SOCKET = "socket"
    DEVICE = "device"
    PIPE = "pipe"
    MISSING = "missing"
    UNREADABLE = "unreadable"


class PathFact(Struct, frozen=True, kw_only=True, gc=False):
    """What stat(2) and statvfs(2) say of one path, links followed.

    real: the path without links, "" when it was not resolved. device: `major:minor` of the file system. mode: the
    permission bits. empty: of a directory, whether nothing is in it; None when not looked. modified: RFC 3339.
    mount: the mount's number in its namespace (statx mnt_id), 0 when not read. free_bytes, size_bytes: of the file
    system. acl: an access control list (acl(5)) decides as well, so that the mode alone does not tell.
    """

    path: str
    kind: FileKind
    why: Why | None = None
    real: str = ""
    device: str = ""
    inode: int = 0
    links: int = 0
    uid: int = -1
    gid: int = -1
    mode: int = 0
    empty: bool | None = None
    modified: str = ""
    mount: int = 0
    free_bytes: int | None = None
    size_bytes: int | None = None
    acl: bool = False

    @property
    def exists(self) -> bool:
        return self.kind not in (FileKind.MISSING, FileKind.UNREADABLE)


class MountEntry(Struct, frozen=True, kw_only=True, gc=False):
    """One line of /proc/PID/mountinfo (proc(5)); escapes are undone.

    root: the folder of the file system that is mounted here. propagation: `shared:N`, `master:N` and so on, sorted.
    """

    number: int
    parent: int
    device: str
    root: str
    target: str
    options: tuple[str, ...] = ()
    propagation: tuple[str, ...] = ()
    filesystem: str = ""
    source: str = ""
    super_options: tuple[str, ...] = ()

    @property
    def writable(self) -> bool:
        """Neither the mount nor its file system is read-only."""
        return "ro" not in self.options and "ro" not in self.super_options


class ProcessUser(Struct, frozen=True, kw_only=True, gc=False):
    """Whose rights a container's first process has: fsuid, fsgid, groups and CapEff of /proc/PID/status.

    Numbers are the host's. uid_map, gid_map: (inside, outside, count) rows of its user namespace.
    """

    uid: int
    gid: int
    groups: tuple[int, ...] = ()
    capabilities: int = 0
    uid_map: tuple[tuple[int, int, int], ...] = ()
    gid_map: tuple[tuple[int, int, int], ...] = ()


class ContainerFiles(Struct, frozen=True, kw_only=True, gc=False):
    """What was read in one running container's mount namespace. owner: the container's id.

    mounts: its mountinfo in the kernel's order, None when it could not be read. facts: of the mount targets and of the
    paths that were asked for, by path. links: symbolic links of its root and of a few folders that images link
    (`/var/run` to `/run`), link to target as written. user: None when it was not read.
    """

    owner: str
    mounts: tuple[MountEntry, ...] | None = None
    facts: tuple[PathFact, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    user: ProcessUser | None = None
