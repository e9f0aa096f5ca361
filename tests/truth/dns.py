"""The little DNS that the truth lab needs: asking one question, and a resolver outside that answers all alike."""

import ipaddress
import secrets
import socket
import struct
from dataclasses import dataclass

A, PTR, AAAA = 1, 12, 28
OUTSIDE = {A: "192.0.2.53", AAAA: "2001:db8::53", PTR: "outside.test"}
"""What the resolver outside answers: so an answer that was forwarded is known by itself."""
CODES = {0: "NOERROR", 2: "SERVFAIL", 3: "NXDOMAIN", 5: "REFUSED"}


@dataclass(frozen=True)
class Reply:
    """What a resolver said: the code as DNS calls it, `silence`, or the errno of the attempt; and the answers."""

    code: str
    answers: tuple[str, ...] = ()

    @property
    def forwarded(self) -> bool:
        return any(answer in OUTSIDE.values() for answer in self.answers)


def query(name: str, kind: int) -> bytes:
    """One question, with recursion desired."""
    labels = b"".join(bytes((len(part),)) + part for part in (p.encode() for p in name.rstrip(".").split(".")))
    return (
        secrets.token_bytes(2)
        + struct.pack("!HHHHH", 0x0100, 1, 0, 0, 0)
        + labels
        + b"\0"
        + struct.pack("!HH", kind, 1)
    )


def asked(data: bytes) -> tuple[str, int, int]:
    """(name, kind, where the question ends) of a message."""
    name, at = _name(data, 12)
    return name, struct.unpack_from("!H", data, at)[0], at + 4


def outside(data: bytes) -> bytes:
    """The reply of the resolver outside."""
    _, kind, end = asked(data)
    told = OUTSIDE.get(kind)
    head = data[:2] + struct.pack("!HHHHH", 0x8180, 1, 1 if told else 0, 0, 0) + data[12:end]
    if not told:
        return head
    body = _labels(told) if kind == PTR else ipaddress.ip_address(told).packed
    return head + struct.pack("!HHHIH", 0xC00C, kind, 1, 60, len(body)) + body


def read(data: bytes) -> Reply:
    """The reply in a message."""
    code, answers = struct.unpack_from("!H", data, 2)[0] & 15, struct.unpack_from("!H", data, 6)[0]
    _, _, at = asked(data)
    found = []
    for _ in range(answers):
        _, at = _name(data, at)
        kind, _, _, size = struct.unpack_from("!HHIH", data, at)
        at += 10
        if kind in (A, AAAA):
            found.append(str(ipaddress.ip_address(data[at : at + size])))
        elif kind == PTR:
            found.append(_name(data, at)[0])
        at += size
    return Reply(CODES.get(code, str(code)), tuple(sorted(set(found))))


def _labels(name: str) -> bytes:
    return b"".join(bytes((len(part),)) + part.encode() for part in name.split(".")) + b"\0"


def _name(data: bytes, at: int) -> tuple[str, int]:
    labels: list[str] = []
    end = 0
    while data[at]:
        if data[at] & 0xC0:
            end = end or at + 2
            at = struct.unpack_from("!H", data, at)[0] & 0x3FFF
            continue
        labels.append(data[at + 1 : at + 1 + data[at]].decode(errors="replace"))
        at += data[at] + 1
    return ".".join(labels), end or at + 1


def socket_for(server: str) -> socket.socket:
    """A UDP socket of the calling thread's namespace that speaks to one resolver."""
    one = socket.socket(socket.AF_INET6 if ":" in server else socket.AF_INET, socket.SOCK_DGRAM)
    one.setblocking(False)
    one.connect((server, 53))
    return one
