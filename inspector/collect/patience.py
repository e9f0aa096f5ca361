"""Readings of files that are given up when they take too long: a dead network file system never answers."""

import os
import threading
from collections.abc import Callable

from inspector.model.evidence import Json

PATIENCE_S = 5.0
HANGING = 3
"""After so many readings that did not end, no other is begun."""

Reading = Callable[[int, dict[str, Json]], None]
"""Given an open folder, puts what it finds into the dictionary."""


class Patience:
    """The readings of one host. seconds: how long one may find nothing new before it is given up."""

    def __init__(self, seconds: float = PATIENCE_S) -> None:
        self.seconds = seconds
        self.hung = 0

    def read(self, reading: Reading, root: int, start: dict[str, Json]) -> dict[str, Json]:
        """What the reading of an open folder put over `start`: all of it, or as far as it came in time."""
        if self.hung >= HANGING:
            return start
        found = dict(start)
        own = os.dup(root)  # A number that stays this folder's, however long the thread hangs.

        def run() -> None:
            try:
                reading(own, found)
            finally:
                os.close(own)

        # A daemon: the program may end while the kernel still holds the thread.
        thread = threading.Thread(target=run, daemon=True, name="files")
        thread.start()
        seen: dict[str, Json] | None = None
        while thread.is_alive() and seen != found:
            seen = dict(found)
            thread.join(self.seconds)
        self.hung += thread.is_alive()
        return dict(found)
