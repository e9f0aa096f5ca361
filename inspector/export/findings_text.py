"""Findings as text for people: the worst first, then by rule; and what could not be decided."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from inspector.analysis.wording import few
from inspector.export.answer_text import Line, cited, ending
from inspector.model.evidence import Gap
from inspector.model.finding import Certainty, Finding, Report, Severity, Undecided

COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold blue"}
_HEDGE = {
    Certainty.CERTAIN: "",
    Certainty.ASSUMED: "  (assumed)",
    Certainty.POSSIBLE: "  (possibly)",
}
_NAMED = 6


def findings_lines(report: Report) -> Iterator[Line]:
    """The whole report: a summary, each finding with what it rests on and what would mend it, then the rest."""
    yield 0, "bold", summary(report)
    for severity, findings in groupby(report.findings, key=lambda one: one.severity):
        for _, same in groupby(findings, key=lambda one: one.rule):
            yield from _rule(severity, list(same))
    if report.undecided:
        yield 0, "", ""
        yield 0, "bold yellow", "Not decided, because something was not read"
        for rules, names, gaps in open_questions(report.undecided):
            yield 2, "", f"{few(rules, 30)}: {few(names)}"
            whats = dict.fromkeys(f"{gap.what}: {gap.why.value.replace('-', ' ')}" for gap in gaps)
            remedies = dict.fromkeys(gap.remedy.rstrip(".") for gap in gaps if gap.remedy)
            yield 7, "yellow", f"{few(list(whats), 3)}. To decide: {few(list(remedies), 3)}"
    if report.ignored or report.remarks:
        yield 0, "", ""
    for ignored in report.ignored:
        until = f" (until {ignored.until})" if ignored.until else ""
        yield (
            0,
            "bright_black",
            f"ignored: {ignored.finding.rule} {ignored.finding.title} Reason: {ignored.reason}{until}",
        )
    for remark in report.remarks:
        yield 0, "yellow", remark


def quiet_lines(report: Report) -> Iterator[Line]:
    """One line a finding, for grep; nothing at all when there is none."""
    for one in report.findings:
        yield 0, "", f"{one.severity.value} {one.rule} {one.title}"


def summary(report: Report) -> str:
    """How many findings of each kind, and what was left out of them."""
    counts = [counted(report.count(severity), severity.value) for severity in Severity if report.count(severity)]
    found = ", ".join(counts) or "No findings"
    rest = [f"{counted(len(report.ran), 'rule')} asked"]
    if report.undecided:
        rest.append(f"{len(report.undecided)} not decided everywhere")
    if report.known:
        rest.append(f"{counted(len(report.known), 'finding')} of the baseline left out")
    if report.ignored:
        rest.append(f"{len(report.ignored)} ignored")
    return f"{found} ({'; '.join(rest)})"


def open_questions(undecided: Iterable[Undecided]) -> Iterator[tuple[list[str], tuple[str, ...], tuple[Gap, ...]]]:
    """Rules that lacked the same for the same subjects: their ids, the subjects' names, and what was not read."""
    alike: dict[tuple[tuple[str, ...], tuple[Gap, ...]], list[str]] = {}
    for one in undecided:
        alike.setdefault((one.names, one.gaps), []).append(one.rule)
    for (names, gaps), rules in alike.items():
        yield rules, names, gaps


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _rule(severity: Severity, findings: list[Finding]) -> Iterator[Line]:
    yield 0, "", ""
    first = findings[0]
    yield 0, COLOURS[severity], f"{severity.value.upper()} {first.rule} {first.slug}"
    for one in findings:
        yield 2, "bold", one.title + _HEDGE[one.certainty]
        if one.detail:
            yield 4, "", one.detail
        yield from (line for cite in one.cites[:_NAMED] for line in cited(cite))
        if len(one.cites) > _NAMED:
            yield 7, "bright_black", f"and {len(one.cites) - _NAMED} more facts, which --format json lists"
        yield from ((indent + 2, style, words) for indent, style, words in ending(one.fixes, (), ""))
