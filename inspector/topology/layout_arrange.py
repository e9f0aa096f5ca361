"""The arrangements to choose from: in which box each container stands, and which of its rails are drawn."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from inspector.model.container import Container, Endpoint, Mode
from inspector.model.ids import HOST, Kind, Ref
from inspector.model.network import Network
from inspector.topology.edges import EdgeKind
from inspector.topology.graph import Topology
from inspector.topology.groups import group_of
from inspector.topology.layout_cards import Card, Tap
from inspector.topology.layout_holds import store_text
from inspector.topology.layout_taps import name_of
from inspector.topology.text_width import fit, shown

Arrange = Literal["rails", "bridges", "storage", "focus"]
"""rails: by project. bridges: by the host's bridges, with veths. storage: by what is mounted. focus: one container."""

NO_PROJECT, ON_HOST = "no project", "in the host's own namespace"
_TARGET_ROOM = 96.0
# A host path that so many mount, such as /etc/localtime, says nothing of who belongs together.
_TOO_MANY = 12


class Key(Struct, frozen=True):
    """Names a box, and tells its place among the others."""

    order: int
    name: str
    ident: str = ""
    ref: Ref | None = None
    style: str = "panel"


FOLDED = Key(9, "folded projects")
_HOST_BOX = Key(8, ON_HOST, ref=HOST, style="host")


@dataclass
class Arrangement:
    """key: the box of a container. shown: leaves on a card what is drawn here. physical: rails are named by device."""

    key: Callable[[Container], Key]
    shown: Callable[[Card], Card] = lambda one: one
    physical: bool = False


def _by_project(topology: Topology, focus: Ref | None) -> Arrangement:
    return Arrangement(_project)


def _project(one: Container) -> Key:
    group = group_of(one)
    if group == HOST:
        return _HOST_BOX
    return Key(0, shown(group.id), group.id, group) if group.id else Key(1, NO_PROJECT)


def _by_bridge(topology: Topology, focus: Ref | None) -> Arrangement:
    """One box for each network's device; who is on several stands at the one with the most company."""
    on = {
        one.id: [to for to, edge in topology.out(Ref(Kind.CONTAINER, one.id), EdgeKind.ATTACHED) if _live(edge.detail)]
        for one in topology.snapshot.containers
    }
    company = Counter(ref for refs in on.values() for ref in refs)

    def key(one: Container) -> Key:
        if one.network_mode.mode is Mode.HOST:
            return _HOST_BOX
        nets = [ref for ref in on[one.id] if isinstance(found := topology.entity(ref), Network) and _device(found)]
        if not nets:
            return Key(2, "on no device of this host")
        ref = max(nets, key=lambda ref: (company[ref], ref))
        network = topology.entity(ref)
        assert isinstance(network, Network)
        return Key(0 if network.bridge else 1, shown(_device(network)), ref.id)

    return Arrangement(key, _only_networks, physical=True)


def _live(detail: object) -> bool:
    return isinstance(detail, Endpoint) and detail.active


def _device(network: Network) -> str:
    """The host's device of a network: its bridge, or the parent of a macvlan or ipvlan."""
    return network.bridge or (f"{network.driver} on {network.parent}" if network.parent else "")


def _only_networks(one: Card) -> Card:
    one.holds, one.tags = [], []
    return one


def _by_storage(topology: Topology, focus: Ref | None) -> Arrangement:
    """One box for each set of containers that storage ties together; what nobody shares stands in one more."""
    users: dict[Ref, list[str]] = {}
    for source, target, _ in topology.edges(EdgeKind.MOUNTS):
        if source.id not in users.setdefault(target, []):
            users[target].append(source.id)
    shared = {ref for ref, ids in users.items() if len(ids) > 1}
    box = {one.id: one.id for one in topology.snapshot.containers}

    def root(ident: str) -> str:
        while box[ident] != ident:
            box[ident] = box[box[ident]]
            ident = box[ident]
        return ident

    for ref in sorted(shared):
        if ref.kind is Kind.PATH and len(users[ref]) > _TOO_MANY:
            continue
        first, *others = users[ref]
        for other in others:
            box[root(other)] = root(first)
    names: dict[str, Ref] = {}
    for ref in sorted(shared, key=lambda ref: (ref.kind is not Kind.PATH, len(users[ref]), ref)):
        for ident in users[ref]:
            names[root(ident)] = ref
    mounting = {ident for ids in users.values() for ident in ids}

    def key(one: Container) -> Key:
        main = names.get(root(one.id))
        if main:
            return Key(0, store_text(main, False)[0], main.id)
        return Key(1, "storage of one container each") if one.id in mounting else Key(2, "no storage")

    def only_storage(one: Card) -> Card:
        one.taps = [
            Tap(hold.store, "", hold.writable, hold.hover, (fit(hold.target, "mono", _TARGET_ROOM, keep_end=True),))
            for hold in one.holds
            if hold.store in shared
        ]
        one.holds = [hold for hold in one.holds if hold.store not in shared]
        one.tags = []
        return one

    return Arrangement(key, only_storage)


def _by_focus(topology: Topology, focus: Ref | None) -> Arrangement:
    """The one in focus in a box of its own, its neighbours by project beside it."""
    owner = Key(-1, f"{name_of(topology, focus)} (in focus)" if focus else "in focus")

    def key(one: Container) -> Key:
        return owner if focus == Ref(Kind.CONTAINER, one.id) else _project(one)

    return Arrangement(key)


ARRANGEMENTS: dict[Arrange, Callable[[Topology, Ref | None], Arrangement]] = {
    "rails": _by_project,
    "bridges": _by_bridge,
    "storage": _by_storage,
    "focus": _by_focus,
}


def counted(name: str) -> list[tuple[int, str]]:
    """Sorts web-2 before web-10."""
    return [
        (int(word) if word.isascii() and word.isdecimal() and len(word) < 19 else -1, word)
        for word in re.split(r"(\d+)", name)
    ]
