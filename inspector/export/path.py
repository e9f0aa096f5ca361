"""The path of an answer on the picture: source, networks used, target, and where it stops; the rest steps back."""

from itertools import pairwise

from msgspec import Struct

from inspector.analysis.targets import targets
from inspector.analysis.world import World
from inspector.model.answer import ClientSees, Disposition, Hop, Trace
from inspector.model.container import Container
from inspector.model.ids import HOST, Kind, Ref
from inspector.model.network import Network
from inspector.topology.graph import Topology


class Mark(Struct, frozen=True):
    """Words on the picture at an element. kind: from, to, stop, stop unknown, or the severity of a finding."""

    ref: str
    kind: str
    words: str


class Path(Struct, frozen=True, kw_only=True):
    """What is lit, as Refs in text. joins: pairs whose connecting line is lit."""

    lit: tuple[str, ...]
    joins: tuple[tuple[str, str], ...]
    marks: tuple[Mark, ...]

    def holds(self, ref: Ref) -> bool:
        """Whether an element is on the path, or at the end of a line that is. The host is behind every bridge."""
        return (str(ref) in self.lit and ref != HOST) or any(str(ref) in pair for pair in self.joins)

    def joins_all(self, *refs: Ref) -> bool:
        """Whether a line between these is on the path."""
        ends = {str(ref) for ref in refs}
        return any(len(ends & {*pair}) > 1 for pair in self.joins)


def path(trace: Trace, topology: Topology, world: World) -> Path:
    """The path as far as it goes, and where it stops."""
    outside = trace.flow.source.kind is Kind.EXTERNAL
    source = HOST if outside else trace.flow.source
    hops = (*trace.hops, *trace.reply)
    places = [hop.ref for hop in trace.hops if hop.ref]
    meant = targets(topology, world, trace.flow.source, trace.address or trace.flow.destination)
    goals = [Ref(Kind.CONTAINER, one.id) for one in meant]
    if not goals and places and places[-1].kind is Kind.CONTAINER:
        # An address of the host's that leads to a container.
        goals = [places[-1]]
    joins = {(str(hop.ref), str(hop.via)) for hop in hops if hop.ref and hop.via}
    for one, following in pairwise(hops):
        if one.ref and following.ref and one.ref != following.ref:
            # A packet that comes off a network goes down to its taker; one that the host passes on, too.
            joins.add((str(following.ref), str(one.via or one.ref)))
    if outside:
        joins |= {(str(place), str(HOST)) for place in places}
    joins |= {(str(goal), port) for goal in goals for port in _published(trace, topology.entity(goal))}
    marks = [Mark(str(source), "from", f"from {'outside' if outside else name_of(topology, source)}")]
    marks += [Mark(str(goal), "to", f"to {name_of(topology, goal)}") for goal in goals if goal != source]
    if stop := _stop(trace, source):
        unknown = trace.client_sees is ClientSees.UNKNOWN
        marks.append(
            Mark(
                str(stop),
                "stop unknown" if unknown else "stop",
                "? not known further" if unknown else "\u2715 stops here",
            )
        )
    lit = {source, *goals, *places, *(hop.via for hop in hops if hop.via)}
    return Path(lit=tuple(sorted(map(str, lit))), joins=tuple(sorted(joins)), marks=tuple(marks))


def projects(shown: Path, topology: Topology) -> frozenset[str]:
    """Whose boxes are drawn: of a big host, only those that the path touches."""
    found = (topology.entity(ref) for text in shown.lit if (ref := Ref.parse(text)))
    return frozenset(one.project for one in found if isinstance(one, (Container, Network)))


def _published(trace: Trace, target: object) -> list[str]:
    """The host ports, as Refs in text, by which the target was come to."""
    if not isinstance(target, Container) or trace.address in {end.ipv4 for end in target.endpoints}:
        return []
    asked = (trace.flow.port, trace.flow.protocol.value)
    found = (one for one in target.ports if (one.host_port, one.protocol) == asked)
    return [str(Ref(Kind.PORT, f"{one.host_ip}:{one.host_port}/{one.protocol}")) for one in found]


def name_of(topology: Topology, ref: Ref) -> str:
    """What people call an entity."""
    entity = topology.entity(ref)
    return "the host" if ref == HOST else str(getattr(entity, "name", "")) or ref.id[:12]


def _stop(trace: Trace, source: Ref) -> Ref | None:
    """The last place that it came to; for one that the host stops, the network that it came from."""
    if trace.disposition in (Disposition.ACCEPTED, Disposition.EXITS_HOST):
        return None
    way: tuple[Hop, ...] = trace.reply if trace.disposition is Disposition.REPLY_DENIED else trace.hops
    placed = [hop for hop in way if hop.ref]
    if not placed:
        return source
    last = placed[-1].ref
    if last == HOST:
        return next((hop.via for hop in reversed(placed) if hop.via), HOST)
    return last
