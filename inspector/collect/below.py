"""Opening a path below a folder, such as a container's root, and never anything outside of it.

A stranger's container may hold a symbolic link to our /etc/shadow, a pipe or a device in the place of a file. So links
are resolved inside of the folder (openat2, RESOLVE_IN_ROOT), or not at all on kernels before 5.6; and what is opened is
the place alone (O_PATH), by which nothing is read, waited for or set off.
"""

import ctypes
import errno
import os

_OPENAT2 = 437
_NO_MAGIC_LINKS, _IN_ROOT = 0x02, 0x10
_TRIES = 8
_libc = ctypes.CDLL(None, use_errno=True)


class _How(ctypes.Structure):  # struct open_how
    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


def open_below(root: int, path: bytes) -> int:
    """The place at a path below an open folder, for the caller to close. OSError as of open(2).

    ELOOP: links lead in a circle, or are those of /proc. On an old kernel the place may be a link itself.
    """
    if b"\0" in path:
        raise OSError(errno.EINVAL, "no path has a NUL")
    how = _How(os.O_PATH | os.O_CLOEXEC, 0, _IN_ROOT | _NO_MAGIC_LINKS)
    for _ in range(_TRIES):
        fd = int(_libc.syscall(_OPENAT2, root, path or b".", ctypes.byref(how), ctypes.sizeof(how)))
        code = ctypes.get_errno()
        if fd >= 0:
            return fd
        if code in (errno.ENOSYS, errno.EPERM):  # An old kernel, or a seccomp profile that does not know the call.
            return _open_without_links(root, path)
        if code != errno.EAGAIN:  # Something was renamed meanwhile.
            break
    raise OSError(code, os.strerror(code))


def _open_without_links(root: int, path: bytes) -> int:
    steps = [step for step in path.split(b"/") if step not in (b"", b".")]
    if b".." in steps:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
    at = os.dup(root)
    for number, step in enumerate(steps, 1):
        kind = os.O_DIRECTORY if number < len(steps) else 0
        try:
            below = os.open(step, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC | kind, dir_fd=at)
        finally:
            os.close(at)
        at = below
    return at
