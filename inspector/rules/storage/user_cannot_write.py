"""A container's user may not write where its data are mounted.

What it finds
    A volume or folder that is mounted read-write, into which the user that the container runs as may not write,
    by owner and mode.

Why it matters
    `permission denied`, or a program that ends at once. Docker does not change the owner of what is mounted: a
    bind has the host's numbers, and a new volume is root's unless the image has that folder with another owner.

How it is decided
    By the rights of the container's first process and the owner, group and mode of the mount, as the kernel tells
    them; for a container that failed and does not run, by the user of its settings or its image.

What to do
    Give the folder to that user's number on the host, or run the container as its owner. With `userns-remap` the
    number on the host is another than in the container.

When it stays silent
    For read-only mounts, single files, places where configuration lies, containers that never ran or ended well,
    and where a server, a plugin or an access control list decides. Where another container may write, the mount
    is most likely meant to be read only: a note.
"""

from collections import defaultdict
from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.storage import may_write
from inspector.analysis.storage_remap import inside
from inspector.analysis.storage_rights import Right, user_of
from inspector.analysis.storage_view import Piece
from inspector.analysis.wording import command
from inspector.model.answer import Citation, Fix, Source
from inspector.model.backing import Answer3, BackingKind, PlaceKind
from inspector.model.container import Container, State
from inspector.model.edit import SetMount, SetUser
from inspector.model.evidence import Gap
from inspector.model.files import FileKind, PathFact
from inspector.model.finding import Certainty, Severity
from inspector.model.ids import Ref
from inspector.model.storage import Mount
from inspector.rules.base import Rule, Told, container, unread
from inspector.rules.stored import NOT_READ, lacking, mounted, on_host, stood

_SETTINGS = ("/etc", "/usr", "/opt/conf", "/run/secrets", "/docker-entrypoint-initdb.d", "/proc", "/sys", "/dev")
_SETTINGS_NAMES = (
    "conf",
    "config",
    "configs",
    "conf.d",
    "certs",
    "ssl",
    "tls",
    "secrets",
    "templates",
    "html",
    "static",
)
_DATA = (BackingKind.BIND, BackingKind.VOLUME, BackingKind.ANONYMOUS_VOLUME)
_ALIVE = (State.RUNNING, State.PAUSED, State.RESTARTING)


def check(case: Case) -> Iterator[Told]:
    lacks: dict[Gap, list[Ref]] = defaultdict(list)
    for one in case.snapshot.containers:
        failed = one.state is State.EXITED and one.exit_code != 0
        if one.state not in _ALIVE and not failed:
            continue
        for piece in case.storage.views[one.id].pieces:
            mount = piece.mount
            if mount is None or mount.target != piece.target or not _holds_data(piece):
                continue
            told = may_write(case.storage, one, piece, piece.target, piece.place)
            fact = on_host(case, mount.source)
            if told.answer is Answer3.NO and not isinstance(fact, Gap) and fact.kind is FileKind.DIRECTORY:
                yield _finding(case, one, piece, told, fact)
            elif told.answer is Answer3.UNKNOWN and isinstance(fact, Gap):
                lacks[NOT_READ].append(container(one))
    yield from lacking(RULE, case, lacks)
    yield from unread(RULE, case)


def _holds_data(piece: Piece) -> bool:
    target = piece.target
    settings = target.rpartition("/")[2] in _SETTINGS_NAMES or f"{target}/".startswith(
        tuple(f"{top}/" for top in _SETTINGS)
    )
    return piece.kind in _DATA and piece.place.kind is PlaceKind.HOST_PATH and piece.writable and not settings


def _finding(case: Case, one: Container, piece: Piece, told: Right, fact: PathFact) -> Told:
    mount = piece.mount
    assert mount
    sharers = case.storage.sharing.sharers(piece.key, own=(one.id, piece.target))
    reads = any(other.writable and other.container != one.id for other in sharers)
    what = f"the volume {mount.volume[:20]}" if mount.volume else mount.source
    ended = f" It ended with {one.exit_code}." if one.state is State.EXITED else ""
    who = (Citation(Source.PROCESS, f"user of {one.name}", told.why),)
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} may not write to {mount.target} ({what}): {told.why}.",
        detail=f"Docker does not change the owner of what is mounted.{ended}",
        cites=[mounted(one, mount), stood(fact), *who],
        severity=Severity.NOTE if reads else Severity.WARNING,
        certainty=Certainty.ASSUMED if told.assumed else None,
        fixes=list(_fixes(case, one, piece, mount, fact)),
        key=[mount.target],
    )


def _fixes(case: Case, one: Container, piece: Piece, mount: Mount, fact: PathFact) -> Iterator[Fix]:
    files, image = case.storage.files.get(one.id), case.storage.images.get(one.image_id)
    user, _ = user_of(one, image, files.user if files else None, case.storage.remap(one))
    if user:
        owner = f"{user.uid}:{user.gid}" if user.gid >= 0 else str(user.uid)
        yield Fix(
            f"give the folder to {owner}, whom {one.name} runs as",
            command("chown", "--recursive", owner, piece.place.where),
            cost="who owned the files before may lose access",
        )
    uid, gid = (inside(fact.uid, user.uid_map), inside(fact.gid, user.gid_map)) if user else (None, None)
    if uid and gid is not None:
        yield Fix(
            f"run it as the owner: --user {uid}:{gid}",
            cost="a recreate; its other files must be that user's too",
            edits=(SetUser(container=one.id, user=f"{uid}:{gid}"),),
        )
    yield Fix(
        f"mount it read-only where {one.name} only reads: {mount.target}:ro",
        cost="a recreate",
        edits=(SetMount(container=one.id, target=mount.target, writable=False),),
    )


RULE = Rule("S411", "user-cannot-write", Severity.WARNING, check)
