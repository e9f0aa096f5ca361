"""What came of one world."""

from dataclasses import dataclass

from inspector.model.evidence import Evidence
from tests.truth.verdict import Row


class NothingRuns(Exception):
    """The engine starts no container of a world, so that there is nothing to ask: its words."""


@dataclass
class Result:
    """The rows of one world by what was known: `host facts`, and `engine alone` where that can be enough.

    evidence: as it was read before the questions. notes: steps that the engine refused. settings: of the host's own.
    """

    engine: str
    evidence: Evidence
    ways: dict[str, list[Row]]
    notes: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
