"""Which engine answers an evidence holds: readable ones, refusals, and the same thing told twice."""

from collections.abc import Iterator

import msgspec

from inspector.model.evidence import Evidence, Gap, Json, Why
from inspector.parse.reading import Cursor, mapping, sequence, text


class Answers:
    """The engine answers of an evidence, as places that note what is malformed."""

    def __init__(self, evidence: Evidence, gaps: list[Gap]) -> None:
        self.gaps = gaps
        self._refused: dict[str, Json] = {}
        self._engine: dict[str, Json] = {}
        for path, answer in evidence.engine.items():
            known = self._refused if _is_error(answer) else self._engine
            known[path] = answer
        for path, answer in self._refused.items():
            said = text(answer["message"])
            why = Why.UNSUPPORTED if "swarm" in said.lower() else Why.NOT_READ
            gaps.append(Gap("an answer that the engine refused", text(path), why, said))

    def at(self, path: str) -> Cursor:
        """The answer of a path, a place that holds nothing when there is none."""
        return Cursor(self._engine.get(path), path, self.gaps)

    def rows(self, path: str, *below: str) -> list[Cursor]:
        """The objects of a list answer; podman and pasted input may lack the list."""
        return [place for place in self.at(path).each(*below) if self._is_object(place)]

    def each(self, kind: str, suffix: str = "") -> Iterator[tuple[str, Cursor]]:
        """Id (from the path) and place of each `/kind/{id}suffix` answer, by path."""
        for path in sorted(self._engine):
            ident = path.removeprefix(f"/{kind}/").removesuffix(suffix)
            if path == f"/{kind}/{ident}{suffix}" and ident and (suffix or "/" not in ident):
                place = self.at(path)
                if self._is_object(place):
                    yield text(ident), place

    def unique(self, places: list[tuple[str, Cursor]], what: str) -> dict[str, Cursor]:
        """Places by id. Where one id is told twice the same one of both is kept, whatever their order."""
        known: dict[str, Cursor] = {}
        for ident, place in places:
            other = known.get(ident)
            if not ident:
                place.malformed(f"{what} with an id", ("Id",))
            elif other is None:
                known[ident] = place
            elif other.value != place.value:
                known[ident] = min(other, place, key=_order)
                place.malformed(f"{what} that is told once", (), ident)
        return known

    def _is_object(self, place: Cursor) -> bool:
        if not isinstance(place.value, dict):
            place.malformed("an object", (), place.value)
        return isinstance(place.value, dict)


def _is_error(answer: Json) -> bool:
    """Whether this is the body of a refusal, such as a worker's 503 to `/services`."""
    return isinstance(mapping(answer).get("message"), str) and mapping(answer).keys() <= {
        "message",
        "cause",
        "response",
    }


def _order(place: Cursor) -> tuple[int, str]:
    """Fuller answers first; among equals any order that does not depend on theirs."""
    return -len(sequence(list(place.value))), repr(msgspec.to_builtins(place.value))
