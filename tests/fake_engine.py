"""A Docker engine of paper: serves recorded answers over a unix socket, TCP or TLS, and writes down what was asked.

with FakeEngine(evidence.engine, unix=folder / "docker.sock") as engine:
    read_engine(Target(engine.url))
    engine.emit("container", "start", ident)
assert engine.methods == {"GET"}
"""

import contextlib
import copy
import json
import queue
import re
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, Self


@dataclass
class Reply:
    """An answer that is not simply 200 with JSON. body None closes the connection without a word."""

    status: int = 200
    body: bytes | None = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    length: int | None = None


def error(status: int, message: str) -> Reply:
    """The engine's own form of an error."""
    return Reply(status, json.dumps({"message": message}).encode(), {"Content-Type": "application/json"})


Answer = Any | Reply | Callable[[], Any]


class FakeEngine:
    """Serves answers by engine path (no version, no query). A callable is asked anew each time; else 404.

    `/events` stays open and tells what is emitted, the last 256 again to those who ask since when, as an engine does.
    unix: the socket's file. Without it: TCP on 127.0.0.1, with TLS when an ssl context is given.
    """

    def __init__(
        self, answers: Mapping[str, Answer], *, unix: Path | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.answers: dict[str, Answer] = dict(answers)
        self.request_lines: list[str] = []
        self.connections = 0
        self.told: list[dict[str, Any]] = []
        self.sockets: list[socket.socket] = []
        self.listeners: list[queue.SimpleQueue[dict[str, Any] | None]] = []
        self._tls = tls
        self._server: socketserver.BaseServer
        if unix is not None:
            self._server = _UnixServer(str(unix), _Handler)
            self.url = f"unix://{unix}"
        else:
            self._server = _TcpServer(("127.0.0.1", 0), _Handler)
            self.url = f"tcp://127.0.0.1:{self._server.server_address[1]}"
        self._server.engine = self  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.drop()
        self._thread.join()

    @property
    def methods(self) -> set[str]:
        """The HTTP methods that were used."""
        return {line.split(" ", 1)[0] for line in self.request_lines}

    @property
    def paths(self) -> list[str]:
        """The engine paths that were asked for, in their order."""
        return [engine_path(line.split(" ")[1]) for line in self.request_lines]

    def emit(self, kind: str, action: str, ident: str = "", **attributes: str) -> None:
        """Tell an event to all who listen."""
        at = time.time_ns()
        actor = {"ID": ident, "Attributes": attributes}
        event = {"Type": kind, "Action": action, "Actor": actor, "time": at // 10**9, "timeNano": at}
        self.told = [*self.told, event][-256:]
        for listener in self.listeners:
            listener.put(event)

    def hang_up(self) -> None:
        """End every open answer to `/events`."""
        for listener in self.listeners:
            listener.put(None)

    def drop(self) -> None:
        """Break every connection, as an engine does that ends."""
        self.hang_up()
        for connection in self.sockets:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def answer(self, path: str) -> Reply:
        """What is said to a question for this engine path."""
        found = self.answers.get(path)
        found = found() if callable(found) else found
        if path == "/_ping" and found is None:
            return Reply(200, b"OK", {"Content-Type": "text/plain"})
        if found is None:
            return error(404, f"page not found: {path}")
        if isinstance(found, Reply):
            return found
        return Reply(200, json.dumps(found).encode(), {"Content-Type": "application/json"})


def engine_path(target: str) -> str:
    """`/v1.41/containers/json?all=1` -> `/containers/json`."""
    return re.sub(r"^/v\d+\.\d+(?=/)", "", target.partition("?")[0])


def many_containers(engine: Mapping[str, Any], count: int) -> dict[str, Any]:
    """The same engine with count containers, copies of those that it has under other ids, names and addresses."""
    rows = engine["/containers/json"]
    others = {path: value for path, value in engine.items() if not path.startswith("/containers/")}
    grown: dict[str, Any] = {**others, "/containers/json": []}
    for number in range(count):
        row = copy.deepcopy(rows[number % len(rows)])
        details = copy.deepcopy(engine[f"/containers/{row['Id']}/json"])
        ident, name = f"{number:064x}", f"{row['Names'][0].lstrip('/')}-{number}"
        row["Id"] = details["Id"] = ident
        row["Names"], details["Name"] = [f"/{name}"], f"/{name}"
        for endpoint in (details["NetworkSettings"].get("Networks") or {}).values():
            if endpoint.get("IPAddress"):
                endpoint["IPAddress"] = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        grown["/containers/json"].append(row)
        grown[f"/containers/{ident}/json"] = details
    return grown


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = False

    def setup(self) -> None:
        engine = self.server.engine  # type: ignore[attr-defined]
        engine.connections += 1
        if engine._tls:
            self.request = engine._tls.wrap_socket(self.request, server_side=True)
        engine.sockets.append(self.request)
        super().setup()

    def do_any(self) -> None:
        engine = self.server.engine  # type: ignore[attr-defined]
        engine.request_lines.append(self.requestline)
        if engine_path(self.path) == "/events" and "/events" not in engine.answers:
            self.tell_events(engine)
            return
        reply = engine.answer(engine_path(self.path))
        time.sleep(reply.delay_s)
        if reply.body is None:
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)
        self.close_connection = reply.length is not None

    def tell_events(self, engine: "FakeEngine") -> None:
        inbox: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        since = re.search(r"[?&]since=([\d.]+)", self.path)
        for event in engine.told if since else ():
            if event["timeNano"] >= float(since[1]) * 1e9:  # type: ignore[index]
                inbox.put(event)
        engine.listeners.append(inbox)
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while (told := inbox.get()) is not None:
            line = json.dumps(told).encode() + b"\n"
            self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
        engine.listeners.remove(inbox)
        self.wfile.write(b"0\r\n\r\n")

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_any  # noqa: N815

    def address_string(self) -> str:
        return "client"

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class _Quiet(socketserver.ThreadingMixIn):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up, or speaks no TLS, is no news."""


class _TcpServer(_Quiet, socketserver.TCPServer):
    allow_reuse_address = True


class _UnixServer(_Quiet, socketserver.UnixStreamServer):
    def server_close(self) -> None:
        super().server_close()
        with contextlib.suppress(OSError):
            Path(str(self.server_address)).unlink()
