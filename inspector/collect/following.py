"""What is done while an engine answers: its events are put together, and what they tell of is read again."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from inspector.collect import again
from inspector.collect.event_stream import PATH, EventStream, Silence
from inspector.collect.events import Event, touched
from inspector.collect.failures import NotAnswered
from inspector.collect.sight import Phase
from inspector.model.evidence import Evidence

if TYPE_CHECKING:
    from inspector.collect.wire import Wire

BREATH_S, LONGEST_BREATH_S = 0.08, 0.4
"""A restart gives about ten events: they are read together when none came for a breath, or after the longest."""
KERNEL_S, KERNEL_SHARE = 15.0, 0.03
"""What no event tells (a socket that opens, a route) is read so often, or less where that takes 3 % of the time."""
SETTLING_S = (1.0, 3.0, 8.0)
"""After a change that is read of what changed, too: a server opens its port only after its container has started."""
POLL_S, POLLS = 5.0, 60
"""How often the lists are asked where events are refused, and how often before events are asked for again."""
MANY = 200
"""An engine keeps 256 events: when so many come at once from before, others may be lost."""
SHORTEST_S, SHORT = 0.5, 3
"""An answer to `/events` that ends sooner is short; after so many in a row they are as good as refused."""
_TICK_S = 1.0


class Show(Protocol):
    """Takes new evidence, and fields of a Sight."""

    def __call__(self, evidence: Evidence | None = None, /, **known: Any) -> None: ...


class Ended:
    """The stream of events is over; why is None when it only has to be asked again."""

    def __init__(self, why: NotAnswered | None = None) -> None:
        self.why = why


Inbox = queue.SimpleQueue[Event | Ended | None]


class Following:
    """One connection to one engine, from a whole reading on."""

    def __init__(self, wire: Wire, inbox: Inbox, show: Show) -> None:
        """Read everything. show takes evidence, and the fields of a Sight that changed.

        Raises NotAnswered or EngineUnreachable.
        """
        self.wire = wire
        self.inbox = inbox
        self.show = show
        self.held = again.read(wire)
        self.since = seconds(self.held.clock)
        self.stream: EventStream | None = None
        self.listener: threading.Thread | None = None
        self.heard = self.polled = time.monotonic()
        self.short = self.polls = 0
        self.kernel_due = self.heard + KERNEL_S
        self.settling: list[float] = []
        self.recent: set[str] = set()

    def go(self, over: Callable[[], bool]) -> None:
        """Follow until it is over, or a whole reading is needed. Raises NotAnswered when the engine is gone."""
        self._listen()
        if not self.since:
            self._take(again.read(self.wire))
        while not over():
            events, ended = self._wait()
            if len(events) >= MANY:
                return
            if fresh := [one for one in events if not one.quiet]:
                self.recent |= touched(fresh)
                self._take(again.read(self.wire, self.held, touched(fresh)))
                self.settling = [time.monotonic() + later_s for later_s in SETTLING_S]
            if ended:
                self._hear_again(ended)
            if self.stream is None and time.monotonic() - self.polled >= POLL_S:
                self._take(again.read(self.wire, self.held))
                self.polled, self.polls = time.monotonic(), self.polls + 1
                if self.polls >= POLLS:
                    return
            if self.settling and time.monotonic() >= self.settling[0]:
                del self.settling[0]
                self._take(again.read_kernel(self.wire, self.held, self.recent))
                self.recent = self.recent if self.settling else set()
            if time.monotonic() >= self.kernel_due:
                self._read_kernel()

    def end(self) -> None:
        """Close the stream, and wait until nobody listens."""
        if self.stream and self.listener:
            self.stream.close()
            self.listener.join()

    def _listen(self) -> None:
        """Ask for the events since the last one; where they are refused, ask for the lists from now on."""
        try:
            self.stream = EventStream(self.wire, self.since)
        except NotAnswered as error:
            if error.broken or not error.status:
                raise
            self._poll(error.what, error.remedy)
            return
        self.heard = time.monotonic()
        self.listener = threading.Thread(target=_hear, args=(self.stream, self.inbox), name="events", daemon=True)
        self.listener.start()
        self.show(phase=Phase.LIVE)

    def _hear_again(self, ended: Ended) -> None:
        """The stream is over: ask for another, but not for ever where they end at once."""
        self.end()
        self.stream = None
        if ended.why:
            raise ended.why
        self.short = self.short + 1 if time.monotonic() - self.heard < SHORTEST_S else 0
        if self.short >= SHORT:
            self._poll(
                f"{self.wire.target.label} ends the answer to {PATH} at once", "Let a proxy pass it on unbuffered."
            )
            return
        self._listen()

    def _poll(self, what: str, remedy: str) -> None:
        self.show(phase=Phase.POLLING, what=what, remedy=remedy)

    def _wait(self) -> tuple[list[Event], Ended | None]:
        """The events that belong together, or none when nothing came; and the stream's end."""
        events: list[Event] = []
        due = min([self.kernel_due, *self.settling[:1]]) - time.monotonic()
        wait_s, latest = max(0.0, min(_TICK_S, due)), 0.0
        with suppress(queue.Empty):
            while True:
                item = self.inbox.get(timeout=wait_s)
                if not isinstance(item, Event):
                    return events, item
                self.since = f"{item.at // 1_000_000_000}.{item.at % 1_000_000_000:09}"
                latest = latest or time.monotonic() + LONGEST_BREATH_S
                events.append(item)
                if time.monotonic() >= latest or len(events) >= MANY:
                    break
                wait_s = BREATH_S
        return events, None

    def _read_kernel(self) -> None:
        began = time.monotonic()
        self._take(again.read_kernel(self.wire, self.held))
        took_s = time.monotonic() - began
        self.kernel_due = began + max(KERNEL_S, took_s / KERNEL_SHARE)

    def _take(self, held: again.Held) -> None:
        self.held = held
        self.show(held.evidence)


def _hear(stream: EventStream, inbox: Inbox) -> None:
    try:
        for event in stream:
            inbox.put(event)
    except Silence:
        inbox.put(Ended())
    except NotAnswered as error:
        inbox.put(Ended(error))
    else:
        # An engine that shuts down ends the answer in good order: asking again will tell.
        inbox.put(Ended())


def seconds(stamp: str) -> str:
    """RFC 3339 as whole seconds since 1970, as `/events` wants them; "" for what is no time."""
    try:
        return str(int(datetime.fromisoformat(stamp).timestamp()))
    except ValueError:
        return ""
