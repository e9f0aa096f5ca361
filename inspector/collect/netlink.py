"""The kernel's netlink sockets: ask, dump, and the attributes of an answer. It only ever sends GET requests.

A socket belongs for ever to the network namespace of the thread that opened it.
Format: linux/netlink.h; dump consistency: Documentation/userspace-api/netlink/intro.rst.
"""

import contextlib
import errno
import os
import socket
import struct
import sys
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

ROUTE, SOCK_DIAG = 0, 4

_HEADER = struct.Struct("=IHHII")
_ATTRIBUTE = struct.Struct("=HH")
_read_attribute = _ATTRIBUTE.unpack_from  # the busiest call of all
_REQUEST, _DUMP, _DUMP_INTERRUPTED = 0x1, 0x300, 0x10
_ERROR, _DONE = 0x2, 0x3
_SOL_NETLINK, _GET_STRICT_CHECK = 270, 12
_KIND_BITS = 0x3FFF
_TRIES = 8
_TIMEOUT_S = 5.0

Attributes = dict[int, bytes]


class Interrupted(OSError):
    """The kernel's table kept changing while it was read, or parts of the answer were lost, several times in a row."""


class Netlink:
    """One netlink socket. All errors are OSError, with the kernel's errno."""

    def __init__(self, protocol: int = ROUTE) -> None:
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, protocol)
        self._socket.settimeout(_TIMEOUT_S)
        self._buffer = bytearray(1 << 16)
        self._sequence = 0
        with contextlib.suppress(
            OSError
        ):  # Kernels from 4.20 on then leave cached routes out; older ones lack the option.
            self._socket.setsockopt(_SOL_NETLINK, _GET_STRICT_CHECK, 1)
        self._socket.bind((0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()

    def dump(self, message: int, body: bytes) -> list[bytes]:
        """The bodies of one consistent dump: read again when the kernel says that its table changed meanwhile."""
        for _ in range(_TRIES):
            bodies, whole = self._exchange(message, _REQUEST | _DUMP, body)
            if whole:
                return bodies
        raise Interrupted(errno.EINTR, "the kernel's table kept changing while it was read")

    def ask(self, message: int, body: bytes) -> bytes:
        """The body of the one answer to a question."""
        for _ in range(_TRIES):
            bodies, whole = self._exchange(message, _REQUEST, body)
            if whole and bodies:
                return bodies[0]
        raise Interrupted(errno.EINTR, "the kernel's answer was lost")

    def _exchange(self, message: int, flags: int, body: bytes) -> tuple[list[bytes], bool]:
        self._sequence += 1
        self._socket.send(_HEADER.pack(_HEADER.size + len(body), message, flags, self._sequence, 0) + body)
        bodies: list[bytes] = []
        whole = True
        while True:
            try:
                size, _, state, _ = self._socket.recvmsg_into([self._buffer])
            except OSError as error:
                if error.errno != errno.ENOBUFS:
                    raise
                whole = False
                continue
            if state & socket.MSG_TRUNC:
                self._buffer = bytearray(2 * len(self._buffer))
                whole = False
            for kind, message_flags, sequence, payload in _messages(memoryview(self._buffer)[:size]):
                if sequence != self._sequence:
                    continue
                whole = whole and not message_flags & _DUMP_INTERRUPTED
                if kind in (_ERROR, _DONE):
                    _raise_refusal(payload)
                    return bodies, whole
                bodies.append(bytes(payload))
                if not flags & _DUMP:
                    return bodies, whole


def attributes(body: bytes, offset: int) -> Attributes:
    """The attributes that follow a fixed header of `offset` bytes, by type. A damaged tail is left out."""
    found: Attributes = {}
    end = len(body)
    while offset + 4 <= end:
        length, kind = _read_attribute(body, offset)
        if length < 4 or offset + length > end:
            break
        found[kind & _KIND_BITS] = body[offset + 4 : offset + length]
        offset += (length + 3) & ~3
    return found


def attribute(kind: int, value: bytes) -> bytes:
    """One attribute, padded, for a request."""
    length = _ATTRIBUTE.size + len(value)
    return _ATTRIBUTE.pack(length, kind) + value.ljust(_aligned(length) - _ATTRIBUTE.size, b"\0")


def number(value: bytes | None, default: int = 0) -> int:
    """An unsigned number in the machine's byte order, whatever its width."""
    return int.from_bytes(value, sys.byteorder) if value else default


def text(value: bytes | None) -> str:
    """A name up to its final zero byte; bytes that are no UTF-8 are replaced."""
    return value.split(b"\0", 1)[0].decode("utf-8", "replace") if value else ""


def ip_text(value: bytes) -> str:
    """An IPv4 or IPv6 address as people write it."""
    if len(value) in (4, 16):
        return socket.inet_ntop(socket.AF_INET if len(value) == 4 else socket.AF_INET6, value)
    return value.hex(":")


def named(words: Sequence[str], number: int) -> str:
    """The word at this place of a list, or the number itself where the kernel is newer than the list."""
    return words[number] if number < len(words) else str(number)


def _messages(data: memoryview) -> Iterator[tuple[int, int, int, memoryview]]:
    offset = 0
    while offset + _HEADER.size <= len(data):
        length, kind, flags, sequence, _ = _HEADER.unpack_from(data, offset)
        if length < _HEADER.size or offset + length > len(data):
            return
        yield kind, flags, sequence, data[offset + _HEADER.size : offset + length]
        offset += _aligned(length)


def _raise_refusal(payload: memoryview) -> None:
    """NLMSG_ERROR and NLMSG_DONE both begin with a negative errno, or 0."""
    code = -struct.unpack_from("=i", payload)[0] if len(payload) >= 4 else 0
    if code:
        raise OSError(code, os.strerror(code))


def _aligned(length: int) -> int:
    return (length + 3) & ~3
