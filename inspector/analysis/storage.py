"""What is behind a path of a container: the mount, the data's place, who shares it, who may write, what survives."""

from inspector.analysis import storage_words as words
from inspector.analysis.foretold import foretold
from inspector.analysis.storage_index import Storage, spreads
from inspector.analysis.storage_mounts import elsewhere
from inspector.analysis.storage_paths import TooManyLinks, below, clean, follow, join, parents
from inspector.analysis.storage_rights import Right, called, may_pass, right, user_of
from inspector.analysis.storage_view import Key, Piece, deleted
from inspector.analysis.survival import survivals
from inspector.errors import UsageError
from inspector.model.backing import Answer3, Backing, BackingKind, PathQuery, Place, PlaceKind
from inspector.model.container import Container
from inspector.model.files import FileKind, MountEntry, PathFact, ProcessUser

__all__ = ["Storage", "back"]


def back(storage: Storage, query: PathQuery) -> Backing:
    """Answer one PathQuery, with every fact that the answer rests on.

    Raises UsageError for a path that is not absolute. Without the host's facts the answer follows from inspect data,
    and is marked as assumed: symbolic links of the image are not known then.
    """
    container = storage.containers[query.container.id]
    if not query.path.startswith("/") or "\0" in query.path:
        raise UsageError(f"The path {query.path!r} is not absolute", remedy="Say it from the root, such as /data.")
    asked = clean(query.path)
    seen = storage.views[container.id]
    try:
        path, certain = resolved(storage, container, asked)
    except TooManyLinks:
        return words.loop(query, asked)
    stack = seen.over(path)
    piece = stack[-1]
    rest = below(path, piece.target)
    key = (piece.key[0], join(piece.key[1], rest))
    place = _place(storage, container, piece, rest, key)
    told = may_write(storage, container, piece, asked, place)
    shared = () if _private(piece) else storage.sharing.sharers(key, own=(container.id, path))
    found = words.answer(
        words.Found(
            storage=storage,
            query=query,
            container=container,
            asked=asked,
            path=path,
            piece=piece,
            stack=tuple(one.target for one in stack),
            place=place,
            right=told,
            shared=shared,
            survives=survivals(storage, container, piece),
            observed=seen.observed,
            certain=certain,
            fact=storage.fact(container, asked),
        )
    )
    return foretold(found, storage.snapshot)


def resolved(storage: Storage, container: Container, path: str) -> tuple[str, bool]:
    """The path with links followed as far as they were read, and whether that is the whole truth.

    Raises TooManyLinks.
    """
    files = storage.files.get(container.id)
    if files is None:
        return path, False
    fact = storage.fact(container, path)
    if fact and fact.real:
        return fact.real, True
    stands = _stands(storage, container, path) if fact and fact.kind is FileKind.MISSING else None
    if stands and stands.real:
        found = join(stands.real, below(path, stands.path))
        followed = follow(found, dict(files.links))
        return followed, followed == found
    return follow(path, dict(files.links)), False


def _stands(storage: Storage, container: Container, path: str) -> PathFact | None:
    """The fact of the nearest folder above a missing path that is there, or of the file that stands in the way."""
    facts = (storage.fact(container, folder) for folder in parents(path)[1:])
    return next((fact for fact in facts if fact and fact.kind is not FileKind.MISSING), None)


