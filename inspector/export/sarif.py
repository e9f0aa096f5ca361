"""Findings as SARIF 2.1.0 (OASIS), which code hosts and editors read."""

from typing import Any
from urllib.parse import quote

import msgspec

from inspector.export.plain import plain
from inspector.model.finding import Finding, Ignored, Report
from inspector.rules import RULES
from inspector.rules.base import Rule
from inspector.rules.catalogue import parts, summary

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "inspector/v1"

Json = dict[str, Any]


def sarif(report: Report, version: str) -> str:
    """One run. version: of this program. Ignored findings are there, suppressed; those of a baseline are unchanged."""
    rules = [rule for rule in RULES if rule.id in report.ran]
    places = {rule.id: place for place, rule in enumerate(rules)}
    results = [
        *(_result(one, places, "new" if report.known else "") for one in report.findings),
        *(_result(one, places, "unchanged") for one in report.known),
        *(_suppressed(one, places) for one in report.ignored),
    ]
    document = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "docker-topology-inspector",
                        "version": version,
                        "rules": [_rule(rule) for rule in rules],
                    }
                },
                "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notifications(report)}],
                "results": results,
                "properties": {"digest": report.digest, "source": plain(report.source), "takenAt": report.taken_at},
            }
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _rule(rule: Rule) -> Json:
    told = {heading: " ".join(text.split()) for heading, text in parts(rule).items()}
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.slug.split("-")),
        "shortDescription": {"text": f"{summary(rule)}."},
        "fullDescription": {"text": f"{told['What it finds']} {told['Why it matters']}"},
        "help": {"text": "\n\n".join(f"{heading}: {text}" for heading, text in told.items())},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": [rule.family]},
    }


def _result(one: Finding, places: dict[str, int], baseline: str) -> Json:
    fixes = [f"{fix.text}{f' ({fix.cost})' if fix.cost else ''}: {fix.command}".rstrip(": ") for fix in one.fixes]
    words = [one.title, one.detail, *(f"Fix: {fix}" for fix in fixes)]
    found: Json = {
        "ruleId": one.rule,
        "ruleIndex": places[one.rule],
        "level": one.severity.value,
        "message": {"text": "\n".join(plain(word) for word in words if word)},
        "locations": [_location(one)],
        "partialFingerprints": {FINGERPRINT: one.fingerprint},
        "properties": {"certainty": one.certainty.value, "subjects": [plain(str(ref)) for ref in one.subjects]},
    }
    return found | {"baselineState": baseline} if baseline else found


def _suppressed(one: Ignored, places: dict[str, int]) -> Json:
    return _result(one.finding, places, "") | {
        "suppressions": [{"kind": "external", "justification": plain(one.reason)}]
    }


def _location(one: Finding) -> Json:
    """A host has no source files: what the finding is about stands for one, as readers of SARIF want one."""
    kind, name = one.subjects[0].kind.value, plain(one.names[0])
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": f"{kind}/{quote(name, safe='')}"},
            "region": {"startLine": 1},
        },
        "logicalLocations": [
            {"name": plain(name), "fullyQualifiedName": f"{ref.kind.value}/{plain(name)}", "kind": ref.kind.value}
            for ref, name in zip(one.subjects, one.names, strict=True)
        ],
    }


def _notifications(report: Report) -> list[Json]:
    told = [
        f"{one.rule} was not decided for {len(one.subjects)}: {gap.what} ({gap.why.value}). {gap.remedy}"
        for one in report.undecided
        for gap in one.gaps
    ]
    return [{"level": "note", "message": {"text": plain(words)}} for words in (*told, *report.remarks)]
