"""Network namespaces: how one is entered, and what is read on a visit.

Only a thread can change its namespace, so visits belong in a thread of their own: `away`.
"""

import ctypes
import os
import socket
import struct
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, TypeVar

from inspector.collect.inet_sockets import sockets
from inspector.collect.iplink import addresses, links
from inspector.collect.ipneigh import neighbours
from inspector.collect.iproute import routes
from inspector.collect.iprule import rules
from inspector.collect.netlink import Netlink, attribute, attributes
from inspector.collect.sysctls import sysctls
from inspector.model.evidence import Json

_CLONE_NEWNET = 0x40000000
_GETNSID, _NSID, _NSID_OF_PID, _NSID_OF_FD = 90, 1, 2, 3
_libc = ctypes.CDLL(None, use_errno=True)

Result = TypeVar("Result")


class Visit(NamedTuple):
    """What a reader has at hand inside a namespace.

    A netlink socket of it, the `/proc/PID` of a process in it, its links, and whether it is the engine's own.
    """

    kernel: Netlink
    process: Path
    links: Sequence[Mapping[str, Json]]
    host: bool

    @property
    def names(self) -> dict[int, str]:
        """The links' names by ifindex."""
        return {link["ifindex"]: link["ifname"] for link in self.links}


def interfaces_and_routes(visit: Visit) -> dict[str, Json]:
    """`link`, `addr`, `route` and `route6`: what makes a namespace a read one."""
    return {
        "link": visit.links,
        "addr": addresses(visit.kernel, visit.names),
        "route": routes(visit.kernel, socket.AF_INET, visit.names),
        "route6": routes(visit.kernel, socket.AF_INET6, visit.names),
    }


def routing_rules(visit: Visit) -> dict[str, Json]:
    """`rule` and `rule6`, where they are not only those that every namespace is born with."""
    both = {"rule": rules(visit.kernel, socket.AF_INET), "rule6": rules(visit.kernel, socket.AF_INET6)}
    return {key: found for key, found in both.items() if found}


def kernel_settings(visit: Visit) -> dict[str, Json]:
    """`sysctl`: general ones, and those of each interface that takes packets itself (a bridge's port does not)."""
    return {"sysctl": sysctls([link["ifname"] for link in visit.links if "master" not in link], host=visit.host)}


Reader = Callable[[Visit], dict[str, Json]]

READERS: tuple[tuple[str, Reader], ...] = (
    ("routing rules", routing_rules),
    ("neighbours", lambda visit: {"neigh": neighbours(visit.kernel, visit.names)}),
    ("listening sockets", lambda visit: {"sockets": sockets(visit.process, visit.names)}),
    ("kernel settings (sysctl)", kernel_settings),
)
"""What else is read of every namespace: each reader adds keys of its own to the entry, and may fail by itself."""


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


def read_here(process: Path, *, host: bool = False, unread: dict[str, OSError] | None = None) -> dict[str, Json]:
    """The entry of the namespace that the calling thread is in; `unread` takes the READERS that failed, by their name.

    OSError when the kernel refuses its links, addresses or routes.
    """
    with Netlink() as kernel:
        visit = Visit(kernel, process, links(kernel), host)
        entry = interfaces_and_routes(visit)
        for name, reader in READERS:
            try:
                entry |= reader(visit)
            except OSError as error:
                if unread is not None:
                    unread[name] = error
    return entry


def nsid(kernel: Netlink, *, fd: int = -1, pid: int = 0) -> int | None:
    """The number by which the socket's namespace knows another one, an open file or a process; None: no number.

    Needs no privilege for a process (RTM_GETNSID).
    """
    which = attribute(_NSID_OF_PID, struct.pack("=I", pid)) if pid else attribute(_NSID_OF_FD, struct.pack("=i", fd))
    found = attributes(kernel.ask(_GETNSID, b"\0" * 4 + which), 4)
    number = int(struct.unpack("=i", found[_NSID])[0]) if _NSID in found else -1
    return number if number >= 0 else None
