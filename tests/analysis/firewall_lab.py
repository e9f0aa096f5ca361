"""A client, a router with rules and a server, each a network namespace; and what the rules should do there."""

import ctypes
import errno
import os
import selectors
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from inspector.analysis.firewall import Outcome, Packet, Verdict, reply_to, run
from inspector.analysis.firewall_rejects import client_sees
from inspector.model.firewall import Ruleset

CLIENT, ROUTER, INNER, SERVER = "10.99.28.2", "10.99.28.1", "10.99.28.65", "10.99.28.66"
PORTS = (8001, 8002, 8003)
PATIENCE_S = 0.35
ERRORS = {
    errno.ECONNREFUSED: "refused",
    errno.ENOPROTOOPT: "refused",
    errno.EHOSTUNREACH: "host-unreachable",
    errno.ENETUNREACH: "network-unreachable",
}
LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Flow:
    start: str
    dst: str
    protocol: str
    port: int


def sh(*command: str, stdin: str | None = None) -> str:
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr}\n{stdin}"
    return done.stdout


class Lab:
    """Namespaces named after this process; close() takes them down."""

    def __init__(self) -> None:
        self.name = f"fwl-{os.getpid()}"
        self.ns = {role: f"{self.name}-{role}" for role in "crs"}
        self.sockets: list[socket.socket] = []
        for name in self.ns.values():
            sh("ip", "netns", "add", name)
        self._link("c", CLIENT, "r0", ROUTER)
        self._link("s", SERVER, "r1", INNER)
        quiet = ["icmp_ratelimit=0", "icmp_ratemask=0", "icmp_msgs_per_sec=100000", "icmp_msgs_burst=10000"]
        for role in "crs":
            self.run(role, "ip", "link", "set", "lo", "up")
            for setting in quiet:
                subprocess.run(
                    ["ip", "netns", "exec", self.ns[role], "sysctl", "-qw", f"net.ipv4.{setting}"],
                    check=False,
                    capture_output=True,
                )
        self.run("r", "sysctl", "-qw", "net.ipv4.ip_forward=1")
        self.stopping = False
        self.asked = 0
        self.thread = threading.Thread(target=self._serve, daemon=True)
        for role in "rs":
            self._listen(role)
        self.thread.start()

    def run(self, role: str, *command: str, stdin: str | None = None) -> str:
        return sh("ip", "netns", "exec", self.ns[role], *command, stdin=stdin)

    def _link(self, role: str, address: str, device: str, gateway: str) -> None:
        sh(
            "ip",
            "link",
            "add",
            "e0",
            "netns",
            self.ns[role],
            "type",
            "veth",
            "peer",
            "name",
            device,
            "netns",
            self.ns["r"],
        )
        self.run(role, "ip", "addr", "add", f"{address}/26", "dev", "e0")
        self.run(role, "ip", "link", "set", "e0", "up")
        self.run("r", "ip", "addr", "add", f"{gateway}/26", "dev", device)
        self.run("r", "ip", "link", "set", device, "up")
        self.run(role, "ip", "route", "add", "default", "via", gateway)

    @contextmanager
    def inside(self, role: str) -> Iterator[None]:
        with Path("/proc/thread-self/ns/net").open() as own, Path(f"/run/netns/{self.ns[role]}").open() as other:
            assert LIBC.setns(other.fileno(), 0x40000000) == 0
            try:
                yield
            finally:
                assert LIBC.setns(own.fileno(), 0x40000000) == 0

    def _listen(self, role: str) -> None:
        with self.inside(role):
            for port in PORTS:
                for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                    server = socket.socket(socket.AF_INET, kind)
                    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    server.bind(("0.0.0.0", port))
                    server.setblocking(False)
                    if kind == socket.SOCK_STREAM:
                        server.listen(64)
                    else:
                        server.setsockopt(socket.IPPROTO_IP, 8, 1)
                    self.sockets.append(server)

    def _serve(self) -> None:
        with selectors.DefaultSelector() as selector:
            for server in self.sockets:
                selector.register(server, selectors.EVENT_READ)
            while not self.stopping:
                for key, _ in selector.select(0.2):
                    self._answer(key.fileobj)

    def _answer(self, server: socket.socket) -> None:
        try:
            if server.type == socket.SOCK_STREAM:
                server.accept()[0].close()
            else:
                data, ancillary, _, peer = server.recvmsg(100, 100)
                server.sendmsg([data], ancillary, 0, peer)
        except OSError:
            pass

    def ask(self, flows: list[Flow]) -> list[str]:
        """What a client program sees of each flow, all at once."""
        self.asked += len(flows)
        first = self.asked
        attempts = [self._attempt(first + number, flow) for number, flow in enumerate(flows)]
        end = time.monotonic() + PATIENCE_S
        seen = [result if isinstance(result, str) else "" for result in attempts]
        while time.monotonic() < end and "" in seen:
            for number, flow in enumerate(flows):
                if not seen[number]:
                    seen[number] = _look(flow, attempts[number], first + number)
            time.sleep(0.005)
        for attempt in attempts:
            if not isinstance(attempt, str):
                attempt.close()
        return [result or "timed-out" for result in seen]

    def _attempt(self, number: int, flow: Flow) -> socket.socket | str:
        with self.inside(flow.start):
            kind = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM, "icmp": socket.SOCK_RAW}[flow.protocol]
            client = socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP if flow.protocol == "icmp" else 0)
        client.setblocking(False)
        try:
            if flow.protocol == "icmp":
                client.sendto(_echo(number), (flow.dst, 0))
            else:
                # A port of its own: connection tracking would let a new flow pass as the rest of an earlier one.
                client.bind(("", 33_000 + number % 27_000))
                result = client.connect_ex((flow.dst, flow.port))
                if result not in (0, errno.EINPROGRESS):
                    raise OSError(result, "connect")
                if flow.protocol == "udp":
                    client.send(b"hello")
        except OSError as error:
            return ERRORS.get(error.errno or 0, "timed-out")
        return client

    def close(self) -> None:
        self.stopping = True
        self.thread.join()
        for server in self.sockets:
            server.close()
        for name in self.ns.values():
            sh("ip", "netns", "del", name)


