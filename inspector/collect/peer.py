"""Who serves a unix socket: the way from an engine's socket to the host that the engine lives on."""

import os
import socket
import struct
from pathlib import Path

from inspector.collect.netlink import SOCK_DIAG, Netlink, attributes

_TIMEOUT_S = 5.0
_BY_FAMILY = 20
_REQUEST = struct.Struct("=BBHIIIQ")  # struct unix_diag_req
_ANSWER_SIZE = 16  # struct unix_diag_msg
_LISTENING, _SHOW_FILE, _FILE = 1 << 10, 0x2, 1
_MINOR_BITS = 20


def peer_pid(path: str) -> int:
    """The process that listens on a unix socket, in our pid namespace (SO_PEERCRED); 0: not to be seen from here.

    OSError when nobody listens there, or when we may not connect.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(_TIMEOUT_S)
        client.connect(path)
        return int(struct.unpack("=iII", client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0])


def process_name(pid: int) -> str:
    """The command name of a process, "" when it has gone. Everybody may read it."""
    try:
        return Path(f"/proc/{pid}/comm").read_text(errors="replace").strip()
    except OSError:
        return ""


def listens_here(path: str) -> bool:
    """Whether the socket file is listened on by a socket of the calling thread's network namespace (sock_diag).

    That tells without any privilege that its engine shares our namespace. False also where it can't be known.
    """
    try:
        file = Path(path).stat()
        with Netlink(SOCK_DIAG) as kernel:
            answers = kernel.dump(_BY_FAMILY, _REQUEST.pack(socket.AF_UNIX, 0, 0, _LISTENING, 0, _SHOW_FILE, 0))
    except OSError:
        return False
    device = os.major(file.st_dev) << _MINOR_BITS | os.minor(file.st_dev)
    wanted = struct.pack("=II", file.st_ino & 0xFFFFFFFF, device)  # struct unix_diag_vfs
    return any(attributes(answer, _ANSWER_SIZE).get(_FILE) == wanted for answer in answers)
