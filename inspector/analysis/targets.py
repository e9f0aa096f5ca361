"""Which containers the words of a destination mean."""

from inspector.analysis import parties
from inspector.analysis.names import resolve
from inspector.analysis.reach_reasons import holder
from inspector.analysis.world import World
from inspector.errors import UsageError
from inspector.model.answer import NameQuery
from inspector.model.container import Container
from inspector.model.ids import Ref
from inspector.topology.graph import Topology


def targets(topology: Topology, world: World, source: Ref, destination: str) -> list[Container]:
    """The containers that are meant: by address, by name as the source asks for it, or else by their own name."""
    address = destination.strip("[]")
    if destination in (*parties.HOST_WORDS, "internet"):
        return []
    if parties.is_address(address):
        found = holder(world.facts, address)
        return [found] if found else []
    try:
        if not destination.startswith(parties.CONTAINER):
            owners = resolve(world.facts, NameQuery(source, destination)).owners
            named = [world.facts.containers.get(owner.container) for owner in owners]
            if any(named):
                return [one for one in dict.fromkeys(named) if one]
        return [topology.container(destination.removeprefix(parties.CONTAINER))]
    except (UsageError, LookupError):
        return []
