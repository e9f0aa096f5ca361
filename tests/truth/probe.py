"""Asks the real host: names and connections from inside every namespace, as a client program there would."""

import errno
import itertools
import os
import selectors
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from inspector.collect.netns import enter
from tests.truth import dns
from tests.truth.spaces import SENT

LIMIT_S = 6.0
"""Longer than the 3 s after which the kernel gives up asking for a neighbour."""
QUIET_S = 4.0
"""A server that has not answered by then is silent."""
ERRNO = {
    errno.ECONNREFUSED: "refused",
    errno.ETIMEDOUT: "timed-out",
    errno.EHOSTUNREACH: "host-unreachable",
    errno.ENETUNREACH: "network-unreachable",
    errno.EADDRNOTAVAIL: "network-unreachable",
}
UNREACHABLE = {0: "network-unreachable", 1: "host-unreachable", 3: "refused", 9: "network-unreachable"}
UNREACHABLE |= {10: "host-unreachable", 13: "host-unreachable"}
UNREACHABLE6 = {0: "network-unreachable", 1: "host-unreachable", 3: "host-unreachable", 4: "refused"}

_PINGS = itertools.count(1)


@dataclass(frozen=True, order=True)
class Try:
    """One connection to attempt: protocol tcp, udp or icmp."""

    address: str
    protocol: str
    port: int


@dataclass(frozen=True, order=True)
class Lookup:
    """One name to look up: kind is dns.A, dns.AAAA or dns.PTR; shown is the same in every run, ids are not."""

    shown: str
    kind: int
    name: str


@dataclass
class Client:
    """One place to ask from: its namespace, its files (None: it asks no names), and its questions."""

    name: str
    space: Path
    root: Path | None
    tries: tuple[Try, ...] = ()
    lookups: tuple[Lookup, ...] = ()


@dataclass
class Seen:
    """What one client saw: words of ClientSees (and `connected-silent`) by try, and replies by lookup."""

    tries: dict[Try, str]
    lookups: dict[Lookup, dns.Reply]
    server: str = ""


def ask(clients: list[Client]) -> dict[str, Seen]:
    """All clients at once; each in a thread of its own that enters the client's namespace."""
    with ThreadPoolExecutor(max_workers=len(clients)) as pool:
        return dict(zip((one.name for one in clients), pool.map(_visit, clients), strict=True))


def _visit(client: Client) -> Seen:
    fd = os.open(client.space, os.O_RDONLY)
    try:
        enter(fd)
    finally:
        os.close(fd)
    server = resolver(client.root) if client.root else ""
    looked = _look_up(server, client.lookups) if server else {}
    return Seen(_Probes(client.tries).run(), looked, server)


def resolver(root: Path) -> str:
    """The first nameserver of the resolv.conf under a root."""
    try:
        lines = (root / "etc/resolv.conf").read_text().splitlines()
    except OSError:
        return ""
    return next((line.split()[1] for line in lines if line.startswith("nameserver ")), "")


def _look_up(server: str, lookups: tuple[Lookup, ...]) -> dict[Lookup, dns.Reply]:
    """A few at a time, each with a socket of its own; each gets LIMIT_S."""
    found: dict[Lookup, dns.Reply] = {}
    waiting = list(lookups)
    selector = selectors.DefaultSelector()
    while waiting or selector.get_map():
        while waiting and len(selector.get_map()) < 30:
            lookup = waiting.pop()
            try:
                one = dns.socket_for(server)
                one.send(dns.query(lookup.name, lookup.kind))
            except OSError as error:
                found[lookup] = dns.Reply(ERRNO.get(error.errno or 0, str(error)))
                continue
            selector.register(one, selectors.EVENT_READ, (lookup, time.monotonic() + LIMIT_S))
        for key, _ in selector.select(0.2):
            assert isinstance(key.fileobj, socket.socket)
            try:
                found[key.data[0]] = dns.read(key.fileobj.recv(4096))
            except OSError as error:
                found[key.data[0]] = dns.Reply(ERRNO.get(error.errno or 0, str(error)))
            selector.unregister(key.fileobj)
            key.fileobj.close()
        for key in list(selector.get_map().values()):
            if time.monotonic() > key.data[1]:
                assert isinstance(key.fileobj, socket.socket)
                found[key.data[0]] = dns.Reply("silence")
                selector.unregister(key.fileobj)
                key.fileobj.close()
    selector.close()
    return found


