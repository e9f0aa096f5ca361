"""Network namespaces: how one is entered, and what is read on a visit.

Only a thread can change its namespace, so visits belong in a thread of their own: `away`.
"""

import ctypes
import os
import socket
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, TypeVar

from inspector.collect.iplink import addresses, links
from inspector.collect.iproute import routes
from inspector.collect.netlink import Netlink, attribute, attributes
from inspector.model.evidence import Json

_CLONE_NEWNET = 0x40000000
_GETNSID, _NSID, _NSID_OF_PID, _NSID_OF_FD = 90, 1, 2, 3
_libc = ctypes.CDLL(None, use_errno=True)

Result = TypeVar("Result")


class Visit(NamedTuple):
    """What a reader has at hand inside a namespace: a netlink socket of it, and the `/proc/PID` of a process in it."""

    kernel: Netlink
    process: Path


def interfaces_and_routes(visit: Visit) -> dict[str, Json]:
    """`link`, `addr`, `route` and `route6`."""
    found = links(visit.kernel)
    names = {link["ifindex"]: link["ifname"] for link in found}
    return {
        "link": found,
        "addr": addresses(visit.kernel, names),
        "route": routes(visit.kernel, socket.AF_INET, names),
        "route6": routes(visit.kernel, socket.AF_INET6, names),
    }


READERS: tuple[Callable[[Visit], dict[str, Json]], ...] = (interfaces_and_routes,)
"""What is read of every namespace: each reader adds keys of its own to the namespace's entry."""


def away(task: Callable[[], Result]) -> Result:
    """Run a task that enters namespaces in a thread that ends with it, so that no other code ever runs there."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="netns") as pool:
        return pool.submit(task).result()


def enter(fd: int) -> None:
    """Move the calling thread into a network namespace (setns). PermissionError without CAP_SYS_ADMIN over both."""
    if hasattr(os, "setns"):
        os.setns(fd, _CLONE_NEWNET)
    elif _libc.setns(fd, _CLONE_NEWNET):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def read_here(process: Path) -> dict[str, Json]:
    """Everything that READERS tell of the namespace that the calling thread is in. OSError when the kernel refuses."""
    entry: dict[str, Json] = {}
    with Netlink() as kernel:
        for reader in READERS:
            entry |= reader(Visit(kernel, process))
    return entry


def nsid(kernel: Netlink, *, fd: int = -1, pid: int = 0) -> int | None:
    """The number by which the socket's namespace knows another one, an open file or a process; None: no number.

    Needs no privilege for a process (RTM_GETNSID).
    """
    which = attribute(_NSID_OF_PID, struct.pack("=I", pid)) if pid else attribute(_NSID_OF_FD, struct.pack("=i", fd))
    found = attributes(kernel.ask(_GETNSID, b"\0" * 4 + which), 4)
    number = int(struct.unpack("=i", found[_NSID])[0]) if _NSID in found else -1
    return number if number >= 0 else None
