"""World: a complete snapshot with its look-ups and wires, shared by all questions about it."""

from dataclasses import dataclass

from inspector.analysis.facts import Facts
from inspector.analysis.stack import Stack
from inspector.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class World:
    """Build once (it is linear in the snapshot), ask often; nothing in it changes."""

    facts: Facts
    stack: Stack

    @classmethod
    def of(cls, snapshot: Snapshot) -> "World":
        """Index a snapshot whose gaps `dockerd.assume` has filled, or that was read whole."""
        facts = Facts.of(snapshot)
        return cls(facts, Stack.of(facts))
