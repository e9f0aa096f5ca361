"""The details of what is selected, with what only questions tell: who reaches it, and what the rules found."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from inspector.analysis.case import Case
from inspector.analysis.matrix import HOST_GROUP, Pairs
from inspector.analysis.reachers import Askers, Reachers, reachers
from inspector.analysis.wording import few
from inspector.export.listing import LISTED
from inspector.export.sheet import sheet
from inspector.export.sheet_lines import Fact, Section, Sheet
from inspector.model.answer import ClientSees, NameOutcome
from inspector.model.container import Container
from inspector.model.evidence import Evidence
from inspector.model.finding import Finding
from inspector.model.ids import HOST, Kind, Ref
from inspector.topology.graph import Topology

NAMED = 8
MOST_ASKED = 250
_NOT_ASKED = Section(
    "Who reaches it", (Fact("Not asked", f"on a host of more than {MOST_ASKED} containers", note="the app tells it"),)
)
_ORDER = ("By name", "By address only", "Refused", "Not reached", "Not known")


def answered(case: Case, topology: Topology, evidence: Evidence, found: Sequence[Finding]) -> Iterator[Sheet]:
    """The sheets of all that can be chosen in this part of the host; of very many containers without who reaches them,
    which would be asked for each pair."""
    asked = len(case.snapshot.containers) <= MOST_ASKED
    pairs = Pairs(case.world, None) if asked else None
    for ref in (HOST, *topology.refs(*LISTED, Kind.PROJECT)):
        of_container = ref.kind is Kind.CONTAINER and isinstance(topology.entity(ref), Container)
        reached = reachers(case.world, ref.id, pairs) if of_container and pairs else None
        made = with_answers(sheet(topology, evidence, ref), about(ref, found), reached)
        yield replace(made, sections=(*made.sections, _NOT_ASKED)) if of_container and not asked else made


def with_answers(made: Sheet, found: Iterable[Finding], reached: Reachers | None) -> Sheet:
    """The sheet with findings first, and who reaches it after the facts of the entity itself."""
    findings = tuple(
        Fact(one.severity.value, one.title.replace("`", ""), note=f"{one.rule} {one.slug}") for one in found
    )
    sections = [Section(f"Findings ({len(findings)})", findings)] if findings else []
    sections += made.sections[:1]
    if reached and reached.asked:
        asked = f"tcp {reached.port}" if reached.port else "ping"
        sections.append(Section(f"Who reaches it ({asked})", _reached(reached.asked)))
    return replace(made, sections=(*sections, *made.sections[1:]))


def about(ref: Ref, findings: Iterable[Finding]) -> list[Finding]:
    """The findings that this entity is a subject of."""
    return [one for one in findings if ref in one.subjects]


def _reached(asked: Iterable[Askers]) -> tuple[Fact, ...]:
    names: dict[str, list[str]] = {}
    assumed: set[str] = set()
    for one in asked:
        if one.cell.code == "SOURCE_NOT_RUNNING":
            continue
        word = _outcome(one)
        names.setdefault(word, []).extend(("the host",) if one.kind == HOST_GROUP else one.names)
        assumed |= {word} if one.cell.assumed else set()
    return tuple(
        Fact(word, few(sorted(told), NAMED), note="assumed" if word in assumed else "", hover=", ".join(sorted(told)))
        for word in _ORDER
        if (told := names.get(word))
    )


def _outcome(one: Askers) -> str:
    match one.cell.client_sees:
        case ClientSees.CONNECTED:
            by_name = one.cell.name is NameOutcome.FOUND and one.kind != HOST_GROUP
            return "By name" if by_name else "By address only"
        case ClientSees.UNKNOWN:
            return "Not known"
        case ClientSees.REFUSED:
            return "Refused"
    return "Not reached"
