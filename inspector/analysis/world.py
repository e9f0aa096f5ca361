"""World: a complete snapshot with its look-ups and wires, shared by all questions about it."""

from collections.abc import Iterator
from dataclasses import dataclass

from inspector.analysis.facts import Facts
from inspector.analysis.stack import Stack
from inspector.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class World:
    """Build once (it is linear in the snapshot), ask often; nothing in it changes.

    other is the same host under another assumption that the evidence leaves open (the release, 29's firewall
    backend): a question that two of them answer differently is unknown.
    """

    facts: Facts
    stack: Stack
    other: "World | None" = None

    def others(self) -> Iterator["World"]:
        """The same host under every other assumption."""
        if self.other is not None:
            yield self.other
            yield from self.other.others()

    @classmethod
    def of(cls, snapshot: Snapshot, other: "World | None" = None) -> "World":
        """Index a snapshot that was read whole, or whose gaps `dockerd.assume` has filled."""
        facts = Facts.of(snapshot)
        return cls(facts, Stack.of(facts), other)
