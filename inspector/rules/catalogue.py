"""docs/rules.md: what each rule's own file says of it, by family."""

import re
from collections.abc import Iterator, Mapping, Sequence
from inspect import cleandoc
from sys import modules

from inspector.rules.base import FAMILIES, HEADINGS, Rule

_INTRODUCTION = """# Rules

`inspector check` asks every one of these questions. `--select` and `--ignore` take ids (`N1`), slugs
(`default-bridge-no-dns`) and families (`N` or `names`). Made from the rules' own files by `make rules`; edit those
instead.

A finding is an **error** (broken, or open to strangers, now), a **warning** (it will be, or most likely is) or a
**note** (worth knowing). It is **certain** (read from the engine or the host), **assumed** (it rests in part on
what this engine sets up) or **possible** (what was read fits it, and fits something harmless too). A rule that
lacks its evidence says so: it is counted as undecided, which is neither silent nor a finding.

A fix is proven on an engine where the trouble was made and felt, the finding was there, the fix was carried out as it
is printed, and both were gone after (`docs/lab.md`). A rule without such a proof says why.
"""


def markdown(rules: Sequence[Rule], proven: Mapping[str, Sequence[str]], unproven: Mapping[str, str]) -> str:
    """The whole page.

    proven: by rule id, the engines on which its fix was run and the symptom went away. unproven: why that was not done.
    """
    return "\n".join((_INTRODUCTION, *_table(rules, proven), "", *_sections(rules, unproven)))


def summary(rule: Rule) -> str:
    """The first line of the rule's file, without its full stop."""
    return _text(rule).partition("\n")[0].rstrip(".")


def parts(rule: Rule) -> dict[str, str]:
    """What stands under each of HEADINGS."""
    found = re.split(rf"^({'|'.join(HEADINGS)})$", _text(rule), flags=re.MULTILINE)
    return {heading: cleandoc("\n" + text) for heading, text in zip(found[1::2], found[2::2], strict=True)}


def _text(rule: Rule) -> str:
    return modules[rule.check.__module__].__doc__ or ""


def _table(rules: Sequence[Rule], proven: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield "| id | rule | worst | what it finds | fix proven on |"
    yield "|---|---|---|---|---|"
    for rule in rules:
        engines = ", ".join(proven.get(rule.id, ()))
        link = f"[{rule.slug}](#{rule.id.lower()}-{rule.slug})"
        yield f"| {rule.id} | {link} | {rule.severity.value} | {summary(rule)} | {engines} |"


def _sections(rules: Sequence[Rule], unproven: Mapping[str, str]) -> Iterator[str]:
    for family in FAMILIES.values():
        own = [rule for rule in rules if rule.family == family]
        if own:
            yield f"## {family.capitalize()}\n"
        for rule in own:
            yield f"### {rule.id} {rule.slug}\n\n{summary(rule)}.\n"
            for heading, text in parts(rule).items():
                yield f"**{heading}.** {' '.join(text.split())}\n"
            if rule.id in unproven:
                yield f"**Not proven in the lab:** {unproven[rule.id]}.\n"