def may_write(storage: Storage, container: Container, piece: Piece, asked: str, place: Place) -> Right:
    """Whether the container's own user may write there."""
    if not piece.writable:
        if piece.entry is None and piece.mount and asked != piece.target and spreads(piece.mount):
            arrives = f"what the host mounts below it arrives as it is there ({piece.mount.propagation})"
            return Right(Answer3.UNKNOWN, f"{piece.target} is mounted read-only, but {arrives}", assumed=True)
        layer = piece.kind is BackingKind.LAYER
        why = "the root file system is read-only (--read-only)" if layer else f"{piece.target} is mounted read-only"
        return Right(Answer3.NO, why, assumed=piece.entry is None)
    if piece.kind is BackingKind.KERNEL:
        return Right(Answer3.UNKNOWN, "the kernel decides file by file", assumed=False)
    if piece.place.kind in (PlaceKind.REMOTE, PlaceKind.PLUGIN):
        return Right(Answer3.UNKNOWN, "the server or plugin behind it decides", assumed=False)
    if (entry := piece.entry or _host_entry(storage, place)) and (decides := elsewhere(entry)):
        return Right(Answer3.UNKNOWN, f"{decides} decides", assumed=False)
    files = storage.files.get(container.id)
    fact = _fact(storage, container, piece, asked, place)
    # What nobody else has is owned by the container's own numbers, whichever they are on the host.
    remap = None if fact is None and _own(piece) else storage.remap(container)
    image = storage.images.get(container.image_id)
    user, assumed = user_of(container, image, files.user if files else None, remap)
    told = called(container, image) + (" on the host" if remap and not remap.known else "")
    if blocked := _blocked(storage, container, user, asked, assumed):
        return blocked
    if fact is None and piece.mount is None and asked == piece.target and piece.kind is BackingKind.TMPFS:
        return Right(Answer3.YES, f"{piece.target} is made with mode 1777: everybody may write", assumed=True)
    above = _stands(storage, container, asked) if fact and fact.kind is FileKind.MISSING else None
    if above and above.kind is FileKind.DIRECTORY:
        found = right(user, told, above, assumed=assumed)
        return Right(found.answer, f"nothing is there yet; in {above.path} {found.why}", found.assumed)
    if above and above.exists:
        return Right(Answer3.NO, f"{above.path} is no folder: nothing can be made below it")
    return right(user, told, fact, assumed=assumed)


def _host_entry(storage: Storage, place: Place) -> MountEntry | None:
    """The host's mount that a folder of it is on, of a container whose own mounts were not read."""
    host = storage.ground.host
    return host.over(place.where)[-1] if host and place.kind is PlaceKind.HOST_PATH else None


def _fact(storage: Storage, container: Container, piece: Piece, asked: str, place: Place) -> PathFact | None:
    """What stat said of the data: in the container, otherwise on the host."""
    fact = storage.fact(container, asked)
    if fact is None and place.kind is PlaceKind.HOST_PATH:
        fact = storage.ground.facts.get(place.where)
    if fact is None and place == piece.place and piece.mount:
        fact = storage.ground.facts.get(piece.mount.source)
    return fact


def _blocked(
    storage: Storage, container: Container, user: ProcessUser | None, asked: str, assumed: bool
) -> Right | None:
    """A folder on the way, of those that were looked at, that the user may not pass."""
    for folder in reversed(parents(asked)[1:]):
        fact = storage.fact(container, folder)
        if user and fact and fact.exists and (told := may_pass(user, fact, assumed=assumed)) is not None:
            return told
    return None


def _place(storage: Storage, container: Container, piece: Piece, rest: str, key: Key) -> Place:
    """The data's place: where the host shows this very data now. A volume's own folder does where its device is
    covered (`o=bind` takes nothing along); nothing may, where the host mounted over a folder that a container has."""
    if not _has_paths(piece):
        return piece.place
    place = Place(piece.place.kind, join(piece.place.where, rest))
    host, mount = storage.ground.host, piece.mount
    if not host or place.kind is not PlaceKind.HOST_PATH or deleted(piece.entry) or storage.ground.key(place) == key:
        return place
    if mount and mount.volume and mount.source.startswith("/"):
        folder = Place(PlaceKind.HOST_PATH, join(clean(mount.source), rest))
        if storage.ground.key(folder) == key:
            return folder
    if piece.entry is None:
        return place
    shown = host.showing(piece.entry.device, key[1])
    return (
        Place(PlaceKind.HOST_PATH, shown)
        if shown
        else Place(PlaceKind.UNKNOWN, f"{container.id}:{join(piece.target, rest)}")
    )


def _has_paths(piece: Piece) -> bool:
    """Whether the place is a folder tree whose paths people know; a memory or a layer has only its owner."""
    return piece.place.kind in (PlaceKind.HOST_PATH, PlaceKind.REMOTE, PlaceKind.DEVICE)


def _own(piece: Piece) -> bool:
    """Whether the engine made it for this container alone."""
    return piece.kind in (BackingKind.LAYER, BackingKind.ENGINE_FILE, BackingKind.TMPFS)


def _private(piece: Piece) -> bool:
    return piece.kind in (BackingKind.LAYER, BackingKind.KERNEL, BackingKind.ENGINE_FILE)
