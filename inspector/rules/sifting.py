"""A report without what a team has set aside: ignores with their reasons, and the baseline."""

from collections.abc import Collection, Iterable
from datetime import date
from fnmatch import fnmatchcase

from msgspec.structs import replace

from inspector.errors import UsageError
from inspector.model.finding import Finding, Ignored, Report
from inspector.model.settings import Ignore
from inspector.rules import RETIRED, RULES


def sift(report: Report, ignores: Iterable[Ignore], known: Collection[str], today: date) -> Report:
    """Findings that an ignore matches go to `ignored`, those whose fingerprint is known to `known`.

    An ignore that has expired, or that matches nothing of the rules that ran, is said in `remarks`. Raises UsageError
    for an ignore of a rule that there is not.
    """
    in_force, remarks = [], []
    for one in ignores:
        _check_rule(one)
        if one.until is not None and one.until < today:
            remarks.append(f"The ignore of {_what(one)} expired on {one.until}: what it set aside counts again.")
        else:
            in_force.append(one)
    ignored: list[Ignored] = []
    kept: list[Finding] = []
    used: set[Ignore] = set()
    for finding in report.findings:
        match = next((one for one in in_force if _matches(one, finding)), None)
        if match is None:
            kept.append(finding)
            continue
        used.add(match)
        ignored.append(Ignored(finding=finding, reason=match.reason, until=str(match.until or "")))
    ran = {word for rule in RULES if rule.id in report.ran for word in (rule.id, rule.slug)}
    remarks += [
        f"The ignore of {_what(one)} matches nothing: it can go."
        for one in in_force
        if one not in used and one.rule in ran
    ]
    return replace(
        report,
        findings=tuple(one for one in kept if one.fingerprint not in known),
        known=tuple(one for one in kept if one.fingerprint in known),
        ignored=tuple(ignored),
        remarks=tuple(remarks),
    )


def _check_rule(one: Ignore) -> None:
    known = {word for rule in RULES for word in (rule.id, rule.slug)} | RETIRED
    if one.rule not in known:
        raise UsageError(f"An ignore names a rule {one.rule!r} that there is not", remedy="docs/rules.md lists them.")


def _matches(one: Ignore, finding: Finding) -> bool:
    return one.rule in (finding.rule, finding.slug) and any(fnmatchcase(name, one.subject) for name in finding.names)


def _what(one: Ignore) -> str:
    return one.rule if one.subject == "*" else f"{one.rule} for {one.subject}"
