"""Sockets in the namespaces of a lab host, opened from outside: no tool is needed in any image."""

import os
import selectors
import socket
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from inspector.collect.netns import away, enter
from tests.lab.machine import Machine

Result = TypeVar("Result")
IP_PKTINFO, SO_RCVBUFFORCE = 8, 33
SENT = b"are you there"


def process(machine: Machine, pid: int) -> Path:
    """/proc of a process as the lab host numbers it."""
    return Path(f"/proc/{machine.pid}/root/proc/{pid}")


def host_space(machine: Machine) -> Path:
    return Path(f"/proc/{machine.pid}/ns/net")


def lan_space(machine: Machine) -> Path:
    return Path(f"/proc/{machine.pid}/root/run/netns/lan")


def inside(space: Path, task: Callable[[], Result]) -> Result:
    """Run a task in a network namespace; the sockets it opens stay there."""

    def entered() -> Result:
        fd = os.open(space, os.O_RDONLY)
        try:
            enter(fd)
        finally:
            os.close(fd)
        return task()

    return away(entered)


def bound(protocol: str, address: str, port: int, *, v6only: bool = False) -> socket.socket:
    """A socket that waits for clients, in the namespace of the calling thread."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    one = socket.socket(family, socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM)
    try:
        if protocol == "tcp":
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        elif family == socket.AF_INET:
            one.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
        else:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6only)
        one.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 23)
        one.bind((address, port))
        if protocol == "tcp":
            one.listen(512)
        one.setblocking(False)
    except OSError:
        one.close()
        raise
    return one


def _from_same_address(asked: tuple[int, int, bytes]) -> tuple[int, int, bytes]:
    """The packet's IP_PKTINFO or IPV6_PKTINFO, turned round: without the interface, which the route decides."""
    level, kind, told = asked
    if level == socket.IPPROTO_IP:
        _, local, _ = struct.unpack("@i4s4s", told)
        return level, kind, struct.pack("@i4s4s", 0, local, b"\0" * 4)
    return level, kind, told[:16] + struct.pack("@i", 0)


class Servers:
    """Every listener of one world, served by one thread until `close`: TCP and UDP answer what they are sent."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="servers", daemon=True)
        self._thread.start()

    def add(self, one: socket.socket, answer: Callable[[bytes], bytes] = bytes) -> None:
        """Serve a bound socket."""
        self._selector.register(one, selectors.EVENT_READ, answer)

    def close(self) -> None:
        """End the thread and all sockets. A kernel that holds one of its calls must not hold the tests."""
        self._ending.set()
        self._thread.join(timeout=20)
        for key in list(self._selector.get_map().values()):
            assert isinstance(key.fileobj, socket.socket)
            key.fileobj.close()
        self._selector.close()

    def _serve(self) -> None:
        while not self._ending.is_set():
            for key, _ in self._selector.select(timeout=0.2):
                one = key.fileobj
                assert isinstance(one, socket.socket)
                try:
                    self._answer(one, key.data)
                except (OSError, LookupError, struct.error):
                    continue

    def _answer(self, one: socket.socket, answer: Callable[[bytes], bytes]) -> None:
        if one.type == socket.SOCK_DGRAM:
            data, asked, _, peer = one.recvmsg(4096, 256)
            # As DNS servers do: from the address that was asked, not from what the route back would choose.
            one.sendmsg([answer(data)], [_from_same_address(each) for each in asked], 0, peer)
        elif one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            client, _ = one.accept()
            client.setblocking(False)
            self._selector.register(client, selectors.EVENT_READ, answer)
        else:
            self._talk(one, answer)

    def _talk(self, one: socket.socket, answer: Callable[[bytes], bytes]) -> None:
        try:
            data = one.recv(4096)
        except OSError:
            data = b""
        if data:
            one.send(answer(data))
        else:
            self._selector.unregister(one)
            one.close()
