"""/etc/hosts and /etc/resolv.conf as a process sees them: below its own root, and never anywhere else.

Only regular files are read, and not more than a megabyte.
"""

import errno
import os
import stat

from inspector.collect.below import open_below
from inspector.model.evidence import Gap, Why

MOST_BYTES = 1 << 20
_FILES = ("hosts", "resolv.conf")


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
    place = open_below(root, path.encode())
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
