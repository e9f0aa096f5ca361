"""What a watcher shows of an engine."""

from enum import StrEnum

from msgspec import Struct

from inspector.model.evidence import Evidence


class Phase(StrEnum):
    """How an engine is watched now: by its events, by asking for its lists, in vain, or not (yet, or any more)."""

    OPENING = "opening"
    LIVE = "live"
    POLLING = "polling"
    LOST = "lost"
    ENDED = "ended"


class Sight(Struct, frozen=True):
    """What is seen of a host, and how well. version grows when the evidence tells something new.

    what, remedy: why the engine is lost, or why it is polled. lost_at: since when (RFC 3339), "" while it answers.
    retry_at: when it is asked again, on the monotonic clock. tries: how many whole readings were made or failed.
    """

    version: int = 0
    evidence: Evidence | None = None
    digest: str = ""
    phase: Phase = Phase.OPENING
    what: str = ""
    remedy: str = ""
    lost_at: str = ""
    retry_at: float = 0.0
    tries: int = 0
