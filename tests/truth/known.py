"""Answers known to be wrong, each with its reason. Strict: one that has come right must be taken out of here."""

from dataclasses import dataclass

from tests.truth.verdict import Row, Verdict


@dataclass(frozen=True)
class Known:
    """One question of one world; fails when its seed is asked and it is right. way: `host facts` or `engine alone`."""

    seed: int
    engine: str
    way: str
    client: str
    question: str
    reason: str


RENAMED = "moby gives a container on docker0 that is renamed while it runs a name there; before API 1.44 nothing tells"
LEFT = "before 28 /etc/hosts keeps or loses own lines when a container leaves a network; inspect shows nothing of it"

KNOWN: tuple[Known, ...] = (
    Known(21, "20.10", "host facts", "x_y", "A renamed-Cache", RENAMED),
    Known(21, "20.10", "host facts", "x_y", "A renamed-Cache.bridge", RENAMED),
    Known(2003, "20.10", "engine alone", "Zed", "A host9.dom.test", LEFT),
    Known(2003, "26.1", "engine alone", "Zed", "A host9.dom.test", LEFT),
    Known(2019, "20.10", "engine alone", "q-1", "A host9", LEFT),
    Known(2019, "26.1", "engine alone", "q-1", "A host9", LEFT),
)


def surprises(seed: int, engine: str, way: str, rows: list[Row]) -> list[Row]:
    """Wrong rows that are not known, and known ones that are right."""
    known = {(k.client, k.question) for k in KNOWN if (k.seed, k.engine, k.way) == (seed, engine, way)}
    return [row for row in rows if (row.verdict is Verdict.WRONG) != ((row.client, row.question) in known)]
