"""One open question to `/events`: read it in a thread of its own, close it from any other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import paramiko
import requests

from inspector.collect.client import FAILURES
from inspector.collect.events import Event, event
from inspector.collect.failures import NotAnswered, explain

if TYPE_CHECKING:
    from inspector.collect.wire import Wire

PATH = "/events"
QUIET_S = 30.0
_TYPES = '?filters={"type":["container","network","volume","image","daemon","service","node"]}'
_LONGEST = 1 << 20


class Silence(Exception):
    """Nothing came for QUIET_S: ask again since the last event, for a connection may be dead without a word."""


class EventStream:
    """The events of an engine from one moment on, as they come."""

    def __init__(self, wire: Wire, since: str = "") -> None:
        """Ask. since: seconds of the engine's own clock, with decimals; "" from now on. Raises NotAnswered."""
        self._target = wire.target
        self.closed = False
        try:
            self._response = wire.open(PATH, f"{_TYPES}&since={since}" if since else _TYPES, QUIET_S)
        except FAILURES as error:
            raise explain(error, wire.target, PATH) from error
        if self._response.status_code != 200:
            body = self._response.raw.read(2000, decode_content=True)
            self._response.close()
            raise NotAnswered.from_status(self._response.status_code, body, wire.target, PATH)

    def __iter__(self) -> Iterator[Event]:
        """Events until the engine ends the answer. Raises Silence, and NotAnswered when the connection breaks."""
        rest = b""
        try:
            for piece in self._pieces():
                *lines, rest = (rest + piece).split(b"\n")
                yield from filter(None, map(event, lines))
                # An engine writes each event whole; what is this long without an end is none.
                rest = rest if len(rest) < _LONGEST else b""
        except FAILURES as error:
            if self.closed:
                return
            if _is_silence(error):
                raise Silence from error
            raise explain(error, self._target, PATH) from error
        finally:
            self._response.close()

    def _pieces(self) -> Iterator[bytes]:
        """The body as it comes. An engine sends each event as a chunk; a proxy may take the chunks apart."""
        raw = self._response.raw
        if raw.chunked:
            yield from raw.read_chunked(decode_content=True)
            return
        while piece := raw.read1(decode_content=True):
            yield piece

    def close(self) -> None:
        """End the answer; whoever waits for an event stops waiting."""
        self.closed = True
        raw = self._response.raw
        channel = getattr(getattr(raw, "connection", None), "sock", None)
        with suppress(OSError, ValueError, RuntimeError):
            # A channel's own shutdown does not wake a reader.
            (channel.close if isinstance(channel, paramiko.Channel) else raw.shutdown)()


def _is_silence(error: BaseException) -> bool:
    return isinstance(error, TimeoutError | requests.Timeout) or "ReadTimeout" in type(error).__name__
