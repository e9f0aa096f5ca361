"""What a rule is, and the few words that all rules share.

A rule is one file: a module docstring with the headings of HEADINGS, a function `check`, and `RULE`. Names come first
where the fingerprint is made, so a rule's key and subjects must be the same at each reading of the same trouble.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from inspector.analysis.case import Case
from inspector.analysis.citing import told
from inspector.model.answer import Citation, Fix
from inspector.model.container import Container
from inspector.model.evidence import Gap, Why
from inspector.model.finding import Certainty, Finding, Severity, Undecided
from inspector.model.ids import Kind, Ref
from inspector.model.network import Network
from inspector.model.storage import Volume

HEADINGS = ("What it finds", "Why it matters", "How it is decided", "What to do", "When it stays silent")
FAMILIES = {"N": "names", "R": "reach", "S": "storage", "L": "lint"}

Told = Finding | Undecided
Check = Callable[[Case], Iterator[Told]]


class Rule(Struct, frozen=True):
    """One question worth asking. severity: of its findings, the worst where they differ.

    id: a letter of FAMILIES and a number that is never given to another rule. slug: the same in words, as the file is
    called, with hyphens.
    """

    id: str
    slug: str
    severity: Severity
    check: Check

    @property
    def family(self) -> str:
        return FAMILIES[self.id[0]]

    def finding(
        self,
        case: Case,
        subjects: Sequence[Ref],
        title: str,
        *,
        detail: str = "",
        cites: Sequence[Citation] = (),
        fixes: Sequence[Fix] = (),
        severity: Severity | None = None,
        certainty: Certainty | None = None,
        key: Sequence[str] = (),
    ) -> Finding:
        """A finding of this rule, the worst subject first.

        certainty: left out, it is that of the cites: assumed where one of them is. key: what tells two findings about
        the same subjects apart (a port, a path), never an id or an address that a recreate changes.
        """
        names = tuple(called(case, ref) for ref in subjects)
        known = Certainty.ASSUMED if any(cite.assumed for cite in cites) else Certainty.CERTAIN
        return Finding(
            rule=self.id,
            slug=self.slug,
            severity=severity or self.severity,
            certainty=certainty or known,
            subjects=tuple(subjects),
            names=names,
            title=title,
            detail=detail,
            cites=tuple(cites),
            fixes=tuple(fixes),
            fingerprint=_fingerprint(self.id, subjects, names, key),
        )

    def undecided(self, case: Case, subjects: Sequence[Ref], *gaps: Gap) -> Undecided:
        """What this rule could not decide, and what would have to be read for it."""
        names = tuple(called(case, ref) for ref in subjects)
        return Undecided(rule=self.id, slug=self.slug, subjects=tuple(subjects), names=names, gaps=gaps)


def container(one: Container) -> Ref:
    return Ref(Kind.CONTAINER, one.id)


def network(one: Network) -> Ref:
    return Ref(Kind.NETWORK, one.id)


def volume(one: Volume) -> Ref:
    return Ref(Kind.VOLUME, one.name)


def called(case: Case, ref: Ref) -> str:
    """What people call it, and what stays when it is recreated: a name, or the users of what has none."""
    entity = case.topology.entity(ref)
    if isinstance(entity, Volume) and entity.anonymous:
        users = sorted(f"{user.name}:{mount.target}" for user, mount in case.topology.mounts_of(ref))
        return f"anonymous volume of {users[0]}" if users else ref.id
    if ref.kind in (Kind.CONTAINER, Kind.NETWORK):
        return getattr(entity, "name", "") or ref.id[:12]
    return ref.id


def inspected(one: Container | Network | Volume, pointer: str, text: str) -> Citation:
    """A field of what the engine tells of this container, network or volume."""
    return told(one, pointer, text)


def not_read(what: str) -> Gap:
    """The gap of a fact of the kernel that only a reading as root has."""
    return Gap(what, "network namespaces", Why.NOT_READ, "read the host as root: `inspector snapshot` there")


def unread(rule: Rule, case: Case) -> Iterator[Undecided]:
    """What a rule about containers' own settings cannot decide: containers whose details the engine did not tell."""
    for ident, gap in case.unread.items():
        yield rule.undecided(case, [Ref(Kind.CONTAINER, ident)], gap)


def _fingerprint(rule: str, subjects: Sequence[Ref], names: Sequence[str], key: Sequence[str]) -> str:
    kinds = (ref.kind.value for ref in subjects)
    words = [rule, *(f"{kind}:{name}" for kind, name in zip(kinds, names, strict=True)), "", *key]
    return hashlib.sha256("\0".join(words).encode(errors="surrogatepass")).hexdigest()[:16]
