"""A watcher that has been reading an engine for a while, when a container stops: what one change costs."""

from collections.abc import Callable
from typing import Any

from bench.served import said_to_stop
from bench.stopping import chosen

WARM = 2
"""How often a watched container stops and starts before it is measured."""


class Watched:
    """An engine as a watcher has been reading it for a while, of which a container has just stopped."""

    def __init__(self, url: str) -> None:
        from inspector.collect import again
        from inspector.collect.target import resolve_target
        from inspector.collect.wire import Wire

        said_to_stop(url).unlink(missing_ok=True)
        self._again, self._wire = again, Wire(resolve_target(url, None))
        first = again.read(self._wire)
        self.ident = chosen(first.evidence.engine)
        self._held = again.read(self._wire, first, {self.ident})
        self.case = self.asked(self._held)
        for _ in range(WARM):
            said_to_stop(url).touch()
            self.asked(self.read(), self.case)
            said_to_stop(url).unlink()
            self._held = self.read()
            self.case = self.asked(self._held, self.case)
        said_to_stop(url).touch()

    def read(self) -> Any:
        return self._again.read(self._wire, self._held, {self.ident})

    def read_all(self) -> Any:
        return self._again.read(self._wire)

    def asked(self, held: Any, before: Any = None) -> Any:
        """The case, of which the question was asked."""
        from inspector.analysis.asking import answer
        from inspector.pipeline import build

        case = build(held.evidence, before)
        asker = next(one.name for one in case.snapshot.containers if one.has_netns and one.id != self.ident)
        said = answer(case, {"ask": "reach", "source": asker, "destination": self.ident, "port": 80})
        assert "error" not in said, said
        return case


def reread(url: str) -> Callable[[], object]:
    """What a watcher reads when a container has stopped."""
    watched = Watched(url)
    return watched.read


def change(url: str) -> Callable[[], object]:
    """The same, and who reaches that container now."""
    watched = Watched(url)
    return lambda: watched.asked(watched.read(), watched.case)


def afresh(url: str) -> Callable[[], object]:
    """The same question, with everything read anew."""
    watched = Watched(url)
    return lambda: watched.asked(watched.read_all())
