"""What an engine's events mean to a reader: which containers to inspect again."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from inspector.model.evidence import Json
from inspector.parse.reading import get, integer, text

# Nothing that an inspect or a list tells follows from these. `exec_die` is not among them: ExecIDs changed.
_QUIET = {
    "attach",
    "detach",
    "resize",
    "top",
    "copy",
    "export",
    "archive-path",
    "extract-to-dir",
    "exec_create",
    "exec_start",
    "exec_detach",
}


class Event(Struct, frozen=True):
    """One event. at: the engine's time in nanoseconds; container: the id of the one that it is of, "" for none."""

    type: str
    action: str
    at: int
    container: str = ""

    @property
    def quiet(self) -> bool:
        """Whether nothing that is kept of a host changes with it."""
        return self.type == "container" and self.action in _QUIET


def event(line: bytes) -> Event | None:
    """One line of the answer to `/events`; None for what is no event."""
    try:
        told: Json = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    kind = text(get(told, "Type"))
    # `exec_die: sh -c ...` and `health_status: healthy` say more behind a colon.
    action = text(get(told, "Action")).partition(":")[0]
    if not kind or not action:
        return None
    at = integer(get(told, "timeNano")) or integer(get(told, "time")) * 1_000_000_000
    named = get(told, "Actor", "ID") if kind == "container" else get(told, "Actor", "Attributes", "container")
    return Event(kind, action, at, text(named))


def touched(events: Iterable[Event]) -> set[str]:
    """The ids of the containers that they are of: to be inspected again, even where the list tells of no change."""
    return {one.container for one in events if not one.quiet} - {""}
