"""Answers about what a compose file asks for: they say that it would be so, and mend it in the file."""

from typing import TypeVar

from msgspec.structs import replace

from inspector.analysis.compose_fixes import in_the_file
from inspector.model.answer import Resolution, Trace
from inspector.model.backing import Backing
from inspector.model.evidence import Gap, Why
from inspector.model.snapshot import Origin, Snapshot

UP = "After `docker compose up`: "

Answer = TypeVar("Answer", Resolution, Trace, Backing)


def foretold(found: Answer, snapshot: Snapshot) -> Answer:
    """The answer as it is, or, of a host that is not there yet, as one of what would be."""
    if snapshot.origin is not Origin.COMPOSED or found.sentence.startswith(UP):
        return found
    fixes = tuple(in_the_file(fix, snapshot) for fix in found.fixes)
    if isinstance(found, Trace) and found.resolution:
        found = replace(found, resolution=replace(found.resolution, assumed=True))
    return replace(found, sentence=UP + found.sentence, assumed=True, fixes=fixes)


def outsiders(network: str, place: str) -> Gap:
    """Who else is on an external network is not in the file."""
    remedy = f"read the engine, or `docker network inspect {network}` there"
    return Gap(f"who else is on the external network {network}", place, Why.NOT_READ, remedy)
