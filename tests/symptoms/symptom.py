"""What people see, and what the inspector must say of it: one row of docs/symptoms.md, and one test."""

import contextlib
import io
import shlex
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from inspector.__main__ import main
from inspector.model.evidence import Evidence
from inspector.pipeline import build, check
from tests.build import World

ROWS = 4
"""So many lines of a table show what it tells."""

Made = Callable[[], World | Evidence]


@dataclass(frozen=True)
class Ask:
    """One command, the rules or the code that answer, and the words that its whole text must have.

    by: empty where a table is the answer.
    """

    command: str
    by: tuple[str, ...]
    says: tuple[str, ...]


@dataclass(frozen=True)
class Symptom:
    """seen: as people tell it. issues: where they did. made: a host on which they would."""

    number: int
    seen: str
    issues: str
    made: Made
    asks: tuple[Ask, ...]

    def evidence(self) -> Evidence:
        made = self.made()
        return made.evidence() if isinstance(made, World) else made

    def text(self, ask: Ask) -> str:
        """All that the command prints."""
        return _printed(self.evidence().canonical(), ask.command)

    def headlines(self, ask: Ask) -> list[str]:
        """The sentences that answer, and how each is mended in short."""
        lines = self.text(ask).splitlines()
        if not ask.by:
            return [f"`{' '.join(line.split())}`" for line in lines if any(word in line for word in ask.says)][:ROWS]
        if not ask.command.startswith("check"):
            return [lines[0].strip()]
        found = {one.rule: one for one in reversed(check(build(self.evidence())).findings)}
        told = [found[rule] for rule in ask.by]
        return [f"{one.title} Fix: {one.fixes[0].text.rstrip('.')}." for one in told]


@cache
def _printed(evidence: bytes, command: str) -> str:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(stream):
        path = Path(folder) / "host.json"
        path.write_bytes(evidence)
        assert main([*shlex.split(command), "--from", str(path)]) in (0, 1)
    stream.flush()
    return raw.getvalue().decode()
