"""Which group a container belongs to, and which groups of a large host are drawn as one card with counts."""

from collections import Counter

from inspector.model.container import Container, Mode
from inspector.model.ids import HOST, Kind, Ref
from inspector.topology.edges import EdgeKind
from inspector.topology.graph import Topology

MOST = 500
"""Containers, networks and volumes that are drawn one by one; with more of them, groups are folded."""

NO_PROJECT = Ref(Kind.PROJECT, "")
"""The group of what is in no compose project."""


def group_of(one: Container) -> Ref:
    """The compose project, NO_PROJECT, or HOST for what lives in the host's own network namespace."""
    return HOST if one.network_mode.mode is Mode.HOST else Ref(Kind.PROJECT, one.project)


def groups(topology: Topology) -> dict[str, Ref]:
    """The group of each container by its id; who rides on another's namespace stands beside that one."""
    return {one.id: group_of(topology.netns_owner(one) or one) for one in topology.snapshot.containers}


def folded(topology: Topology, expanded: frozenset[Ref], *, most: int = MOST) -> frozenset[Ref]:
    """The groups that are drawn as one card: none on a host of at most this many elements, else all but these."""
    snapshot = topology.snapshot
    if len(snapshot.containers) + len(snapshot.networks) + len(snapshot.volumes) <= most:
        return frozenset()
    return frozenset(Counter(groups(topology).values())) - expanded


def holders(topology: Topology, ref: Ref) -> frozenset[Ref]:
    """The groups to expand so that this is drawn: of a container its own, of anything else the first that uses it."""
    if ref.kind is Kind.PROJECT:
        return frozenset({ref})
    users = [ref] if ref.kind is Kind.CONTAINER else [at for at, _ in topology.into(ref, *_USES)]
    by_id = groups(topology)
    return frozenset([by_id[user.id] for user in sorted(users) if user.id in by_id][:1])


_USES = (EdgeKind.ATTACHED, EdgeKind.MOUNTS, EdgeKind.PUBLISHES)


def parse_group(text: str) -> Ref | None:
    """A group as links and the browser write it; None for what is none."""
    if text == str(NO_PROJECT):
        return NO_PROJECT
    ref = Ref.parse(text)
    return ref if ref and (ref.kind is Kind.PROJECT or ref == HOST) else None
