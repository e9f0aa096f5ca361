"""One question asked with sockets, in whatever network namespace the calling thread is: a name, then one connection.

Nothing but the address that was asked for is sent anything, except that the resolv.conf's servers are asked its name.
"""

import errno
import ipaddress
import os
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import suppress

import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype

from inspector.model.answer import ClientSees, Observation, Protocol
from inspector.model.netns import NameFiles

LIMIT_S = 5.0
"""Longer than the 3 s after which the kernel gives up asking for a neighbour."""
QUIET_S = 1.0
DNS_LIMIT_S = 3.0
PAYLOAD = b"inspector probe\n"
"""Of even length, which the checksum counts on."""
SEEN = {
    errno.ECONNREFUSED: ClientSees.REFUSED,
    errno.ETIMEDOUT: ClientSees.TIMED_OUT,
    errno.EHOSTUNREACH: ClientSees.HOST_UNREACHABLE,
    errno.ENETUNREACH: ClientSees.NETWORK_UNREACHABLE,
    errno.EADDRNOTAVAIL: ClientSees.NETWORK_UNREACHABLE,
}
_IP_RECVERR, _IPV6_RECVERR = 11, 25
_MOST_SEARCHED = 6


class NotResolved(Exception):
    """The name has no address here; the text says who said so."""


class NoAnswer(Exception):
    """No name server answered; the text says which were asked."""


def ask(files: NameFiles, destination: str, protocol: Protocol, port: int) -> Observation:
    """Resolve by these files, connect once, and say what a client program would see."""
    try:
        addresses, by = resolve(files, destination)
    except NotResolved as error:
        return Observation(client_sees=ClientSees.NAME_NOT_FOUND, detail=str(error))
    except NoAnswer as error:
        # A client program's getaddrinfo fails alike, only later.
        return Observation(client_sees=ClientSees.NAME_NOT_FOUND, silent=True, detail=str(error))
    address = _first_routed(addresses)
    began = time.monotonic()
    try:
        answered, silent = CONNECT[protocol](address, port)
        sees, said = ClientSees.CONNECTED, ""
    except OSError as error:
        answered = time.monotonic()
        number = errno.ETIMEDOUT if isinstance(error, TimeoutError) else error.errno or 0
        sees, said = SEEN.get(number, ClientSees.UNKNOWN), errno.errorcode.get(number) or str(error)
        silent = sees is ClientSees.TIMED_OUT
    took_ms = round((answered - began) * 1000, 2)
    detail = "; ".join(filter(None, (by, said)))
    return Observation(client_sees=sees, silent=silent, address=address, took_ms=took_ms, detail=detail)


def resolve(files: NameFiles, name: str) -> tuple[list[str], str]:
    """Addresses in the order they are to be tried, and who gave them: /etc/hosts, else DNS with the search domains.

    Raises NotResolved or NoAnswer.
    """
    with suppress(ValueError):
        return [str(ipaddress.ip_address(name.strip("[]")))], ""
    wanted = name.rstrip(".").lower()
    listed = [line.address for line in files.hosts or () if wanted in (known.lower() for known in line.names)]
    if listed:
        return listed, f"{name} from /etc/hosts"
    servers = files.nameservers or ("127.0.0.1",)
    said = "no such name"
    for candidate in _candidates(files, name):
        found, said = _look_up(servers, candidate)
        if found:
            return found, said
    raise NotResolved(said)


def _candidates(files: NameFiles, name: str) -> Iterator[str]:
    """As resolv.conf(5) has it: fewer dots than ndots try the search domains first."""
    ndots = next((int(o[6:]) for o in files.options if o.startswith("ndots:") and o[6:].isdigit()), 1)
    searched = [f"{name}.{domain}" for domain in files.search[:_MOST_SEARCHED] if domain.strip(".")]
    if name.endswith("."):
        yield name
    elif name.count(".") >= ndots:
        yield from (name, *searched)
    else:
        yield from (*searched, name)