def _echo(number: int) -> bytes:
    ident = number & 0xFFFF
    head = struct.pack("!BBHHH", 8, 0, 0, ident, time.monotonic_ns() & 0xFFFF)
    total = sum(struct.unpack("!4H", head))
    total = (total & 0xFFFF) + (total >> 16)
    return head[:2] + struct.pack("!H", ~total & 0xFFFF) + head[4:]


def _look(flow: Flow, client: socket.socket, number: int) -> str:
    try:
        if flow.protocol == "icmp":
            while True:
                data, _ = client.recvfrom(200)
                ident = number & 0xFFFF
                if data[20] == 0 and struct.unpack("!H", data[24:26])[0] == ident:
                    return "connected"
        if flow.protocol == "udp":
            client.recv(100)
            return "connected"
        failure = client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if failure:
            return ERRORS.get(failure, "timed-out")
        client.getpeername()
        return "connected"
    except BlockingIOError:
        return ""
    except OSError as error:
        return "" if error.errno == errno.ENOTCONN else ERRORS.get(error.errno or 0, "timed-out")


def is_local(address: str) -> bool:
    return address in (ROUTER, INNER) or address.startswith("127.")


def predict(rulesets: tuple[Ruleset, ...], flow: Flow) -> tuple[str, tuple[Outcome, ...]]:
    """What the client sees: there, answered by whoever listens, and back."""
    src = CLIENT if flow.start == "c" else {SERVER: INNER, CLIENT: ROUTER}.get(flow.dst, flow.dst)
    packet = Packet(family=4, src=src, dst=flow.dst, protocol=flow.protocol, sport=40000, dport=flow.port)
    trail: list[Outcome] = []
    later: list[bool] = []
    packet, end = _through(rulesets, packet, "r0" if flow.start == "c" else "", trail, later)
    if trail and trail[-1].verdict is not Verdict.ACCEPT:
        return _stopped(trail[-1], flow.protocol), tuple(trail)
    if end == "":
        return "unknown", tuple(trail)
    if flow.protocol != "icmp" and packet.dport not in PORTS:
        return "refused?", tuple(trail)
    reply = reply_to(packet)
    _, back = _through(rulesets, reply, {"s": "r1", "c": "r0"}.get(end, ""), trail, later)
    last = trail[-1]
    if last.verdict is Verdict.UNKNOWN:
        return "unknown", tuple(trail)
    asked = (last.packet.src, last.packet.sport) == (flow.dst, flow.port)
    home = back == ("c" if flow.start == "c" else "r")
    fine = last.verdict is Verdict.ACCEPT and home and asked
    if fine and flow.protocol == "tcp" and not all(later):
        return "connected, then stopped", tuple(trail)
    return ("connected" if fine else "timed-out"), tuple(trail)


