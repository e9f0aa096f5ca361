"""Answers put in order and cleaned of secrets, where most of them were cleaned a moment ago already."""

import hashlib
from collections.abc import Mapping

import msgspec

from inspector.collect.order import by_identity, in_order, without_clock
from inspector.collect.redact import redact
from inspector.model.evidence import Evidence, Json

_LISTS = ("/containers/json", "/networks", "/images/json")


class Cleaner:
    """Remembers what it cleaned last by what that was made of; nothing that is a secret is kept."""

    def __init__(self) -> None:
        self._done: dict[bytes, Json] = {}

    def clean(self, answers: Mapping[str, Json]) -> dict[str, Json]:
        """What one reading makes of them. An answer, or a row of a list, that is as it was the last time is the very
        object that it became then."""
        known, self._done = self._done, {}
        clean: dict[str, Json] = {}
        for path, answer in without_clock(dict(answers)).items():
            if path in _LISTS and isinstance(answer, list):
                clean[path] = by_identity([self._once(path, [row], known)[0] for row in answer])
            else:
                clean[path] = self._once(path, answer, known)
        return clean

    def _once(self, path: str, answer: Json, known: Mapping[bytes, Json]) -> Json:
        try:
            key = hashlib.blake2b(path.encode() + msgspec.json.encode(answer), digest_size=16).digest()
        except UnicodeEncodeError:
            return _clean({path: answer})[path]
        self._done[key] = known[key] if key in known else _clean({path: answer})[path]
        return self._done[key]


def _clean(answers: dict[str, Json]) -> dict[str, Json]:
    return redact(Evidence(taken_at="", tool="", engine=in_order(answers))).engine
