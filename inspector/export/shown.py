"""A case as one view shows it: all that a format needs, worked out once."""

from msgspec import Struct
from msgspec.structs import replace

from inspector.analysis import asking
from inspector.errors import UsageError
from inspector.export import findings_marks, moments
from inspector.export.folding import insides, within
from inspector.export.path import Mark, Path, path
from inspector.export.view import View
from inspector.model.answer import Trace
from inspector.model.evidence import Evidence
from inspector.model.finding import Finding
from inspector.model.ids import HOST, Ref
from inspector.model.snapshot import Origin
from inspector.pipeline import Case, check
from inspector.topology.graph import Topology
from inspector.topology.groups import folded
from inspector.topology.view import Filter, around, select

NOTHING = Evidence(taken_at="", tool="")
"""Of who does not want the engine's own answers shown."""


class Shown(Struct, frozen=True):
    """What one file shows.

    topology: what the filters leave of the case. away: groups of it that are folded. trace, path: the answer that is
    lit. findings: those about this part of the host, None where they were not asked for. evidence: the engine's own
    answers, redacted as they were read, for who shows them.
    """

    case: Case
    view: View
    topology: Topology
    away: frozenset[Ref] = frozenset()
    trace: Trace | None = None
    path: Path | None = None
    findings: tuple[Finding, ...] | None = None
    evidence: Evidence = NOTHING

    @property
    def title(self) -> str:
        """What the file is called: as asked for, else by the host."""
        return self.view.title or f"Docker topology of {self.case.snapshot.title or 'a host'}"

    @property
    def read(self) -> str:
        """Of which engine, where and when."""
        engine = self.case.snapshot.engine
        if self.case.snapshot.origin is Origin.COMPOSED:
            return f"nothing of it runs yet, written {moments.readable(self.case.snapshot.taken_at)}"
        product = f"{engine.product} {engine.version}" if engine.version else "an engine of unknown version"
        return f"{product} on {engine.hostname or 'a host'}, observed {moments.readable(self.case.snapshot.taken_at)}"

    @property
    def said(self) -> tuple[str, ...]:
        """What is shown of the host where not everything is, and the answer to the path that was asked for."""
        return tuple(filter(None, (_left(self), _folded(self), _answer(self))))

    @property
    def notes(self) -> tuple[str, ...]:
        """What every file says beside its title: the same, and each finding that is marked."""
        return (*self.said, *(() if self.findings is None else findings_marks.lines(self.findings)))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Words that stand at elements."""
        found = findings_marks.marks(self.findings or (), self.topology, insides(self.topology, self.away))
        return (*(self.path.marks if self.path else ()), *found)


def shown(case: Case, view: View) -> Shown:
    """Raises UsageError for a view that makes no sense of this case, or of which nothing is left."""
    view.check()
    topology = select(case.topology, view.filter)
    if view.filter != Filter() and not set(topology.graph) - {HOST}:
        raise UsageError("Nothing is left by these filters", remedy="Leave one of them out.")
    if view.arrange == "focus" and view.focus:
        topology = around(topology, view.focus)
        if view.focus not in topology.graph:
            raise UsageError("What is in focus is not left by these filters", remedy="Leave one of them out.")
    found = findings_marks.of(check(case), topology) if view.findings else None
    return refolded(Shown(case, view, topology, trace=_trace(case, view), findings=found), view)


def refolded(one: Shown, view: View) -> Shown:
    """The same part of the host, drawn as another view says: folded, arranged, with layers."""
    away = folded(one.topology, view.unfold, most=0) if view.fold else frozenset()
    lit = path(one.trace, one.case.topology, one.case.world) if one.trace else None
    return replace(one, view=view, away=away, path=within(lit, insides(one.topology, away)) if lit else None)


def _trace(case: Case, view: View) -> Trace | None:
    asked = view.asked
    if asked is None:
        return None
    return asking.reach(case.topology, case.world, asked.source, asked.destination, asked.protocol, asked.port)


def _left(one: Shown) -> str:
    """The filters in words, and how much they leave."""
    wanted = one.view.filter
    words = [
        *(f"project {name}" if name else "no project" for name in sorted(wanted.projects)),
        *sorted(kind.value for kind in wanted.kinds),
        *sorted(state.value for state in wanted.states),
        *([f"text {wanted.text}"] if wanted.text.strip() else []),
        *([f"around {_called(one)}"] if _focus(one) else []),
    ]
    if not words:
        return ""
    left, whole = len(one.topology.snapshot.containers), len(one.case.snapshot.containers)
    return f"Shown: {', '.join(words)} ({left} of {whole} container{'' if whole == 1 else 's'})"


def _folded(one: Shown) -> str:
    number = len(one.away)
    return f"Folded: {number} group{'' if number == 1 else 's'}, one card each" if number else ""


def _focus(one: Shown) -> Ref | None:
    return one.view.focus if one.view.arrange == "focus" else one.view.filter.focus


def _called(one: Shown) -> str:
    focus = _focus(one)
    entity = one.case.topology.entity(focus) if focus else None
    return str(getattr(entity, "name", "") or getattr(focus, "id", ""))


def _answer(one: Shown) -> str:
    asked, trace = one.view.asked, one.trace
    if asked is None or trace is None:
        return ""
    assumed = " (assumed)" if trace.assumed else ""
    return f"Path {asked.source} to {asked.words}, {asked.protocol.value}: {trace.client_sees.value}{assumed}"