def _stopped(outcome: Outcome, protocol: str) -> str:
    if outcome.verdict is Verdict.UNKNOWN:
        return "unknown"
    return "timed-out" if outcome.verdict is Verdict.DROP else client_sees(outcome.reject_with, protocol).value


def _through(
    rulesets: tuple[Ruleset, ...], packet: Packet, iif: str, trail: list[Outcome], later: list[bool]
) -> tuple[Packet, str]:
    """Through the router's hooks: in by iif ("" from its own programs); where it comes out: c, s, r or "" (nowhere)."""

    def hook(name: str, now: Packet, **devices: str) -> Packet | None:
        at_hook = replace(now, **{"iif": "", "oif": "", "own": "", **devices})
        outcome = run(rulesets, name, at_hook, is_local)
        if not now.reply:
            third = replace(at_hook, ctstate="ESTABLISHED", tcp_flags=16)
            after = run(rulesets, name, third, is_local)
            later.append(after.verdict is Verdict.ACCEPT and after.packet.ctstate == "ESTABLISHED")
        trail.append(outcome)
        return outcome.packet if outcome.verdict is Verdict.ACCEPT else None

    own = {"r0": ROUTER, "r1": INNER, "lo": ROUTER}
    out = _out(packet.dst)
    now: Packet | None = packet
    if not iif:
        now = hook("OUTPUT", packet, oif=out)
        if now is None:
            return packet, ""
        out = _out(now.dst)
        if out == "lo":
            for name, devices in (
                ("POSTROUTING", {"oif": "lo", "own": ROUTER}),
                ("PREROUTING", {"iif": "lo", "own": "127.0.0.1"}),
                ("INPUT", {"iif": "lo"}),
            ):
                now = hook(name, now, **devices)
                if now is None:
                    return packet, ""
            return now, "r"
        now = hook("POSTROUTING", now, oif=out, own=own.get(out, ""))
        return (now or packet), ("" if now is None else {"r0": "c", "r1": "s"}[out])
    now = hook("PREROUTING", packet, iif=iif, own=own[iif])
    if now is None:
        return packet, ""
    out = _out(now.dst)
    if out == "lo":
        now = hook("INPUT", now, iif=iif)
        return (now or packet), ("" if now is None else "r")
    now = hook("FORWARD", now, iif=iif, oif=out)
    if now is None:
        return packet, ""
    now = hook("POSTROUTING", now, iif=iif, oif=out, own=own[out])
    return (now or packet), ("" if now is None else {"r0": "c", "r1": "s"}[out])


def _out(address: str) -> str:
    return "lo" if is_local(address) else {CLIENT: "r0", SERVER: "r1"}[address]
