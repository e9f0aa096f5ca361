"""Every proof of the lab, family by family: each file of `fixes` has its PROOFS.

`python -m tests.lab.proofs` prints inspector/rules/proven.py.
"""

import sys
import textwrap
from importlib import import_module
from pathlib import Path

from inspector.rules import RULES
from tests.lab.fix_lab import ENGINES, Proof

HEAD = '"""Which rules\' fixes the lab has proven, and why not the others, by rule id. Made by `make rules`."""'
UNPROVEN = {
    "link-variables-gone": "it needs engine 29, which no Debian suite has",
    "rules-on-other-backend": "it needs engine 29, which no Debian suite has",
    "overlay-peer-missing": "each engine of the lab has a network of its own, so there is no swarm of several nodes; "
    "three real nodes that were recorded stay silent",
    "dead-network": "it tells only of networks that are ten minutes old",
}
"""Why a rule has no proof."""


def proofs() -> list[Proof]:
    """All of them, by file."""
    files = sorted((Path(__file__).parent / "fixes").glob("*.py"))
    return [one for file in files for one in import_module(f"tests.lab.fixes.{file.stem}").PROOFS]


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


def reasons() -> dict[str, str]:
    """Why the others are not, rules by id."""
    return {rule.id: UNPROVEN[rule.slug] for rule in RULES if rule.slug in UNPROVEN}


def written() -> str:
    """inspector/rules/proven.py, which the product has instead of the lab."""
    proven = [f'    "{rule}": {_tuple(on)},' for rule, on in table().items()]
    others = [f'    "{rule}": {_quoted(reason)},' for rule, reason in reasons().items()]
    return "\n".join(
        (
            HEAD,
            "",
            "PROVEN: dict[str, tuple[str, ...]] = {",
            *proven,
            "}",
            '"""On which engines the fix was run and what hurt was gone after."""',
            "",
            "UNPROVEN: dict[str, str] = {",
            *others,
            "}",
            "",
        )
    )


def _quoted(text: str) -> str:
    """As the formatter leaves it: on lines of its own where it is long."""
    if len(text) < 100:
        return f'"{text}"'
    lines = textwrap.wrap(text, 100, drop_whitespace=False)
    return "\n".join(("(", *(f'        "{line}"' for line in lines), "    )"))


def _tuple(releases: tuple[str, ...]) -> str:
    words = ", ".join(f'"{one}"' for one in releases)
    return f"({words},)" if len(releases) == 1 else f"({words})"


if __name__ == "__main__":
    sys.stdout.write(written())
