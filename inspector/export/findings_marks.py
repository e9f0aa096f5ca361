"""What the rules found, on a picture: a mark at what each finding is about, and a line that says it."""

from collections.abc import Mapping
from types import MappingProxyType

from inspector.export.path import Mark
from inspector.model.finding import Finding, Report
from inspector.model.ids import Ref
from inspector.topology.graph import Topology

_MOST_LINES = 12
_MOST_RULES = 4


def of(report: Report, topology: Topology) -> tuple[Finding, ...]:
    """Those that are about something in this part of the host, the worst first."""
    return tuple(one for one in report.findings if _place(one, topology))


def marks(
    found: tuple[Finding, ...], topology: Topology, inside: Mapping[Ref, Ref] = MappingProxyType({})
) -> tuple[Mark, ...]:
    """One mark for each element, of its worst finding's severity, with the ids of the rules. inside: what stands for an
    element that is not drawn, such as its folded project."""
    placed: dict[Ref, list[Finding]] = {}
    for one in found:
        if place := _place(one, topology):
            placed.setdefault(inside.get(place, place), []).append(one)
    return tuple(Mark(str(ref), ones[0].severity.value, _words(ones)) for ref, ones in placed.items())


def _words(ones: list[Finding]) -> str:
    rules = list(dict.fromkeys(one.rule for one in ones))
    more = f" and {len(rules) - _MOST_RULES} more" if len(rules) > _MOST_RULES else ""
    return f"! {', '.join(rules[:_MOST_RULES])}{more}"


def lines(found: tuple[Finding, ...]) -> tuple[str, ...]:
    """What each mark stands for. Backticks, which mark names in a title, are quotes where there is no markup."""
    if not found:
        return ("Findings: none",)
    titles = [one.title.replace("`", '"') for one in found[:_MOST_LINES]]
    told = [f"{one.rule} {one.severity.value}: {title}" for one, title in zip(found, titles, strict=False)]
    left = len(found) - len(told)
    return (*told, *([f"and {left} more findings, which inspector check tells"] if left else []))


def _place(one: Finding, topology: Topology) -> Ref | None:
    return next((ref for ref in one.subjects if ref in topology.graph), None)
