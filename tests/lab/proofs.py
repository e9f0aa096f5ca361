"""Every proof of the lab, family by family. A family's file `test_fixes_FAMILY.py` has its PROOFS."""

from importlib import import_module
from pathlib import Path

from inspector.rules import RULES
from tests.lab.fix_lab import ENGINES, Proof


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
