"""docs/symptoms.md: what people see, and what the inspector answers. `python -m tests.symptoms.page` prints it."""

import sys
from collections.abc import Iterator

from inspector.rules import RULES
from tests.symptoms.addressing import ADDRESSING
from tests.symptoms.names import NAMES
from tests.symptoms.reaching import REACHING
from tests.symptoms.storage import STORAGE
from tests.symptoms.symptom import Symptom

GROUPS = {
    "Names": NAMES,
    "Reaching": REACHING,
    "Firewalls, addresses, packet sizes, wires": ADDRESSING,
    "Volumes and mounts": STORAGE,
}
SYMPTOMS = tuple(one for group in GROUPS.values() for one in group)
INTRODUCTION = """# Symptoms

What people see, and what the inspector answers. Each answer is what it says of a small host on which the symptom was
built; a test builds that host anew and holds the answer to it. Rules are explained in `rules.md`, codes in `codes.md`.
Most of it needs a reading of the host as root (`inspector snapshot`); where that lacks, the answer says what to read.
`moby#1` is an issue of moby/moby; other repositories have their full names.

Made from `tests/symptoms` by `make rules`.
"""
HEAD = "| | what people see | ask | the answer | by | seen in |\n|---|---|---|---|---|---|"


def markdown() -> str:
    """The whole page."""
    return "\n".join((INTRODUCTION, *(line for title, rows in GROUPS.items() for line in _group(title, rows))))


def _group(title: str, rows: tuple[Symptom, ...]) -> Iterator[str]:
    yield f"## {title}\n"
    yield HEAD
    for one in rows:
        for number, ask in enumerate(one.asks):
            first = number == 0
            yield _row(
                str(one.number) if first else "",
                one.seen if first else "",
                f"`inspector {ask.command}`",
                "<br>".join(one.headlines(ask)),
                ", ".join(map(_linked, ask.by)),
                one.issues if first else "",
            )
    yield ""


def _linked(code: str) -> str:
    """Rules have a heading on their page, codes a row of a table."""
    slug = {rule.id: rule.slug for rule in RULES}.get(code)
    return f"[{code}](rules.md#{code.lower()}-{slug})" if slug else f"[`{code}`](codes.md)"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    sys.stdout.write(markdown())
