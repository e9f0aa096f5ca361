"""Who listens in a namespace: TCP sockets that listen, and UDP sockets that have a port.

From inet_diag, as `ss -tuln` has it (linux/inet_diag.h); where the kernel lacks that module, from /proc/PID/net.
Nobody needs a privilege for it. Sockets that differ only in their owner (SO_REUSEPORT) are told once.
"""

import socket
import struct
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from inspector.collect.netlink import SOCK_DIAG, Netlink, attributes, ip_text
from inspector.model.anywhere import ANY
from inspector.model.evidence import Json

_BY_FAMILY = 20
_IDENTITY = struct.Struct("!HH16s16s")  # The part of struct inet_diag_sockid that is in network order.
_REST_OF_IDENTITY = struct.Struct("=IQ")
_REQUEST = struct.Struct("=BBBxI")  # struct inet_diag_req_v2, up to the identity
_ANSWER_HEAD, _ANSWER_SIZE = 4, 72  # struct inet_diag_msg
_V6ONLY = 11
_ESTABLISHED, _CLOSED, _LISTENING = 1, 7, 10
_PROTOCOLS = (
    ("tcp", socket.IPPROTO_TCP, (_LISTENING,)),
    ("udp", socket.IPPROTO_UDP, (_ESTABLISHED, _CLOSED)),
)
_SIZES = {socket.AF_INET: 4, socket.AF_INET6: 16}

Found = tuple[str, str, int, bool, str, str]
"""protocol, address, port, v6only, peer, device."""


def sockets(process: Path, names: Mapping[int, str]) -> list[dict[str, Json]]:
    """The sockets of the calling thread's namespace, in which the process at /proc/PID is too.

    OSError when neither way is open.
    """
    found: set[Found] = set()
    for protocol, number, states in _PROTOCOLS:
        try:
            found |= set(_from_kernel(protocol, number, states, names))
        except OSError:
            found |= _from_files(process, protocol, states)
    keys = ("protocol", "address", "port", "v6only", "peer", "device")
    return [dict(zip(keys, one, strict=True)) for one in sorted(found)]


def _from_kernel(protocol: str, number: int, states: tuple[int, ...], names: Mapping[int, str]) -> Iterator[Found]:
    with Netlink(SOCK_DIAG) as kernel:
        for family, size in _SIZES.items():
            question = _REQUEST.pack(family, number, 0, sum(1 << state for state in states))
            question += _IDENTITY.pack(0, 0, b"", b"") + _REST_OF_IDENTITY.pack(0, 0)
            for body in kernel.dump(_BY_FAMILY, question):
                port, peer_port, address, peer = _IDENTITY.unpack_from(body, _ANSWER_HEAD)
                index, _ = _REST_OF_IDENTITY.unpack_from(body, _ANSWER_HEAD + _IDENTITY.size)
                own = ip_text(address[:size])
                # The kernel sets it on every socket that is bound to one IPv6 address; it only says something of `::`.
                only = own == "::" and attributes(body, _ANSWER_SIZE).get(_V6ONLY, b"\0")[:1] == b"\1"
                device = names.get(index, f"if{index}") if index else ""
                yield protocol, own, port, only, _peer(ip_text(peer[:size]), peer_port), device


def _from_files(process: Path, protocol: str, states: tuple[int, ...]) -> set[Found]:
    """The files tell neither device nor v6only.

    We take a `::` beside a `0.0.0.0` of the same port for one that leaves IPv4 out, for otherwise the two could not
    both have been bound; and any other for one that takes IPv4 too, the kernel's default (net.ipv6.bindv6only).
    """
    four = set(_rows(process / "net" / protocol, states))
    six = set(_rows(process / "net" / f"{protocol}6", states))
    taken = {port for address, port, _ in four if address == ANY[4]}
    found = {(protocol, address, port, False, peer, "") for address, port, peer in four}
    return found | {
        (protocol, address, port, address == "::" and port in taken, peer, "") for address, port, peer in six
    }


def _rows(file: Path, states: tuple[int, ...]) -> Iterator[tuple[str, int, str]]:
    """Local address, port and peer of the sockets in one of these states."""
    try:
        lines = file.read_text(errors="replace").splitlines()[1:]
    except FileNotFoundError:  # A kernel without IPv6.
        return
    for line in lines:
        words = line.split()
        if len(words) > 3 and int(words[3], 16) in states:
            (address, port), (peer, peer_port) = _place(words[1]), _place(words[2])
            yield address, port, _peer(peer, peer_port)


def _place(text: str) -> tuple[str, int]:
    """Address and port; the address is written as numbers of 32 bits in the machine's order."""
    digits, _, port = text.partition(":")
    swap: Callable[[bytes], bytes] = (lambda part: part[::-1]) if sys.byteorder == "little" else bytes
    parts = [bytes.fromhex(digits[start : start + 8]) for start in range(0, len(digits), 8)]
    return ip_text(b"".join(map(swap, parts))), int(port, 16)


def _peer(address: str, port: int) -> str:
    if not port:
        return ""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
