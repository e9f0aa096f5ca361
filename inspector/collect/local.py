"""An engine behind a unix socket of this machine: GET only by construction, over one connection.

Several questions may be under way at once (HTTP/1.1 pipelining), so that neither side waits for the other. The SDK
takes longer to import than such an engine takes to tell of all its containers.
"""

import socket
from collections import deque
from collections.abc import Generator, Iterable
from itertools import islice
from urllib.parse import quote

from httptools import HttpParserError, HttpResponseParser

CONNECT_TIMEOUT_S = 10.0
LIMIT_BYTES = 128 * 1024 * 1024
WINDOW = 64
"""Questions under way: few enough that they always fit into the socket, or both sides might wait for each other."""
_PIECE = 1 << 18

Answer = tuple[int, bytes]
"""Status and body; a body longer than LIMIT_BYTES is cut off somewhere behind it."""


class Local:
    """One connection, made when it is needed. Not for several threads at once."""

    failures = (OSError,)

    def __init__(self, path: str) -> None:
        self._path = path
        self._connection: socket.socket | None = None

    def close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def broke_off(self, error: BaseException) -> bool:
        """Whether the connection ended, as an idle one may, and asking once more is worth it."""
        return isinstance(error, ConnectionError)

    def ask(self, target: str, timeout_s: float) -> Answer:
        """One answer. Raises OSError."""
        (answer,) = self.ask_all([target], timeout_s)
        return answer

    def ask_all(self, targets: Iterable[str], timeout_s: float) -> Generator[Answer]:
        """The answers in order. Raises OSError where the connection breaks; what came before is good."""
        todo, waiting = iter(targets), 0
        try:
            connection = self._connected()
            connection.settimeout(timeout_s)
            while True:
                if waiting <= WINDOW // 2:
                    asked = [_question(target) for target in islice(todo, WINDOW - waiting)]
                    connection.sendall(b"".join(asked))
                    waiting += len(asked)
                if not waiting:
                    break
                while not self._answers.whole:
                    self._answers.feed(connection.recv(_PIECE))
                waiting -= 1
                yield self._answers.whole.popleft()
        except BaseException:
            # What is still to come would be taken for the answer to another question.
            self.close()
            raise
        if self._answers.last:
            self.close()

    def _connected(self) -> socket.socket:
        if self._connection is None:
            self._answers = _Answers()
            self._connection = socket.socket(socket.AF_UNIX)
            self._connection.settimeout(CONNECT_TIMEOUT_S)
            self._connection.connect(self._path)
        return self._connection


class _Answers:
    """What comes over one connection, put together. last: nothing more is to be read from it."""

    def __init__(self) -> None:
        self.whole: deque[Answer] = deque()
        self.last = False
        self._parser = HttpResponseParser(self)
        self._pieces: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> None:
        """Raises ConnectionError for the end, and for what is no HTTP."""
        if not data or self.last:
            raise ConnectionResetError("the connection ended before the answer did")
        try:
            self._parser.feed_data(data)
        except HttpParserError as error:
            raise ConnectionAbortedError("the answer is no HTTP") from error
        if self._size > LIMIT_BYTES:
            self.last = True
            self.on_message_complete()

    def on_message_begin(self) -> None:
        self._pieces, self._size = [], 0

    def on_body(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._size += len(piece)

    def on_message_complete(self) -> None:
        self.last |= not self._parser.should_keep_alive()
        self.whole.append((self._parser.get_status_code(), b"".join(self._pieces)))
        self._size = 0


def _question(target: str) -> bytes:
    """Ids are an engine's words: nothing in one can end the line."""
    path = quote(target, safe="/:?=&", errors="replace")
    return f"GET {path} HTTP/1.1\r\nHost: engine\r\nUser-Agent: inspector\r\nAccept: application/json\r\n\r\n".encode()
