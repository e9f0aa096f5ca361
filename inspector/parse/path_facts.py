"""Facts of paths, as `Evidence.paths` has them, into the model."""

import re
from collections.abc import Iterable, Mapping
from functools import partial

from msgspec.structs import replace

from inspector.model.evidence import Gap, Json, Why
from inspector.model.files import ContainerFiles, FileKind, MountEntry, PathFact
from inspector.parse.mountinfo import mountinfo
from inspector.parse.process_user import process_user
from inspector.parse.reading import Cursor, text
from inspector.parse.remembered import Remembered

HOST = "host"
_MODE = re.compile(r"[0-7]{1,5}", re.A)
_UINT64 = 1 << 64

Files = tuple[tuple[MountEntry, ...] | None, tuple[PathFact, ...], tuple[ContainerFiles, ...], tuple[Gap, ...]]


def files(mounts: Mapping[str, Json], paths: Mapping[str, Json], known: Remembered | None = None) -> Files:
    """The engine's own mounts, facts of the host's paths by path, what was read in containers by id; and Gaps.

    known: what was read of them the last time.
    """
    known = known or Remembered()
    gaps: list[Gap] = []
    mounted = {text(owner): Cursor(mounts[owner], f"mounts/{text(owner)}", gaps) for owner in sorted(mounts, key=str)}
    entries = {owner: known.read(place, partial(_mounted, owner)) for owner, place in mounted.items()}
    told = {text(owner): paths[owner] for owner in sorted(paths, key=str)}
    host = known.read(Cursor(told.get(HOST), f"paths/{HOST}", gaps), lambda at: _facts(at.items()))
    owners = sorted((entries.keys() | told.keys()) - {HOST})
    places = [Cursor(told.get(owner), f"paths/{owner}", gaps) for owner in owners]
    read = [
        replace(known.read(place, partial(_inside, owner)), mounts=entries.get(owner))
        for owner, place in zip(owners, places, strict=True)
    ]
    return entries.get(HOST), host, tuple(read), tuple(sorted(set(gaps)))


def _mounted(owner: str, at: Cursor) -> tuple[MountEntry, ...] | None:
    found, gaps = mountinfo(at.value, f"mounts/{owner}")
    at.gaps.extend(gaps)
    return found


def _inside(owner: str, at: Cursor) -> ContainerFiles:
    return ContainerFiles(owner=owner, facts=_facts(at.items("facts")), links=at.pairs("links"), user=process_user(at))


def _facts(told: Iterable[tuple[str, Cursor]]) -> tuple[PathFact, ...]:
    return tuple(sorted((path_fact(path, at) for path, at in told), key=lambda fact: fact.path))


def path_fact(path: str, at: Cursor) -> PathFact:
    """One fact. A kind that is not known is unreadable, with a Gap."""
    word = at.text("type")
    kind = FileKind(word) if word in FileKind._value2member_map_ else FileKind.UNREADABLE
    if word != kind:
        at.malformed("a kind of file", ("type",), word)
    if kind is FileKind.MISSING:
        return PathFact(path=path, kind=kind)
    if kind is FileKind.UNREADABLE:
        why = at.text("why")
        return PathFact(path=path, kind=kind, why=Why(why) if why in Why._value2member_map_ else Why.MALFORMED)
    return PathFact(
        path=path,
        kind=kind,
        real=at.text("real"),
        device=at.text("dev"),
        inode=_unsigned(at.at("ino")),
        links=_unsigned(at.at("nlink")),
        uid=_owner(at.at("uid")),
        gid=_owner(at.at("gid")),
        mode=_mode(at),
        empty=None if at.at("empty").value is None else at.flag("empty"),
        modified=at.text("mtime"),
        mount=_unsigned(at.at("mnt_id")),
        free_bytes=_measured(at.at("free")),
        size_bytes=_measured(at.at("size")),
        acl=at.flag("acl"),
    )


def _mode(at: Cursor) -> int:
    word = at.text("mode")
    if word and not _MODE.fullmatch(word):
        at.malformed("an octal number", ("mode",), word)
        return 0
    return int(word or "0", 8)


def _unsigned(at: Cursor) -> int:
    """A number of 64 bits without sign: inode numbers of some file systems use all of them."""
    value = at.value
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _UINT64:
        return value
    return max(at.integer(), 0)


def _owner(at: Cursor) -> int:
    return -1 if at.value is None else at.integer()


def _measured(at: Cursor) -> int | None:
    return None if at.value is None else _unsigned(at)
