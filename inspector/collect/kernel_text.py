"""Texts of /proc/PID that tell of mounts and rights. Everybody may read them, unless /proc is mounted with hidepid."""

import errno
import os
import re

from inspector.model.evidence import Json

MOST_BYTES = 16 << 20
_RIGHTS = ("Uid:", "Gid:", "Groups:", "CapEff:")
_UNDECODED = re.compile("[\udc80-\udcff]")


def mountinfo(process: int) -> str:
    """/proc/PID/mountinfo; process is an open /proc/PID folder. Bytes that are no UTF-8 are escaped as `\\NNN`."""
    return _UNDECODED.sub(lambda byte: f"\\{ord(byte[0]) - 0xDC00:03o}", _read(process, "mountinfo"))


def rights(process: int) -> dict[str, Json]:
    """Whose rights the process has: lines of its status, and the maps of its user namespace."""
    lines = _read(process, "status").splitlines(keepends=True)
    return {
        "status": "".join(line for line in lines if line.startswith(_RIGHTS)),
        "uid_map": _read(process, "uid_map"),
        "gid_map": _read(process, "gid_map"),
    }


def _read(process: int, name: str) -> str:
    fd = os.open(name, os.O_RDONLY | os.O_CLOEXEC, dir_fd=process)
    with os.fdopen(fd, "rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise OSError(errno.EFBIG, "larger than 16 MB")
    return content.decode("utf-8", "surrogateescape")