def _look_up(servers: tuple[str, ...], name: str) -> tuple[list[str], str]:
    """One query a family to the first server that answers at all."""
    silent = []
    for server in servers[:3]:
        try:
            answers = [_query(server, name, kind) for kind in (dns.rdatatype.A, dns.rdatatype.AAAA)]
        except (OSError, dns.exception.DNSException) as error:
            silent.append(f"{server}: {str(error).rstrip('.') or type(error).__name__}")
            continue
        found = [
            record.to_text() for answer in answers for entry in answer.answer for record in entry if _is_address(record)
        ]
        code = dns.rcode.to_text(answers[0].rcode())
        return found, f"{name} from {server}" if found else f"{server} says {code} for {name}"
    raise NoAnswer("; ".join(silent))


def _query(server: str, name: str, kind: dns.rdatatype.RdataType) -> dns.message.Message:
    question = dns.message.make_query(name, kind)
    return dns.query.udp(question, server, timeout=DNS_LIMIT_S, ignore_unexpected=True)


def _is_address(record: object) -> bool:
    return getattr(record, "rdtype", None) in (dns.rdatatype.A, dns.rdatatype.AAAA)


def _first_routed(addresses: list[str]) -> str:
    """The first with a route (a UDP connect sends nothing), IPv6 first where both are; else the first."""
    for address in sorted(addresses, key=lambda one: ":" not in one):
        with socket.socket(_family(address), socket.SOCK_DGRAM) as route, suppress(OSError):
            route.connect((address, 9))
            return address
    return addresses[0]


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def _tcp(address: str, port: int) -> tuple[float, bool]:
    """Connect, and hang up again without a word: when it connected, and whether nobody else said one."""
    with socket.socket(_family(address), socket.SOCK_STREAM) as client:
        client.settimeout(LIMIT_S)
        client.connect((address, port))
        connected = time.monotonic()
        client.settimeout(QUIET_S)
        try:
            return connected, not client.recv(1)
        except OSError:
            return connected, True


def _udp(address: str, port: int) -> tuple[float, bool]:
    """Send one small packet: when something came back. TimeoutError when nothing did."""
    with socket.socket(_family(address), socket.SOCK_DGRAM) as client:
        client.settimeout(LIMIT_S)
        client.connect((address, port))
        client.send(PAYLOAD)
        client.recv(1)
        return time.monotonic(), False


def _icmp(address: str, _: int) -> tuple[float, bool]:
    """One echo request: when its reply came. TimeoutError without one, other OSErrors as the network tells them."""
    six = ":" in address
    protocol = socket.IPPROTO_ICMPV6 if six else socket.IPPROTO_ICMP
    with socket.socket(_family(address), socket.SOCK_RAW, protocol) as client:
        client.setsockopt(*((socket.IPPROTO_IPV6, _IPV6_RECVERR) if six else (socket.IPPROTO_IP, _IP_RECVERR)), 1)
        client.connect((address, 0))
        mark = struct.pack("!HH", os.getpid() & 0xFFFF, int(time.monotonic() * 1000) & 0xFFFF)
        client.send(_echo(128 if six else 8, mark))
        deadline = time.monotonic() + LIMIT_S
        while (left := deadline - time.monotonic()) > 0:
            client.settimeout(left)
            packet = client.recv(1024)
            message = packet if six else packet[(packet[0] & 15) * 4 :]
            if message[:1] == bytes((129 if six else 0,)) and message[4:8] == mark:
                return time.monotonic(), False
    raise TimeoutError


def _echo(kind: int, mark: bytes) -> bytes:
    """The kernel itself puts the checksum into ICMPv6."""
    body = mark + PAYLOAD
    words = struct.unpack(f"!{(len(body) + 4) // 2}H", struct.pack("!BBH", kind, 0, 0) + body)
    total = sum(words)
    total = (total & 0xFFFF) + (total >> 16)
    total = (total & 0xFFFF) + (total >> 16)
    return struct.pack("!BBH", kind, 0, ~total & 0xFFFF) + body


CONNECT = {Protocol.TCP: _tcp, Protocol.UDP: _udp, Protocol.ICMP: _icmp}
