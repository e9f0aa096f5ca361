"""The product on one screen: evidence is read, what was read is linked, questions are asked of it, and all rules."""

from collections.abc import Collection

from msgspec.structs import replace

from inspector.analysis.case import Case, questions
from inspector.analysis.compose_fixes import in_the_file
from inspector.analysis.foretold import UP
from inspector.model.evidence import Evidence, Gap, Why
from inspector.model.finding import Finding, Report, Undecided
from inspector.model.ids import HOST
from inspector.model.snapshot import Origin
from inspector.parse.remembered import Remembered
from inspector.parse.snapshot import parse

__all__ = ["Case", "build", "check", "questions"]


def build(evidence: Evidence, before: Case | None = None) -> Case:
    """Read and link. Never fails on what the evidence holds: what can't be read is in `snapshot.gaps`.

    before: the same host a moment ago; what it was told in the very same words is not read again.
    """
    known = Remembered(before.known if before else None)
    return Case.of(parse(evidence, known), known)


def check(case: Case, select: Collection[str] = (), ignore: Collection[str] = ()) -> Report:
    """Ask every rule, or those that select names (ids or families such as N); those that ignore names are left out.

    Raises UsageError for an id that is no rule's.
    """
    # Only this command needs the rules' many files.
    from inspector.rules import chosen, merged

    rules = chosen(select, ignore)
    told = [_foretold(case, one) for rule in rules for one in rule.check(case)]
    findings = [one for one in told if isinstance(one, Finding)]
    undecided = [one for one in told if not isinstance(one, Finding)]
    order = {rule.id: place for place, rule in enumerate(rules)}
    return Report(
        taken_at=case.snapshot.taken_at,
        digest=case.digest,
        source=case.snapshot.source,
        ran=tuple(order),
        findings=tuple(sorted(findings, key=lambda one: (one.severity.rank, order[one.rule], one.names, one.title))),
        undecided=tuple(merged(undecided)),
    )


def _foretold(case: Case, told: Finding | Undecided) -> Finding | Undecided:
    """Of a compose file: fixes are edits of it, and all that hangs on an engine is one thing that was not read."""
    snapshot = case.snapshot
    if snapshot.origin is not Origin.COMPOSED:
        return told
    if isinstance(told, Undecided):
        gap = Gap("the engine, its host and the images", "compose", Why.NOT_READ, "read the engine once it is up")
        return replace(told, subjects=(HOST,), names=("host",), gaps=(gap,))
    fixes = tuple(in_the_file(fix, snapshot) for fix in told.fixes)
    return replace(told, title=told.title.removeprefix(UP), fixes=fixes)
