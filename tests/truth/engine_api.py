"""One call of an engine's API over its unix socket, as people's tools make them."""

import http.client
import json
import socket
from dataclasses import dataclass, field
from typing import Any


class Refused(Exception):
    """The engine's words for a step that it would not take."""


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("docker", timeout=60)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(self._path)


@dataclass
class Api:
    """The engine behind a socket. notes: the steps that it refused."""

    socket: str
    notes: list[str] = field(default_factory=list)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The decoded answer; raises Refused for an error."""
        connection = _Connection(self.socket)
        try:
            text = None if body is None else json.dumps(body)
            connection.request(method, path, text, {"Content-Type": "application/json"} if text else {})
            answer = connection.getresponse()
            told = answer.read()
        finally:
            connection.close()
        if answer.status >= 300 and answer.status != 304:
            raise Refused(f"{method} {path}: {told.decode(errors='replace').strip()}")
        return json.loads(told) if told.strip() else None

    def attempt(self, method: str, path: str, body: Any = None) -> bool:
        """A call that the engine may refuse: noted, and the world goes on."""
        try:
            self.call(method, path, body)
        except Refused as error:
            self.notes.append(str(error))
            return False
        return True
