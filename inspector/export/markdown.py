"""Findings as Markdown (GitHub's), for a comment or a page. Names of strangers stay text."""

import re
from collections.abc import Iterator

from inspector.analysis.wording import few
from inspector.export.findings_text import open_questions, summary
from inspector.export.plain import plain
from inspector.model.answer import Fix
from inspector.model.finding import Certainty, Finding, Report

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&@$!]|^[-+=]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
_NUMBERED = re.compile(r"^(\d+)([.)])")
_HEDGE = {Certainty.CERTAIN: "", Certainty.ASSUMED: " *(assumed)*", Certainty.POSSIBLE: " *(possibly)*"}


def markdown(report: Report) -> str:
    """Headings by severity, each finding with its facts folded away and its fixes as blocks to copy."""
    return "\n".join(_blocks(report))


def escaped(text: str) -> str:
    """The text as it is, whatever Markdown, HTML or link is in it: each mark that could mean something is escaped."""
    return _NUMBERED.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", plain(text)))


def _blocks(report: Report) -> Iterator[str]:
    yield f"## Docker networks and volumes: {escaped(summary(report))}\n"
    severity = None
    for one in report.findings:
        if one.severity is not severity:
            severity = one.severity
            yield f"### {severity.value.capitalize()}s\n"
        yield from _finding(one)
    if report.undecided:
        yield "### Not decided\n"
        yield "| rules | for | not read | what would help |"
        yield "|---|---|---|---|"
        for rules, names, gaps in open_questions(report.undecided):
            whats, remedies = (
                list(dict.fromkeys(words)) for words in zip(*((g.what, g.remedy) for g in gaps), strict=True)
            )
            cells = (few(rules, 30), few(names), few(whats, 3), few(remedies, 3))
            yield f"| {' | '.join(map(escaped, cells))} |"
        yield ""
    if report.ignored:
        yield "### Ignored\n"
        for ignored in report.ignored:
            yield f"- {ignored.finding.rule} {escaped(ignored.finding.title)} Reason: {escaped(ignored.reason)}"
        yield ""
    yield from (f"> {escaped(remark)}\n" for remark in report.remarks)
    yield f"<sub>{escaped(f'Read {report.taken_at} from {report.source}, {report.digest}')}</sub>\n"


def _finding(one: Finding) -> Iterator[str]:
    yield f"**{one.rule}** {escaped(one.title)}{_HEDGE[one.certainty]}\n"
    if one.detail:
        yield f"{escaped(one.detail)}\n"
    for fix in one.fixes:
        yield from _fix(fix)
    if one.cites:
        yield "<details><summary>what it rests on</summary>\n"
        for cite in one.cites:
            assumed = " (assumed)" if cite.assumed else ""
            yield f"- {escaped(f'{cite.source.value}, {cite.where}: {cite.text}{assumed}')}"
        yield "\n</details>\n"


def _fix(fix: Fix) -> Iterator[str]:
    cost = f" It costs: {fix.cost}." if fix.cost else ""
    yield f"*Fix*: {escaped(fix.text)}.{escaped(cost)}\n"
    if fix.command:
        command = plain(fix.command)
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", command)), default=0))
        yield f"{fence}sh\n{command}\n{fence}\n"
