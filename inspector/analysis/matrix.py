"""Who reaches whom: every pair of containers, asked once for each pair of groups whose members answer alike."""

from collections import defaultdict
from collections.abc import Hashable

from msgspec import Struct

from inspector.analysis.equals import Equals, Part
from inspector.analysis.names import resolve
from inspector.analysis.parties import INTERNET, container_address, host_address, ports_of
from inspector.analysis.reach import trace
from inspector.analysis.reach_words import no_address
from inspector.analysis.world import World
from inspector.model.answer import ClientSees, Flow, NameOutcome, NameQuery, PathState, Protocol, Trace
from inspector.model.container import Container
from inspector.model.ids import HOST, Kind, Ref

HOST_GROUP, INTERNET_GROUP = "host", "internet"


class Group(Struct, frozen=True, kw_only=True):
    """Containers that answer alike; kind is container, host or internet. port 0: asked by an echo request instead."""

    label: str
    kind: str
    members: tuple[str, ...]
    names: tuple[str, ...]
    state: str = ""
    mode: str = ""
    networks: tuple[str, ...] = ()
    port: int = 0


class Cell(Struct, frozen=True, kw_only=True):
    """What a member of the source group meets at the address of (another) member of the target group, and whether the
    target's own name is answered there. asked: the two members that stand for all."""

    source: str
    target: str
    asked: tuple[str, str]
    client_sees: ClientSees
    path: PathState
    code: str
    name: NameOutcome
    name_code: str
    assumed: bool = False


class Matrix(Struct, frozen=True):
    """Groups, and one cell for each pair; a group of one has no cell with itself, nobody starts from the internet."""

    groups: tuple[Group, ...]
    cells: tuple[Cell, ...]


def matrix(world: World, port: int | None = None) -> Matrix:
    """Ask all pairs: TCP to `port`, or left out to each target's own first port, by echo request where it has none."""
    pairs = Pairs(world, port)
    found = [cell for a in pairs.groups for b in pairs.groups if (cell := pairs.cell(a, b)) is not None]
    return Matrix(pairs.groups, tuple(found))


class Pairs:
    """The groups of a world and what was already asked: what differs in names only goes the same way."""

    def __init__(self, world: World, port: int | None) -> None:
        self.world = world
        equals = Equals(world, port)
        alike: dict[Part, list[Container]] = defaultdict(list)
        for container in world.facts.snapshot.containers:
            alike[equals.part(container)].append(container)
        self.parts = {str(number): part for number, part in enumerate(alike, 1)}
        found = [_group(world, str(number), members, port) for number, members in enumerate(alike.values(), 1)]
        host = Group(label=HOST_GROUP, kind=HOST_GROUP, members=(HOST_GROUP,), names=(HOST_GROUP,), port=port or 0)
        beyond = Group(
            label=INTERNET_GROUP, kind=INTERNET_GROUP, members=(INTERNET,), names=(INTERNET,), port=port or 443
        )
        self.groups: tuple[Group, ...] = (*found, host, beyond)
        self.asked: dict[Hashable, Trace] = {}

    def cell(self, source: Group, target: Group) -> Cell | None:
        """One pair of groups, answered by the first pair of different members; None where there is none."""
        if source.kind == INTERNET_GROUP:
            return None
        same = source.label == target.label
        if same and len(target.members) < 2:
            return None
        return self.between(source, target, source.members[0], target.members[1 if same else 0])

    def between(self, source: Group, target: Group, asking: str, asked: str) -> Cell:
        """The cell as these two members fill it."""
        ref = HOST if source.kind == HOST_GROUP else Ref(Kind.CONTAINER, asking)
        key = self._way(source, target, asking, asked)
        found = self.asked.get(key)
        if found is None:
            found = self.asked[key] = _by_address(self.world, ref, target, asked)
        answered, code = _by_name(self.world, ref, target, asked)
        return Cell(
            source=source.label,
            target=target.label,
            asked=(asking, asked),
            client_sees=found.client_sees,
            path=found.path,
            code=found.code,
            name=answered,
            name_code=code,
            assumed=found.assumed,
        )

    def _way(self, source: Group, target: Group, asking: str, asked: str) -> Hashable:
        mine, theirs = self.parts.get(source.label), self.parts.get(target.label)
        places = (mine.place if mine else source.label, theirs.place if theirs else target.label)
        return places, theirs.service if theirs else (), asking == asked


def _group(world: World, label: str, members: list[Container], port: int | None) -> Group:
    first = members[0]
    own = ports_of(world, first, Protocol.TCP)
    return Group(
        label=label,
        kind="container",
        members=tuple(one.id for one in members),
        names=tuple(one.name for one in members),
        state=first.state.value,
        mode=first.network_mode.mode.value,
        networks=tuple(sorted(e.network for e in first.endpoints)),
        port=port or next(iter(own), 0),
    )


def _by_address(world: World, ref: Ref, target: Group, asked: str) -> Trace:
    protocol = Protocol.TCP if target.port else Protocol.ICMP
    if target.kind == INTERNET_GROUP:
        return trace(world, Flow(ref, INTERNET, protocol, target.port))
    if target.kind == HOST_GROUP:
        return trace(world, Flow(ref, host_address(world, ref), protocol, target.port))
    container = world.facts.containers[asked]
    address = container_address(world, ref, container) if container.has_netns else ""
    flow = Flow(ref, address, protocol, target.port)
    return trace(world, flow) if address else no_address(flow, container)


def _by_name(world: World, ref: Ref, target: Group, asked: str) -> tuple[NameOutcome, str]:
    if target.kind != "container":
        return NameOutcome.NOT_FOUND, ""
    found = resolve(world.facts, NameQuery(ref, world.facts.containers[asked].name))
    return found.outcome, found.code
