"""The mounts of one container as a list that shows how they nest, with who shares each."""

from collections.abc import Iterable

from msgspec import Struct

from inspector.analysis.storage_index import Storage
from inspector.model.backing import BackingKind, Place, Sharer
from inspector.model.container import Container
from inspector.model.storage import Mount

_NO_DATA = (BackingKind.KERNEL, BackingKind.ENGINE_FILE, BackingKind.OTHER)


class Branch(Struct, frozen=True, kw_only=True):
    """One mounted place that can be seen. depth: how many mounts of data it lies in. mount: None for what is usual."""

    target: str
    kind: BackingKind
    place: Place
    depth: int
    writable: bool
    mount: Mount | None = None
    shared_with: tuple[Sharer, ...] = ()


class MountList(Struct, frozen=True, kw_only=True):
    """All of one container, by target. observed: as the kernel has it, not as inspect tells it."""

    container: str
    name: str
    state: str
    observed: bool
    branches: tuple[Branch, ...] = ()


def mount_lists(storage: Storage, containers: Iterable[Container]) -> tuple[MountList, ...]:
    """The mount tree of each container: its layer, its mounts, its memories; nothing of the kernel's own."""
    return tuple(_list(storage, container) for container in containers)


def _list(storage: Storage, container: Container) -> MountList:
    view = storage.views[container.id]
    branches = []
    for piece in sorted(view.pieces, key=lambda one: one.target):
        stack = view.over(piece.target)
        usual = piece.mount is None and piece.kind is BackingKind.TMPFS
        if piece.kind in _NO_DATA or usual or stack[-1] is not piece:
            continue
        layer = piece.kind is BackingKind.LAYER
        branches.append(
            Branch(
                target=piece.target,
                kind=piece.kind,
                place=piece.place,
                depth=sum(one.target != "/" and one.kind not in _NO_DATA for one in stack[:-1]),
                writable=piece.writable,
                mount=piece.mount,
                shared_with=() if layer else storage.sharing.sharers(piece.key, own=(container.id, piece.target)),
            )
        )
    return MountList(
        container=container.id,
        name=container.name,
        state=container.state.value,
        observed=view.observed,
        branches=tuple(branches),
    )
