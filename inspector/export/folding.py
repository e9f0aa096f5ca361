"""What folded groups stand for in a file: each is one element, with all that only its containers use."""

from collections import defaultdict
from collections.abc import Mapping

from msgspec.structs import replace

from inspector.export.path import Path
from inspector.model.container import Container
from inspector.model.ids import Kind, Ref
from inspector.topology.edges import EdgeKind
from inspector.topology.graph import Topology
from inspector.topology.groups import groups


def insides(topology: Topology, away: frozenset[Ref]) -> dict[Ref, Ref]:
    """The group of everything that is not drawn because its group is folded."""
    if not away:
        return {}
    by_id = groups(topology)
    users: dict[Ref, set[Ref]] = defaultdict(set)
    for source, target, _ in topology.edges(EdgeKind.ATTACHED, EdgeKind.MOUNTS, EdgeKind.PUBLISHES):
        if source.id in by_id:
            users[target].add(by_id[source.id])
    found = {Ref(Kind.CONTAINER, ident): group for ident, group in by_id.items() if group in away}
    return found | {ref: next(iter(of)) for ref, of in users.items() if len(of) == 1 and of <= away}


def members(topology: Topology, away: frozenset[Ref]) -> dict[Ref, list[Container]]:
    """The containers of each folded group."""
    by_id = groups(topology)
    found: dict[Ref, list[Container]] = defaultdict(list)
    for one in topology.snapshot.containers:
        if by_id[one.id] in away:
            found[by_id[one.id]].append(one)
    return found


def within(path: Path, inside: Mapping[Ref, Ref]) -> Path:
    """The path where the groups that it goes through are folded."""
    into = {str(ref): str(group) for ref, group in inside.items()}
    joins = {(into.get(one, one), into.get(other, other)) for one, other in path.joins}
    return Path(
        lit=tuple(sorted({into.get(ref, ref) for ref in path.lit})),
        joins=tuple(sorted((one, other) for one, other in joins if one != other)),
        marks=tuple(replace(mark, ref=into.get(mark.ref, mark.ref)) for mark in path.marks),
    )
