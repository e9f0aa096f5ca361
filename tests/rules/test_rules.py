"""All rules, walked: their form, their examples, and that their fixes mend what they were made for."""

import re
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from inspector.analysis.case import Case
from inspector.changes.edit import apply
from inspector.model.evidence import Evidence
from inspector.model.finding import Finding, Severity, Undecided
from inspector.pipeline import build, check
from inspector.rules import RETIRED, RULES
from inspector.rules.base import HEADINGS, Rule
from tests.rules.example import Fires, Made

FOLDER = Path(__file__).parent


def examples(rule: Rule) -> ModuleType:
    return import_module(f"tests.rules.{rule.family}.{rule.slug.replace('-', '_')}")


def _each(kind: str) -> list[Any]:
    return [
        pytest.param(rule, one, id=f"{rule.id} {getattr(one, 'world', one).__name__}")
        for rule in RULES
        for one in getattr(examples(rule), kind)
    ]


def told(rule: Rule, case: Case) -> tuple[list[Finding], list[Undecided]]:
    found = list(rule.check(case))
    findings = [one for one in found if isinstance(one, Finding)]
    return findings, [one for one in found if isinstance(one, Undecided)]


@pytest.mark.parametrize(("rule", "example"), _each("FIRES"))
def test_a_rule_fires(rule: Rule, example: Fires) -> None:
    findings, _ = told(rule, example.world().case())
    assert len(findings) == example.times, [one.title for one in findings]
    assert example.says in " | ".join(one.title for one in findings)
    assert {one.severity for one in findings} == {example.severity}


@pytest.mark.parametrize(("rule", "made"), _each("SILENT"))
def test_a_rule_stays_silent(rule: Rule, made: Made) -> None:
    assert told(rule, made().case()) == ([], [])


@pytest.mark.parametrize(("rule", "made"), _each("UNKNOWN"))
def test_a_rule_that_lacks_its_evidence_says_so_and_what_would_help(rule: Rule, made: Made) -> None:
    findings, undecided = told(rule, made().case())
    assert findings == []
    assert undecided
    assert all(gap.what and gap.remedy for one in undecided for gap in one.gaps)
    assert all(one.gaps and one.subjects for one in undecided)


@pytest.mark.parametrize(("rule", "example"), _each("FIRES"))
def test_a_finding_is_whole(rule: Rule, example: Fires) -> None:
    case = example.world().case()
    findings, _ = told(rule, case)
    for one in findings:
        assert (one.rule, one.slug) == (rule.id, rule.slug)
        assert one.title.endswith(".")
        assert one.severity.rank >= rule.severity.rank, "a rule names the worst that its findings can be"
        assert one.cites, "a finding cites what it rests on"
        assert one.fixes, "a finding says what to do"
        assert all(case.topology.entity(ref) is not None for ref in one.subjects)
        assert len(one.names) == len(one.subjects) > 0
        assert all(fix.cost for fix in one.fixes if fix.edits), "what it costs is said"
    assert len({one.fingerprint for one in findings}) == len(findings)


@pytest.mark.parametrize(("rule", "example"), _each("FIRES"))
def test_the_edits_of_a_fix_make_the_finding_go_and_nothing_worse_come(rule: Rule, example: Fires) -> None:
    """Nor does anything become undecided, where the host was read: a new attachment asks for more of it."""
    case = example.world().case()
    before = check(case)
    for finding in told(rule, case)[0]:
        for fix in finding.fixes:
            if fix.edits:
                after = check(Case.of(apply(case.snapshot, fix.edits)))
                left = {one.fingerprint for one in after.findings}
                assert finding.fingerprint not in left
                assert _alarms(after.findings) <= _alarms(before.findings)
                undecided = {one.rule for one in after.undecided} - {one.rule for one in before.undecided}
                assert rule.id not in undecided, "a fix does not hide what it mends"


def _alarms(findings: tuple[Finding, ...]) -> set[tuple[str, ...]]:
    """What is worse than a note, by what it is about."""
    return {(one.rule, *one.names) for one in findings if one.severity is not Severity.NOTE}


@pytest.mark.parametrize(("rule", "example"), _each("FIRES"))
def test_a_fingerprint_survives_a_recreate(rule: Rule, example: Fires) -> None:
    """Other ids for containers and networks, other addresses: the same trouble."""
    first, again = example.world(), example.world()
    ids = [one["Id"] for one in (*again.containers.values(), *again.networks.values())]
    text = again.evidence().canonical().decode()
    for ident in ids:
        text = text.replace(ident, ident[::-1]).replace(ident[:12], ident[::-1][:12])
    case = build(msgspec.json.decode(text, type=Evidence))
    assert {one.fingerprint for one in told(rule, case)[0]} == {one.fingerprint for one in told(rule, first.case())[0]}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_one_file_with_the_headings_in_their_order(rule: Rule) -> None:
    module = import_module(rule.check.__module__)
    assert rule.check.__module__ == f"inspector.rules.{rule.family}.{rule.slug.replace('-', '_')}"
    written = re.findall(r"^(\S.*)\n    \S", module.__doc__ or "", re.M)
    assert tuple(written) == HEADINGS
    first = (module.__doc__ or "").splitlines()[0]
    assert first.endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_examples_of_each_kind(rule: Rule) -> None:
    for kind in ("FIRES", "SILENT", "UNKNOWN"):
        assert getattr(examples(rule), kind), f"{rule.id} has no example in {kind}"


def test_ids_and_slugs_are_given_once_and_never_again() -> None:
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert len({rule.slug for rule in RULES}) == len(ids)
    assert not RETIRED & set(ids)
    order = [("NRSL".index(ident[0]), int(ident[1:])) for ident in ids]
    assert order == sorted(order), "RULES is sorted by family and number"


def test_every_file_of_a_family_is_in_the_list() -> None:
    package = FOLDER.parents[1] / "inspector" / "rules"
    files = {path.relative_to(package) for path in package.glob("*/*.py")} - {
        path.relative_to(package) for path in package.glob("*/__init__.py")
    }
    assert files == {Path(rule.family) / f"{rule.slug.replace('-', '_')}.py" for rule in RULES}
