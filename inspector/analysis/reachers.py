"""Who reaches one container: its own column of the matrix."""

from msgspec import Struct

from inspector.analysis.matrix import HOST_GROUP, Cell, Pairs
from inspector.analysis.world import World


class Askers(Struct, frozen=True):
    """Containers that answer alike, or the host, by name; and what each of them meets."""

    kind: str
    names: tuple[str, ...]
    cell: Cell


class Reachers(Struct, frozen=True):
    """All that may ask one container. port: the TCP port that is asked, 0 for an echo request."""

    port: int
    asked: tuple[Askers, ...]


def reachers(world: World, ident: str, pairs: Pairs | None = None) -> Reachers | None:
    """What each other container and the host meet at this container's first port; None where there is none such.

    pairs: of the same world and no port, for who asks about many.
    """
    pairs = pairs or Pairs(world, None)
    target = next((group for group in pairs.groups if ident in group.members), None)
    if target is None:
        return None
    asked = []
    for source in pairs.groups:
        others = {one: name for one, name in zip(source.members, source.names, strict=True) if one != ident}
        if others and source.kind in ("container", HOST_GROUP):
            cell = pairs.between(source, target, next(iter(others)), ident)
            asked.append(Askers(source.kind, tuple(others.values()), cell))
    return Reachers(target.port, tuple(asked))
