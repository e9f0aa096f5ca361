"""Findings as JUnit XML, which CI servers show as tests: one case a rule, or one a finding where it has some."""

from lxml import etree

from inspector.export.plain import plain
from inspector.model.finding import Finding, Report, Severity
from inspector.rules import RULES
from inspector.rules.base import FAMILIES, Rule


def junit(report: Report, least: Severity | None) -> str:
    """A suite a family. A finding as bad as `least` is a failure, a lesser one is printed by a case that passes; a
    rule that was not decided is skipped."""
    failing = {one.fingerprint for one in report.worse_than(least)}
    root = etree.Element("testsuites", name="docker-topology-inspector")
    for family in FAMILIES.values():
        rules = [rule for rule in RULES if rule.id in report.ran and rule.family == family]
        if rules:
            suite = etree.SubElement(root, "testsuite", name=family)
            for rule in rules:
                _cases(suite, rule, report, failing)
            _count(suite)
    _count(root)
    etree.indent(root)
    return etree.tostring(root, encoding="unicode") + "\n"


def _cases(suite: etree._Element, rule: Rule, report: Report, failing: set[str]) -> None:
    findings = [one for one in report.findings if one.rule == rule.id]
    for one in findings:
        case = _case(suite, rule, f": {', '.join(one.names)}")
        body = etree.SubElement(case, "failure" if one.fingerprint in failing else "system-out")
        if body.tag == "failure":
            body.set("type", one.severity.value)
            body.set("message", plain(one.title))
        body.text = "\n".join(plain(line) for line in _lines(one))
    undecided = next((one for one in report.undecided if one.rule == rule.id), None)
    if undecided:
        why = "; ".join(f"{gap.what} ({gap.why.value}). {gap.remedy}" for gap in undecided.gaps)
        case = _case(suite, rule, f": not decided for {len(undecided.subjects)}")
        etree.SubElement(case, "skipped", message=plain(why))
    elif not findings:
        _case(suite, rule, "")


def _case(suite: etree._Element, rule: Rule, what: str) -> etree._Element:
    name = plain(f"{rule.id} {rule.slug}{what}")
    return etree.SubElement(suite, "testcase", classname=f"inspector.{rule.family}", name=name)


def _lines(one: Finding) -> list[str]:
    fixes = [f"fix: {fix.text}{f'; it costs: {fix.cost}' if fix.cost else ''}" for fix in one.fixes]
    commands = [f"  {fix.command}" for fix in one.fixes if fix.command]
    cites = [f"{cite.source.value}, {cite.where}: {cite.text}" for cite in one.cites]
    return [f"{one.severity.value}, {one.certainty.value}: {one.title}", one.detail, *cites, *fixes, *commands]


def _count(suite: etree._Element) -> None:
    for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
        suite.set(attribute, str(len(suite.findall(f".//{tag}"))))
    suite.set("errors", "0")
