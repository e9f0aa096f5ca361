"""A database keeps its files in an anonymous volume, which a new container does not get.

What it finds
    A container whose database folder (an image's VOLUME that nobody named) lies in an anonymous volume.

Why it matters
    The next `docker run`, or `docker compose down` and `up`, begins with an empty database. The old data stay in a
    volume of 64 hexadecimal digits that nothing leads to, until a prune takes them.

How it is decided
    By how the container asked for the volume; the database by the folder where it keeps its files.

What to do
    Copy the data into a volume with a name, then recreate the container with it.

When it stays silent
    For volumes with a name, for binds, for containers that run with `--rm`, and for folders of no known database.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.databases import database_at
from inspector.analysis.wording import command
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.edit import SetMount
from inspector.model.finding import Severity
from inspector.model.ids import Kind, Ref
from inspector.model.storage import Mount
from inspector.rules.base import Rule, Told, container, unread
from inspector.rules.stored import copied, free_volume_name, mounted


def check(case: Case) -> Iterator[Told]:
    for one in case.snapshot.containers:
        for mount in one.mounts:
            lost = mount.anonymous and not mount.named and not mount.inherited_from and not one.auto_remove
            if lost and (kind := database_at(one, mount.target)):
                yield _finding(case, one, mount, kind)
    yield from unread(RULE, case)


def _finding(case: Case, one: Container, mount: Mount, kind: str) -> Told:
    name = free_volume_name(case, one, mount)
    how = "`docker compose down` and `up`" if one.compose else f"a new {one.name}"
    return RULE.finding(
        case,
        [container(one), Ref(Kind.VOLUME, mount.volume)],
        f"{one.name} keeps {kind} data ({mount.target}) in an anonymous volume: {how} begins with an empty one.",
        detail=f"The data then stay in {mount.volume[:12]}, which nothing leads to and a prune deletes.",
        cites=[mounted(one, mount)],
        fixes=[
            Fix(
                f"copy them into a volume with a name, then recreate {one.name} with -v {name}:{mount.target}",
                "; ".join((command("docker", "stop", one.name), copied(one, mount.volume, name))),
                cost="downtime, a recreate, and the room for a copy",
                edits=(SetMount(container=one.id, target=mount.target, source=name, writable=mount.writable),),
            )
        ],
        key=[mount.target],
    )


RULE = Rule("S404", "database-in-anonymous-volume", Severity.WARNING, check)
