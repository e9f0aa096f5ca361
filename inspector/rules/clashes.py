"""Names that several containers answer to on one network, and how all but one side give them up."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from inspector.analysis.facts import Facts, Record
from inspector.analysis.wording import reconnect
from inspector.model.answer import Citation, Fix
from inspector.model.container import Container
from inspector.model.edit import Edit, RemoveAlias, SetHostname
from inspector.model.network import Network
from inspector.rules.base import inspected


class Clash(Struct, frozen=True):
    """The names that the very same containers share on one network, with what each of them has the name by."""

    network: Network
    names: dict[str, list[Record]]

    @property
    def owners(self) -> list[Container]:
        found = {one.container.id: one.container for records in self.names.values() for one in records}
        return sorted(found.values(), key=lambda one: (one.name, one.id))

    @property
    def cites(self) -> list[Citation]:
        return [
            inspected(
                one.container,
                f"/NetworkSettings/Networks/{one.endpoint.network}",
                f"{name} ({one.origin}) at {one.endpoint.ipv4 or one.endpoint.ipv6}",
            )
            for name, records in sorted(self.names.items())
            for one in records
        ]


def clashes(facts: Facts, wanted: Callable[[Sequence[Record]], bool]) -> Iterator[Clash]:
    """Each set of containers that shares names of the wanted kind on a network."""
    for key, served in facts.records.items():
        network = facts.networks.get(key)
        found: dict[frozenset[str], dict[str, list[Record]]] = defaultdict(dict)
        for name, records in served.items():
            owners = frozenset(one.container.id for one in records)
            if len(owners) > 1 and wanted(records):
                found[owners][name] = records
        if network is not None:
            yield from (Clash(network, names) for names in found.values())


def apart(clash: Clash, keeps: Callable[[str, Record], bool], text: str) -> Fix:
    """Everybody gives the names up whom `keeps` does not name. A container's own name cannot be given up."""
    leaving: dict[str, tuple[Record, list[str]]] = {}
    edits: list[Edit] = []
    for name, records in sorted(clash.names.items()):
        for one in records:
            owner = one.container
            if one.origin == "name" or keeps(name, one):
                continue
            if one.origin == "hostname":
                edits.append(SetHostname(container=owner.id))
                continue
            edits.append(RemoveAlias(container=owner.id, network=clash.network.id, alias=name))
            leaving.setdefault(owner.id, (one, []))[1].append(name)
    recreate = any(isinstance(edit, SetHostname) for edit in edits)
    cost = "a recreate without that --hostname" if recreate else "a reconnect"
    commands = (reconnect(one.container, one.endpoint, without=names) for one, names in leaving.values())
    return Fix(text, "; ".join(commands), f"{cost}: open connections break", tuple(edits))
