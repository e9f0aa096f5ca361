"""What stands at a path below some root: stat, statvfs, where links lead, on which mount. Only folders are opened.

A fact has the shape that `Evidence.paths` describes. Whatever may not or cannot be read is a fact as well.
"""

import contextlib
import errno
import os
import re
import stat
from datetime import UTC, datetime
from pathlib import Path

from inspector.collect.below import open_below
from inspector.model.evidence import Json, Why

UNREADABLE = "unreadable"
_KINDS = {
    stat.S_IFDIR: "directory",
    stat.S_IFREG: "file",
    stat.S_IFSOCK: "socket",
    stat.S_IFBLK: "device",
    stat.S_IFCHR: "device",
    stat.S_IFIFO: "pipe",
}
_WHY = {
    errno.EACCES: Why.PERMISSION,
    errno.EPERM: Why.PERMISSION,
    errno.ELOOP: Why.MALFORMED,
    errno.EXDEV: Why.UNSUPPORTED,
}
_STEPS = 1024
"""Free space is told in steps of 1/1024 of the file system, so that an idle host tells the same twice."""
_ACL = "system.posix_acl_access"
_DELETED = b" (deleted)"
_UNDECODED = re.compile("[\udc80-\udcff]")


def path_fact(root: int, path: str, *, look_inside: bool = False) -> dict[str, Json]:
    """The fact of an absolute path below the open folder, links followed; look_inside tells `empty` of a folder."""
    try:
        name = path.encode()
        place = open_below(root, name.lstrip(b"/"))
    except UnicodeEncodeError:
        return _unreadable(Why.UNSUPPORTED)
    except (FileNotFoundError, NotADirectoryError):
        # The engine writes U+FFFD for a byte that is no UTF-8, so what it names so may well exist.
        return _unreadable(Why.UNSUPPORTED) if "\ufffd" in path else {"type": "missing"}
    except OSError as error:
        return _failed(error)
    try:
        return _fact(root, place, look_inside)
    except OSError as error:
        return _failed(error)
    finally:
        os.close(place)


def _fact(root: int, place: int, look_inside: bool) -> dict[str, Json]:
    found = os.fstat(place)
    kind = _KINDS.get(stat.S_IFMT(found.st_mode))
    if kind is None:  # A link, on a kernel that cannot follow it safely.
        return _unreadable(Why.UNSUPPORTED)
    fact: dict[str, Json] = {
        "type": kind,
        "real": real_path(root, place),
        "dev": f"{os.major(found.st_dev)}:{os.minor(found.st_dev)}",
        "ino": found.st_ino,
        "nlink": found.st_nlink,
        "uid": found.st_uid,
        "gid": found.st_gid,
        "mode": f"{stat.S_IMODE(found.st_mode):04o}",
        "mtime": _moment(found.st_mtime),
        "mnt_id": _mount_number(place),
    }
    with contextlib.suppress(OSError):
        fact |= _space(place)
    with contextlib.suppress(OSError):
        os.getxattr(f"/proc/self/fd/{place}", _ACL)
        fact["acl"] = True
    if look_inside and kind == "directory":
        with contextlib.suppress(OSError):
            fact["empty"] = _is_empty(place)
    return fact


def real_path(root: int, place: int) -> str:
    """The open place's path below the open root, as the kernel knows it: without links. "" when it is not below."""
    top, path = (os.fsencode(Path(f"/proc/self/fd/{fd}").readlink()) for fd in (root, place))
    if path == top:
        return "/"
    above = top.rstrip(b"/")
    if not path.startswith(above + b"/"):
        return ""
    return as_the_engine_writes(_without_mark(root, path.removeprefix(above), place))


def as_the_engine_writes(name: bytes) -> str:
    """A file's name as Go writes it in JSON: U+FFFD for each byte that is no UTF-8."""
    return _UNDECODED.sub("\ufffd", name.decode("utf-8", "surrogateescape"))


def _without_mark(root: int, path: bytes, place: int) -> bytes:
    """The kernel marks the path of a removed file: a file bind goes on after its file was replaced on the host."""
    if not path.endswith(_DELETED):
        return path
    with contextlib.suppress(OSError):
        named = open_below(root, path.lstrip(b"/"))
        try:
            if os.path.samestat(os.fstat(named), os.fstat(place)):
                return path
        finally:
            os.close(named)
    return path.removesuffix(_DELETED)


def _mount_number(place: int) -> int:
    with Path(f"/proc/self/fdinfo/{place}").open("rb", buffering=0) as file:
        lines = dict(line.split(b":", 1) for line in file.read(4096).splitlines() if b":" in line)
    return int(lines.get(b"mnt_id", b"0"))


def _space(place: int) -> dict[str, Json]:
    """Free space for users other than root (as df tells it) and size; nothing for a file system without blocks."""
    found = os.fstatvfs(place)
    step = found.f_blocks // _STEPS or 1
    if not found.f_blocks:
        return {}
    return {"free": found.f_bavail // step * step * found.f_frsize, "size": found.f_blocks * found.f_frsize}


def _is_empty(place: int) -> bool:
    """Whether a folder has no entry; the time of its last reading stays as it was where that may be asked for."""
    name, how = f"/proc/self/fd/{place}", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
    try:
        folder = os.open(name, how | os.O_NOATIME)
    except PermissionError:
        folder = os.open(name, how)
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    finally:
        os.close(folder)


def _moment(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return ""


def _failed(error: OSError) -> dict[str, Json]:
    return _unreadable(_WHY.get(error.errno or 0, Why.NOT_READ))


def _unreadable(why: Why) -> dict[str, Json]:
    return {"type": UNREADABLE, "why": str(why)}