class _Probes:
    """All connections of one client, at once, nonblocking."""

    def __init__(self, tries: tuple[Try, ...]) -> None:
        self._tries = tries
        self._found: dict[Try, str] = {}
        self._selector = selectors.DefaultSelector()
        self._ids: dict[int, Try] = {}
        self._raw: dict[int, socket.socket] = {}
        self._connected: dict[socket.socket, float] = {}

    def run(self) -> dict[Try, str]:
        for one in self._tries:
            try:
                self._begin(one)
            except OSError as error:
                self._fail(one, error.errno)
        deadline = time.monotonic() + LIMIT_S
        while len(self._found) < len(self._tries) and (now := time.monotonic()) < deadline:
            for key, _ in self._selector.select(min(0.3, deadline - now)):
                assert isinstance(key.fileobj, socket.socket)
                self._ready(key.fileobj, key.data)
            for one, since in list(self._connected.items()):
                if time.monotonic() - since > QUIET_S:
                    self._end(one, self._selector.get_key(one).data, "connected-silent")
        for one in self._tries:
            self._found.setdefault(one, "timed-out")
        for key in list(self._selector.get_map().values()):
            assert isinstance(key.fileobj, socket.socket)
            key.fileobj.close()
        self._selector.close()
        return self._found

    def _begin(self, one: Try) -> None:
        family = socket.AF_INET6 if ":" in one.address else socket.AF_INET
        if one.protocol == "icmp":
            self._ping(one, family)
            return
        made = socket.socket(family, socket.SOCK_STREAM if one.protocol == "tcp" else socket.SOCK_DGRAM)
        made.setblocking(False)
        failed = made.connect_ex((one.address, one.port))
        if failed not in (0, errno.EINPROGRESS):
            made.close()
            self._fail(one, failed)
            return
        self._selector.register(made, selectors.EVENT_WRITE if one.protocol == "tcp" else selectors.EVENT_READ, one)
        if one.protocol == "udp":
            try:
                made.send(SENT)
            except OSError as error:
                self._end(made, one, ERRNO.get(error.errno or 0, str(error)))

    def _fail(self, one: Try, number: int | None) -> None:
        self._found[one] = ERRNO.get(number or 0, errno.errorcode.get(number or 0, "?"))

    def _end(self, made: socket.socket, one: Try, said: str) -> None:
        self._found.setdefault(one, said)
        self._connected.pop(made, None)
        self._selector.unregister(made)
        made.close()

    def _ready(self, made: socket.socket, one: Try | None) -> None:
        if one is None:
            self._pong(made)
            return
        if made not in self._connected:
            failed = made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if failed:
                self._end(made, one, ERRNO.get(failed, errno.errorcode.get(failed, "?")))
                return
            if one.protocol == "tcp":
                self._connected[made] = time.monotonic()
                self._selector.modify(made, selectors.EVENT_READ, one)
                made.send(b"GET / HTTP/1.0\r\n\r\n")
                return
        try:
            told = made.recv(4096)
        except OSError as error:
            said = "connected-silent" if one.protocol == "tcp" else ERRNO.get(error.errno or 0, str(error))
            self._end(made, one, said)
            return
        self._end(made, one, "connected" if told else "connected-silent")

    def _ping(self, one: Try, family: int) -> None:
        if family not in self._raw:
            kind = socket.IPPROTO_ICMP if family == socket.AF_INET else socket.IPPROTO_ICMPV6
            made = socket.socket(family, socket.SOCK_RAW, kind)
            made.setblocking(False)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
            self._raw[family] = made
            self._selector.register(made, selectors.EVENT_READ, None)
        # Every ping has an id of its own: conntrack and namesakes in one namespace tell pings apart by it.
        number = next(_PINGS) & 0xFFFF
        self._ids[number] = one
        kind = 8 if family == socket.AF_INET else 128
        head = struct.pack("!BBHHH", kind, 0, 0, number, 1)
        if family == socket.AF_INET:
            head = struct.pack("!BBHHH", kind, 0, _checksum(head + SENT + b"\0"), number, 1)
        self._raw[family].sendto(head + SENT, (one.address, 0))

    def _pong(self, made: socket.socket) -> None:
        try:
            data = made.recv(4096)
        except OSError:
            return
        v4 = made.family == socket.AF_INET
        if v4:
            data = data[(data[0] & 15) * 4 :]
        kind, code = data[0], data[1]
        if kind == (0 if v4 else 129):
            self._match(data[4:6], "connected")
        elif kind == (3 if v4 else 1):
            inner = data[8:]
            if len(inner) > 20 and inner[9 if v4 else 6] == made.proto:
                echo = inner[(inner[0] & 15) * 4 :] if v4 else inner[40:]
                self._match(echo[4:6], (UNREACHABLE if v4 else UNREACHABLE6).get(code, f"icmp-{code}"))

    def _match(self, ident: bytes, said: str) -> None:
        one = self._ids.get(struct.unpack("!H", ident)[0]) if len(ident) == 2 else None
        if one:
            self._found.setdefault(one, said)


def _checksum(data: bytes) -> int:
    total = sum(struct.unpack(f"!{len(data) // 2}H", data[: len(data) // 2 * 2]))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF
