"""What a details panel is made of: sections of facts, plain typed text, so that the browser only has to set it."""

from collections.abc import Iterator

from msgspec import Struct

from inspector.export import moments
from inspector.export.copying import Copy
from inspector.model.evidence import Json
from inspector.model.ids import Kind, Ref
from inspector.model.storage import Mount
from inspector.topology.graph import Topology


class Fact(Struct, frozen=True):
    """One line. ref: what it leads to. note: what stands beside it, smaller. hover: what a pointer on it tells."""

    label: str
    value: str
    ref: str = ""
    note: str = ""
    hover: str = ""


class Section(Struct, frozen=True):
    """Facts of one topic; folded ones open on a click."""

    title: str
    facts: tuple[Fact, ...]
    folded: bool = False


class Sheet(Struct, frozen=True):
    """Everything the panel shows. raw: the engine's own answer, redacted when it was read; None where none was kept."""

    ref: str
    kind: str
    title: str
    subtitle: str
    state: str
    sections: tuple[Section, ...]
    raw: Json = None
    copies: tuple[Copy, ...] = ()


def made(ref: Ref, title: str, subtitle: str, *sections: Section, state: str = "", raw: Json = None) -> Sheet:
    """The sheet of what a Ref names; sections without facts are left out."""
    kept = tuple(section for section in sections if section.facts)
    return Sheet(str(ref), ref.kind.value, title, subtitle, state, kept, raw)


def plainly(title: str, *pairs: tuple[str, str] | Fact, folded: bool = False) -> Section:
    """A section of labels and values; a label without a value is left out."""
    return Section(title, facts_of(*pairs), folded)


def facts_of(*pairs: tuple[str, str] | Fact) -> tuple[Fact, ...]:
    """Labels with values as facts, without those that have none."""
    facts = (pair if isinstance(pair, Fact) else Fact(*pair) for pair in pairs)
    return tuple(fact for fact in facts if fact.value)


def times(observed: str, *pairs: tuple[str, str]) -> Iterator[Fact]:
    """Moments as people read them; a pointer on one tells how long before the observation it was."""
    for label, stamp in pairs:
        yield Fact(label, moments.readable(stamp), hover=moments.before(stamp, observed))


def used_by(topology: Topology, ref: Ref) -> Section:
    """Who mounts a volume, a host path or a tmpfs, and where."""
    users = topology.mounts_of(ref)
    facts = (Fact(one.name, mount.target, str(Ref(Kind.CONTAINER, one.id)), access(mount)) for one, mount in users)
    return Section(f"Used by ({len(users)})", tuple(facts))


def access(mount: Mount) -> str:
    """What a mount lets do."""
    return "read-write" if mount.writable else "read-only"


def gaps(topology: Topology, ident: str, name: str) -> Section:
    """What could not be read of this entity."""
    gaps = (gap for gap in topology.snapshot.gaps if ident in gap.where or (name and name in gap.where.split()))
    return Section("Not known", tuple(Fact(gap.what, gap.why.value, note=gap.remedy) for gap in gaps))


def at(address: str, port: int) -> str:
    """An address with a port, IPv6 in brackets; 0 is a port that the engine chooses."""
    host = f"[{address}]" if ":" in address else address or "any address"
    return f"{host}:{port or 'any port'}"
