"""Every piece of data that containers mount, with everybody who has it: what the sharing picture is drawn from."""

from collections.abc import Iterable

from inspector.analysis.storage_index import Storage
from inspector.analysis.storage_view import Key, Piece
from inspector.model.backing import BackingKind, Place, PlaceKind, Relation, Sharer
from inspector.model.sharing import SharedPlace, Use

_DATA = (BackingKind.BIND, BackingKind.VOLUME, BackingKind.ANONYMOUS_VOLUME, BackingKind.TMPFS, BackingKind.IMAGE)


def shared_places(storage: Storage) -> tuple[SharedPlace, ...]:
    """All mounted data: first what somebody writes and most containers have.

    Who mounts the host's root has everything that is kept on it, and is told apart: see `overseers`.
    """
    found = []
    for key, held in storage.sharing.at.items():
        pieces = [piece for _, piece in held if piece.mount and piece.kind in _DATA]
        if pieces and (uses := _uses(storage, key, pieces[0])):
            found.append(_place(storage, pieces, uses))
    return tuple(sorted(found, key=_rank))


def overseers(storage: Storage) -> tuple[Use, ...]:
    """The containers that mount the root of the host: they have all data that is kept on it."""
    found = [
        Use(view.container.name, piece.target, view.container.id, piece.writable, view.container.state)
        for view in storage.views.values()
        for piece in view.pieces
        if _is_root(piece) and view.over(piece.target)[-1] is piece
    ]
    return tuple(sorted(found))


def _rank(one: SharedPlace) -> tuple[bool, int, str, Place]:
    return not any(use.writable for use in one.uses), -len(one.containers), one.name, one.place


def _place(storage: Storage, pieces: list[Piece], uses: tuple[Use, ...]) -> SharedPlace:
    first = next((piece for piece in pieces if piece.mount and piece.mount.volume), pieces[0])
    name = first.mount.volume if first.mount and first.mount.volume else ""
    volume = storage.volume(name)
    inside = first.mount.subpath if first.mount and name else ""
    return SharedPlace(
        name=f"{name}/{inside}" if inside else name or _called(first),
        kind=first.kind,
        place=first.place,
        project=volume.project if volume else "",
        uses=uses,
    )


def _called(piece: Piece) -> str:
    return piece.target if piece.place.kind is PlaceKind.MEMORY else piece.place.where


def _uses(storage: Storage, key: Key, piece: Piece) -> tuple[Use, ...]:
    """The same data, or a folder above it, once for each path at which a container sees it."""
    sharers: Iterable[Sharer] = storage.sharing.sharers(key)
    found = set()
    for one in sharers:
        source = storage.views[one.container].over(one.target)[-1]
        above = one.relation is Relation.ABOVE
        if one.relation is Relation.BELOW or (above and _is_root(source)):
            continue
        through = source.place.where if above else ""
        found.add(Use(one.container_name, one.path, one.container, one.writable, one.state, through))
    return tuple(sorted(found))


def _is_root(piece: Piece) -> bool:
    return piece.place.kind is PlaceKind.HOST_PATH and piece.place.where == "/" and piece.kind is BackingKind.BIND
