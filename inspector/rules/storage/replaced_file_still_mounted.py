"""A file was replaced on the host, and the container still has the old one.

What it finds
    A single file that is bind-mounted into a running container, where the host has another file of that name now.

Why it matters
    A file mount follows the file, not its name. Editors, `sed -i`, git and configuration tools write a new file and
    rename it over the old one: the container never sees the edit, and what it writes nobody else reads.

How it is decided
    By device and inode of the file, on the host and in the container.

What to do
    Restart the container: it opens the file of that name anew. To have no part in it again, mount the folder
    instead of the file.

When it stays silent
    For files that are the same on both sides, for folders, and for containers that do not run.
"""

from collections import defaultdict
from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.storage_index import replaced
from inspector.analysis.storage_view import Piece
from inspector.analysis.wording import command
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.edit import RestartContainer
from inspector.model.evidence import Gap
from inspector.model.files import FileKind, PathFact
from inspector.model.finding import Severity
from inspector.model.ids import Ref
from inspector.model.storage import Mount, MountKind
from inspector.rules.base import Rule, Told, container, unread
from inspector.rules.stored import NOT_READ, lacking, mounted, on_host, stood


def check(case: Case) -> Iterator[Told]:
    lacks: dict[Gap, list[Ref]] = defaultdict(list)
    for one in case.snapshot.containers:
        if not one.has_netns:
            continue
        pieces = {piece.mount.target: piece for piece in case.storage.views[one.id].pieces if piece.mount}
        for mount in one.mounts:
            piece = pieces.get(mount.target)
            if mount.kind is not MountKind.BIND or piece is None:
                continue
            if gap := _unknown(case, one, mount):
                lacks[gap].append(container(one))
            elif facts := replaced(case.storage, one, piece):
                yield _finding(case, one, piece, *facts)
    yield from lacking(RULE, case, lacks)
    yield from unread(RULE, case)


def _unknown(case: Case, one: Container, mount: Mount) -> Gap | None:
    """What was not read of a mount that may be a file."""
    fact = on_host(case, mount.source)
    if isinstance(fact, Gap):
        return fact
    looked_inside = case.storage.fact(one, mount.target) is not None
    return None if looked_inside or fact.kind is FileKind.DIRECTORY else NOT_READ


def _finding(case: Case, one: Container, piece: Piece, host: PathFact, inside: PathFact) -> Told:
    mount = piece.mount
    assert mount
    what = "was replaced" if host.exists else "was removed"
    numbers = f" (inode {host.inode} there, {inside.inode} here)" if host.inode else ""
    fixes = [Fix("mount the folder around it instead of the single file", cost="a recreate")]
    if host.exists:
        restart = Fix(
            f"restart {one.name}, so that it opens the file of now",
            command("docker", "restart", one.name),
            cost="a restart",
            edits=(RestartContainer(container=one.id),),
        )
        fixes.insert(0, restart)
    else:
        rescue = command("docker", "cp", f"{one.name}:{mount.target}", mount.source)
        restart_too = command("docker", "restart", one.name)
        fixes.insert(0, Fix("copy what the container still sees back", f"{rescue}; {restart_too}", cost="a restart"))
    return RULE.finding(
        case,
        [container(one)],
        f"{mount.source} {what} on the host since {one.name} started: at {mount.target} it still has the old "
        f"file{numbers}.",
        detail="A mount of a single file follows the file, not its name.",
        cites=[mounted(one, mount), stood(host), stood(inside, f"in {one.name}")],
        fixes=fixes,
        key=[mount.target],
    )


RULE = Rule("S410", "replaced-file-still-mounted", Severity.WARNING, check)
