"""Two containers write to the same data.

What it finds
    The files of one database in two running containers; and any volume or host folder that running containers of
    different compose projects have mounted read-write.

Why it matters
    Docker locks nothing. Two database servers on one folder destroy it; other programs overwrite each other unless
    they are made for it.

How it is decided
    By the place where the data really are: a volume, a path and a volume with a device may be the same folder.
    A database is known by the folder where it keeps its files.

What to do
    Give each its own volume, mount it `:ro` where it is only read, or stop the one too many.

When it stays silent
    But for databases: for containers of one compose project (its file says so) or of none, and for volumes that
    belong to one of the projects, which is another rule's. Always for sockets, devices and system folders, and where
    all but one do not run or have it read-only.
"""

from collections.abc import Iterator, Sequence

from inspector.analysis.case import Case
from inspector.analysis.databases import database_at
from inspector.analysis.storage_paths import within
from inspector.analysis.storage_view import Piece
from inspector.analysis.wording import command, few
from inspector.model.answer import Fix
from inspector.model.backing import BackingKind, PlaceKind
from inspector.model.container import Container
from inspector.model.edit import SetMount, StopContainer
from inspector.model.files import FileKind
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, unread
from inspector.rules.stored import mounted

_DATA = (BackingKind.BIND, BackingKind.VOLUME, BackingKind.ANONYMOUS_VOLUME)
_SYSTEM = ("/etc", "/proc", "/sys", "/dev", "/run", "/var/run", "/tmp", "/usr", "/lib", "/boot", "/var/log")  # noqa: S108 - compared with, never written

Writer = tuple[Container, Piece]


def check(case: Case) -> Iterator[Told]:
    for held in case.storage.sharing.at.values():
        if len(held) < 2:
            continue
        writers: dict[str, Writer] = {}
        for view, piece in held:
            if view.container.has_netns and piece.writable and piece.mount and _is_data(case, piece):
                writers.setdefault(view.container.id, (view.container, piece))
        found = sorted(writers.values(), key=lambda pair: (pair[0].name, pair[0].id))
        servers = [pair for pair in found if database_at(pair[0], pair[1].target)]
        if len(servers) > 1:
            yield _databases(case, servers)
        elif len({one.project for one, _ in found if one.project}) > 1 and not _owned(case, found[0][1]):
            yield _others(case, found)
    yield from unread(RULE, case)


def _is_data(case: Case, piece: Piece) -> bool:
    where = piece.place.where
    if piece.kind not in _DATA or piece.place.kind not in (PlaceKind.HOST_PATH, PlaceKind.REMOTE, PlaceKind.DEVICE):
        return False
    fact = case.storage.ground.facts.get(where)
    special = where.endswith(".sock") or (fact is not None and fact.kind not in (FileKind.DIRECTORY, FileKind.FILE))
    return not special and where != "/" and not any(within(where, top) for top in _SYSTEM)


def _owned(case: Case, piece: Piece) -> bool:
    known = case.storage.volume(piece.mount.volume) if piece.mount else None
    return known is not None and bool(known.project)


def _databases(case: Case, servers: Sequence[Writer]) -> Told:
    first, piece = servers[0]
    kind = database_at(first, piece.target)
    names = [one.name for one, _ in servers]
    stops = tuple(StopContainer(container=one.id) for one, _ in servers[1:])
    return RULE.finding(
        case,
        [container(one) for one, _ in servers],
        f"{few(names)} run on the same {kind} files ({_shown(piece)}): they destroy them.",
        detail="Only one server may have a database's folder open. Docker does not lock it.",
        cites=[mounted(one, at.mount) for one, at in servers if at.mount],
        fixes=[
            Fix(
                f"stop all but one at once: {few(names[1:])}",
                command("docker", "stop", *names[1:]),
                cost="they are down until each has a volume of its own",
                edits=stops,
            )
        ],
        key=[piece.target],
    )


def _others(case: Case, writers: Sequence[Writer]) -> Told:
    names = [one.name for one, _ in writers]
    piece = writers[0][1]
    return RULE.finding(
        case,
        [container(one) for one, _ in writers],
        f"{few(names)} all write to {_shown(piece)}.",
        detail="Docker locks nothing: it is up to the programs not to overwrite each other.",
        cites=[mounted(one, at.mount) for one, at in writers if at.mount],
        severity=Severity.NOTE,
        fixes=[
            Fix(
                f"mount it :ro in those that only read, such as {names[1]}",
                cost="a recreate",
                edits=tuple(SetMount(container=one.id, target=at.target, writable=False) for one, at in writers[1:]),
            )
        ],
        key=[at.target for _, at in writers],
    )


def _shown(piece: Piece) -> str:
    volume = piece.mount.volume if piece.mount else ""
    return f"the volume {volume[:20]}" if volume else piece.place.where


RULE = Rule("S412", "two-writers", Severity.ERROR, check)
