"""A report as JSON: the shape of `check --format json` and of `{"ask": "check"}`."""

from typing import Any

import msgspec

from inspector.model.finding import Finding, Report

FORMAT = "inspector-check/1"


def report_json(report: Report) -> dict[str, Any]:
    """The report; refs and enumerations as text."""
    return {
        "format": FORMAT,
        "taken_at": report.taken_at,
        "digest": report.digest,
        "source": report.source,
        "ran": list(report.ran),
        "findings": [finding_json(one) for one in report.findings],
        "undecided": [
            msgspec.to_builtins(one) | {"subjects": [str(ref) for ref in one.subjects]} for one in report.undecided
        ],
        "ignored": [msgspec.to_builtins(one) | {"finding": finding_json(one.finding)} for one in report.ignored],
        "known": [one.fingerprint for one in report.known],
        "remarks": list(report.remarks),
    }


def json_text(report: Report) -> str:
    return msgspec.json.format(msgspec.json.encode(report_json(report)), indent=2).decode() + "\n"


def finding_json(one: Finding) -> dict[str, Any]:
    """One finding; refs and enumerations as text."""
    plain: dict[str, Any] = msgspec.to_builtins(one)
    return plain | {"subjects": [str(ref) for ref in one.subjects]}
