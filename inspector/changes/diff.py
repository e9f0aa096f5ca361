"""Two snapshots of a host -> what changed between them, in words. What one of them has not read is not compared."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from inspector.changes.container_diff import container_changes
from inspector.changes.facts import Fact, changed
from inspector.changes.host_diff import host_changes, listening_changes
from inspector.model.change import Change, How
from inspector.model.container import Container
from inspector.model.ids import Kind, Ref
from inspector.model.network import Network
from inspector.model.snapshot import Snapshot
from inspector.model.storage import Image, Volume


class _Named(Protocol):
    @property
    def name(self) -> str: ...


Entity = TypeVar("Entity", bound=_Named)
_ORDER = (Kind.HOST, Kind.NETWORK, Kind.VOLUME, Kind.IMAGE, Kind.CONTAINER)


def diff(before: Snapshot, after: Snapshot) -> tuple[Change, ...]:
    """What changed: the host first, then networks, volumes, images and containers, each by name.

    An entity is the same when its id is; a new one of the same name in the place of one that went was recreated.
    """
    found = [
        *host_changes(before, after),
        *_entities(before.networks, after.networks, Kind.NETWORK, lambda one: one.id, _network),
        *_entities(before.volumes, after.volumes, Kind.VOLUME, lambda one: one.name, _volume),
        *_images(before.images, after.images),
        *_entities(before.containers, after.containers, Kind.CONTAINER, lambda one: one.id, container_changes),
        *listening_changes(before, after),
    ]
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.ref.kind), one.name, one.ref)))


def _entities(
    before: Sequence[Entity],
    after: Sequence[Entity],
    kind: Kind,
    ident: Callable[[Entity], str],
    compare: Callable[[Ref, Entity, Entity], Iterator[Change]],
) -> Iterator[Change]:
    old, new = {ident(one): one for one in before}, {ident(one): one for one in after}
    gone = {one.name: one for key, one in old.items() if key not in new}
    for key, one in new.items():
        ref = Ref(kind, key)
        if key in old:
            if old[key] != one:
                yield from compare(ref, old[key], one)
        elif one.name in gone:
            yield Change(ref=ref, name=one.name, how=How.CHANGED, verb="recreated")
            yield from compare(ref, gone.pop(one.name), one)
        else:
            state = one.state.value if isinstance(one, Container) else ""
            yield Change(ref=ref, name=one.name, how=How.ADDED, after=state)
    for name, one in gone.items():
        yield Change(ref=Ref(kind, ident(one)), name=name, how=How.REMOVED)


def _network(ref: Ref, old: Network, new: Network) -> Iterator[Change]:
    yield from changed(ref, new.name, _of_network(old), _of_network(new))


def _of_network(one: Network) -> Iterator[Fact]:
    yield Fact("name", one.name)
    yield Fact("driver", one.driver)
    yield Fact("bridge device", one.bridge)
    yield Fact("parent", one.parent)
    yield Fact("MTU", str(one.mtu_bytes or ""))
    yield from (
        Fact(word, "yes" if on else "no")
        for word, on in (
            ("internal", one.internal),
            ("attachable", one.attachable),
            ("IPv4", one.ipv4),
            ("IPv6", one.ipv6),
            ("containers may talk (icc)", one.icc),
            ("masquerading", one.masquerade),
        )
    )
    yield from (Fact("subnet", subnet.cidr, several=True) for subnet in one.subnets)
    yield from (Fact(f"gateway of {subnet.cidr}", subnet.gateway) for subnet in one.subnets)
    yield from (Fact(f"option {key}", value) for key, value in one.options)
    yield from (Fact(f"label {key}", value) for key, value in one.labels)


def _volume(ref: Ref, old: Volume, new: Volume) -> Iterator[Change]:
    yield from changed(ref, new.name, _of_volume(old), _of_volume(new))


def _of_volume(one: Volume) -> Iterator[Fact]:
    yield Fact("driver", one.driver)
    yield Fact("mountpoint", one.mountpoint)
    yield Fact("created", one.created)
    yield from (Fact(f"option {key}", value) for key, value in one.options)
    yield from (Fact(f"label {key}", value) for key, value in one.labels)


def _images(before: Sequence[Image], after: Sequence[Image]) -> Iterator[Change]:
    """By tag: an image that keeps its id but gets another tag is, to people, another image of that name."""
    old, new = ({tag: one.id for one in images for tag in one.tags} for images in (before, after))
    for tag in old.keys() | new.keys():
        if tag not in old:
            yield Change(ref=Ref(Kind.IMAGE, new[tag]), name=tag, how=How.ADDED)
        elif tag not in new:
            yield Change(ref=Ref(Kind.IMAGE, old[tag]), name=tag, how=How.REMOVED)
        elif old[tag] != new[tag]:
            yield Change(ref=Ref(Kind.IMAGE, new[tag]), name=tag, how=How.CHANGED, verb="built or pulled anew")
