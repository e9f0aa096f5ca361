"""Findings: what a rule saw, how bad and how sure it is, and what would mend it; and what it could not decide."""

from enum import StrEnum

from msgspec import Struct

from inspector.model.answer import Citation, Fix
from inspector.model.evidence import Gap
from inspector.model.ids import Ref


class Severity(StrEnum):
    """Error: broken, or open to strangers, now. Warning: it will be, or most likely is. Note: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


class Certainty(StrEnum):
    """Certain: read from the engine or the host. Assumed: it rests in part on what this engine sets up. Possible: what
    was read fits it, and fits something harmless too."""

    CERTAIN = "certain"
    ASSUMED = "assumed"
    POSSIBLE = "possible"


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that a rule found.

    subjects: what it is about, the first one foremost; names: what people call them, in the same order.
    title: one sentence. detail: why, and what comes of it. fingerprint: the same at each reading of the same trouble,
    also after a recreate, made of the rule and the names.
    """

    rule: str
    slug: str
    severity: Severity
    certainty: Certainty
    subjects: tuple[Ref, ...]
    names: tuple[str, ...]
    title: str
    detail: str = ""
    cites: tuple[Citation, ...] = ()
    fixes: tuple[Fix, ...] = ()
    fingerprint: str = ""


class Undecided(Struct, frozen=True, kw_only=True):
    """A rule that could not be decided for these subjects: the gaps say what was not read, and what would let it be."""

    rule: str
    slug: str
    subjects: tuple[Ref, ...]
    names: tuple[str, ...]
    gaps: tuple[Gap, ...]


class Ignored(Struct, frozen=True, kw_only=True):
    """A finding that the configuration wants left out, and why."""

    finding: Finding
    reason: str
    until: str = ""


class Report(Struct, frozen=True, kw_only=True):
    """What all rules said of one reading.

    findings: the worst first, then by rule and names. undecided: at most one a rule. ran: the ids of the rules that
    were asked. known: findings of the baseline. remarks: what is to be said of the configuration itself.
    """

    taken_at: str
    digest: str
    source: str
    ran: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    known: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = ()

    def worse_than(self, least: Severity | None) -> tuple[Finding, ...]:
        """The findings that are as bad as `least` or worse; none for None."""
        return tuple(one for one in self.findings if least is not None and one.severity.rank <= least.rank)

    def count(self, severity: Severity) -> int:
        return sum(one.severity is severity for one in self.findings)
