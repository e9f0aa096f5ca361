"""Every proof of the lab, family by family. A family's file `test_fixes_FAMILY.py` has its PROOFS.

`python -m tests.lab.proofs` prints inspector/rules/proven.py.
"""

import sys
from importlib import import_module
from pathlib import Path

from inspector.rules import RULES
from tests.lab.fix_lab import ENGINES, Proof

HEAD = (
    '"""On which engines each rule\'s fix was run and what hurt was gone after, by rule id. Made by `make rules`."""',
    "",
    "PROVEN: dict[str, tuple[str, ...]] = {",
)


def proofs() -> list[Proof]:
    """All of them, by file."""
    files = sorted(Path(__file__).parent.glob("test_fixes_*.py"))
    return [one for file in files for one in import_module(f"tests.lab.{file.stem}").PROOFS]


def table() -> dict[str, tuple[str, ...]]:
    """The releases on which each rule's fix is proven, rules by id."""
    ids = {rule.slug: rule.id for rule in RULES}
    found: dict[str, set[str]] = {}
    for one in proofs():
        found.setdefault(ids[one.rule], set()).add(one.engine)
    order = list(ENGINES)
    return {
        rule.id: tuple(ENGINES[name] for name in sorted(found[rule.id], key=order.index))
        for rule in RULES
        if rule.id in found
    }


def written() -> str:
    """inspector/rules/proven.py, which the product has instead of the lab."""
    lines = [f'    "{rule}": {_tuple(on)},' for rule, on in table().items()]
    return "\n".join((*HEAD, *lines, "}", ""))


def _tuple(releases: tuple[str, ...]) -> str:
    words = ", ".join(f'"{one}"' for one in releases)
    return f"({words},)" if len(releases) == 1 else f"({words})"


if __name__ == "__main__":
    sys.stdout.write(written())
