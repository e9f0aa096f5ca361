"""/etc/hosts and /etc/resolv.conf as a process sees them: below its own root, and never anywhere else.

A stranger's container may hold a symbolic link to our /etc/shadow, a pipe or a device in the place of the file. So
links are resolved inside of the process's root (openat2, RESOLVE_IN_ROOT), or not at all on kernels before 5.6; only
regular files are read, and not more than a megabyte.
"""

import ctypes
import errno
import os
import stat

from inspector.model.evidence import Gap, Why

MOST_BYTES = 1 << 20
_FILES = ("hosts", "resolv.conf")
_OPENAT2 = 437
_NO_MAGIC_LINKS, _IN_ROOT = 0x02, 0x10
_TRIES = 8
_libc = ctypes.CDLL(None, use_errno=True)


class _How(ctypes.Structure):  # struct open_how
    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


def name_files(process: int, where: str, remedy: str) -> tuple[dict[str, str], set[Gap]]:
    """Text by file name; process is an open /proc/PID folder. A file that is not there is "", as resolvers see it."""
    found: dict[str, str] = {}
    gaps: set[Gap] = set()
    try:
        root = os.open("root", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=process)
    except PermissionError:
        return {}, {Gap("/etc/hosts and /etc/resolv.conf", where, Why.PERMISSION, remedy)}
    try:
        for name in _FILES:
            try:
                found[name] = read_below(root, f"etc/{name}").decode("utf-8", "replace")
            except FileNotFoundError:
                found[name] = ""
            except PermissionError:
                gaps.add(Gap(f"/etc/{name}", where, Why.PERMISSION, remedy))
            except OSError as error:
                look = "look what it is in the container"
                gaps.add(Gap(f"/etc/{name}", f"{where}: {error.strerror or error}", Why.UNSUPPORTED, look))
    finally:
        os.close(root)
    return found, gaps


def read_below(root: int, path: str) -> bytes:
    """The content of a regular file below an open folder. OSError: EINVAL for what is none, EFBIG when too large."""
    place = _open_below(root, path)
    try:
        if not stat.S_ISREG(os.fstat(place).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        # Only now that we know what it is: to open a device or a pipe may already do something.
        fd = os.open(f"/proc/self/fd/{place}", os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(place)
    with os.fdopen(fd, "rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise OSError(errno.EFBIG, "larger than 1 MB")
    return content


def _open_below(root: int, path: str) -> int:
    how = _How(os.O_PATH | os.O_CLOEXEC, 0, _IN_ROOT | _NO_MAGIC_LINKS)
    for _ in range(_TRIES):
        fd = int(_libc.syscall(_OPENAT2, root, path.encode(), ctypes.byref(how), ctypes.sizeof(how)))
        code = ctypes.get_errno()
        if fd >= 0:
            return fd
        if code in (errno.ENOSYS, errno.EPERM):  # An old kernel, or a seccomp profile that does not know the call.
            return _open_without_links(root, path)
        if code != errno.EAGAIN:  # Something was renamed meanwhile.
            break
    raise OSError(code, os.strerror(code))


def _open_without_links(root: int, path: str) -> int:
    *folders, name = path.split("/")
    at = os.dup(root)
    for step, kind in [*((folder, os.O_DIRECTORY) for folder in folders), (name, 0)]:
        try:
            below = os.open(step, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC | kind, dir_fd=at)
        finally:
            os.close(at)
        at = below
    return at
