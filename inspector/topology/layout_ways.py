"""Layers on demand: links between containers, and the way by which each leaves for the world outside."""

from collections.abc import Iterable

from inspector.model.ids import Kind, Ref
from inspector.model.netns import InterfaceRow, Netns
from inspector.topology.edges import EdgeKind
from inspector.topology.graph import Topology
from inspector.topology.layout_cards import Card, Hold, Tap, Wanted
from inspector.topology.layout_taps import name_of
from inspector.topology.scene import Paint


def with_ways(wanted: Wanted, one: Card) -> Card:
    """The card with the links and the default route that are wanted on it; a stack has neither."""
    if len(one.members) == 1:
        if wanted.links:
            one.holds += _links(wanted.topology, one.ref)
        if wanted.routes:
            _default_route(wanted.topology, one, wanted.rows.get(one.ref.id, ()))
    return one


def _links(topology: Topology, ref: Ref) -> list[Hold]:
    """A link runs under the cards like a store that two of them touch, with an arrow at the one that is linked to."""
    found: dict[Ref, Hold] = {}
    for other, _ in topology.out(ref, EdgeKind.LINKS):
        way, name = Ref(Kind.LINK, f"{ref.id}>{other.id}"), name_of(topology, other)
        found[way] = Hold(way, True, f"→ {name}", Paint.MUTED, False, f"link to {name}", arrow="from", other=other)
    for other, _ in topology.into(ref, EdgeKind.LINKS):
        way, name = Ref(Kind.LINK, f"{other.id}>{ref.id}"), name_of(topology, other)
        found[way] = Hold(way, True, f"← {name}", Paint.MUTED, False, f"link from {name}", arrow="to", other=other)
    return list(found.values())


def _default_route(topology: Topology, one: Card, rows: Iterable[InterfaceRow]) -> None:
    """Marks the drop by which the default route leaves: as its namespace says, else the only one with a gateway."""
    ident = one.members[0].id
    space = next((space for space in topology.snapshot.namespaces if ident in space.containers and space.read), None)
    if space:
        network = _network_of_default(space, rows)
        taps = [tap for tap in one.taps if tap.network.id == network]
    else:
        with_gateway = {point.network_id for point in one.members[0].endpoints if point.gateway}
        taps = [tap for tap in one.taps if tap.network.id in with_gateway]
    if len(taps) == 1:
        _mark(taps[0])


def _network_of_default(space: Netns, rows: Iterable[InterfaceRow]) -> str:
    ways = [route for route in space.routes if route.destination == "default" and route.table == "main"]
    if not ways:
        return ""
    device = min(ways, key=lambda route: (route.family, route.metric)).device
    return next((row.network_id for row in rows if row.interface == device), "")


def _mark(tap: Tap) -> None:
    tap.route = True
    tap.hover += "\ndefault route"
