"""Follows one live engine: its events, put together, become a fresh reading of what changed, for whoever looks.

Nobody is called back. Those who look ask for the last `Sight`, which costs nothing, and see by its version whether
there is news. When nobody has looked for a while, the threads end; the next look starts them again.
"""

import logging
import queue
import random
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from inspector.collect import again
from inspector.collect.failures import NotAnswered
from inspector.collect.live import now
from inspector.collect.sight import Phase, Sight
from inspector.collect.target import Target
from inspector.errors import EngineUnreachable
from inspector.model.evidence import Evidence

if TYPE_CHECKING:
    from inspector.collect.following import Inbox

IDLE_S = 75.0
"""Without a look for so long the watcher ends. A browser lets a page that nobody sees ask once a minute."""
FIRST_DELAY_S, LONGEST_DELAY_S = 1.0, 30.0
READ_TIMEOUT_S = 120.0
_LOG = logging.getLogger(__name__)


class Watcher:
    """Watches one engine while somebody looks. Any number of threads may look."""

    def __init__(self, target: Target, *, idle_s: float = IDLE_S) -> None:
        self.target = target
        self._idle_s = idle_s
        self._sight = Sight()
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None
        self._inbox: Inbox = queue.SimpleQueue()
        self._looked = 0.0
        self._asked = self._closed = False

    def look(self) -> Sight:
        """What is known now. Starts to watch where nobody did; never waits, never raises."""
        with self._news:
            self._looked = time.monotonic()
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name=f"watch {self.target.url}", daemon=True)
                self._thread.start()
            return self._sight

    def read(self) -> Sight:
        """A sight of a whole reading that began after this was asked. Raises EngineUnreachable when there is none."""
        with self._news:
            before = self._sight.tries
            idle = self._thread is None
            self._asked = not idle
            self.look()
            self._inbox.put(None)
            self._news.wait_for(lambda: self._sight.tries > before and not self._asked, READ_TIMEOUT_S)
            sight = self._sight
        if sight.evidence is None or sight.phase is Phase.LOST:
            raise EngineUnreachable(sight.what or f"{self.target.label} did not answer in time", remedy=sight.remedy)
        return sight

    def stop(self) -> None:
        """Stop for good."""
        self._closed = True
        self._inbox.put(None)

    def close(self) -> None:
        """Stop for good, and wait until the threads have ended."""
        self.stop()
        if thread := self._thread:
            thread.join()

    def _run(self) -> None:
        delay_s = FIRST_DELAY_S / 2
        while not self._ends():
            tries = self._sight.tries
            try:
                self._follow()
            except (NotAnswered, EngineUnreachable) as error:
                what, remedy = error.what, error.remedy
            except Exception as error:  # noqa: BLE001 - a thread that dies without a word would look like a still host
                _LOG.exception("Watching %s failed", self.target.label)
                what = f"Watching failed ({type(error).__name__}), which is a mistake in the inspector"
                remedy = "The terminal that runs the app has the details; please report them."
            else:
                continue
            answered = self._sight.tries > tries
            delay_s = FIRST_DELAY_S if answered else min(delay_s * 2, LONGEST_DELAY_S)
            self._lose(what, remedy, delay_s)

    def _follow(self) -> None:
        """Read everything, then what events tell of. Returns when nobody looks or everything is to be read again."""
        from inspector.collect.following import Following
        from inspector.collect.wire import Wire

        self._inbox = queue.SimpleQueue()
        self._asked = False
        with Wire(self.target) as wire:
            following = Following(wire, self._inbox, self._show)
            self._show(following.held.evidence, tries=self._sight.tries + 1, phase=Phase.LIVE)
            try:
                following.go(lambda: self._asked or self._unseen())
            finally:
                following.end()

    def _lose(self, what: str, remedy: str, delay_s: float) -> None:
        """Tell that the engine is gone, and wait; not longer than somebody looks, and nobody asks for a reading."""
        wait_s = delay_s * random.uniform(0.7, 1.0)  # noqa: S311 - only so that many do not come back at once
        until = time.monotonic() + wait_s
        self._asked = False
        self._show(
            phase=Phase.LOST,
            what=what,
            remedy=remedy,
            lost_at=self._sight.lost_at or now(),
            retry_at=until,
            tries=self._sight.tries + 1,
        )
        while (left_s := until - time.monotonic()) > 0 and not (self._asked or self._unseen()):
            with suppress(queue.Empty):
                self._inbox.get(timeout=min(left_s, 1.0))

    def _show(self, evidence: Evidence | None = None, /, **known: Any) -> None:
        """Change the sight. Evidence that tells nothing new leaves version, time and digest as they are."""
        if evidence:
            seen = self._sight
            known |= {"what": "", "remedy": "", "lost_at": ""} if seen.phase is Phase.LOST else {}
            if seen.evidence is None or not again.alike(seen.evidence, evidence):
                known |= {"version": seen.version + 1, "evidence": evidence, "digest": evidence.digest}
        with self._news:
            self._sight = replace(self._sight, **known)
            self._news.notify_all()

    def _unseen(self) -> bool:
        return self._closed or time.monotonic() - self._looked >= self._idle_s

    def _ends(self) -> bool:
        """Whether nobody looks; told under the lock, so that a look from now on starts another thread."""
        with self._news:
            if not self._unseen():
                return False
            self._thread = None
            self._sight = replace(self._sight, phase=Phase.ENDED)
            self._news.notify_all()
            return True
