"""A container writes to a volume that belongs to another compose project.

What it finds
    A volume with the label of one compose project that a container of another project has read-write.

Why it matters
    `docker compose down -v` of the owner deletes every volume with its label, whoever has its data in there, as soon as
    the other's containers are gone too; until then it stays, without an error.

How it is decided
    By compose's labels on the volume and on the containers that mount it.

What to do
    Make the volume outside of both projects (`docker volume create`) and name it `external: true` in both, or let the
    other only read.

When it stays silent
    For volumes without a project's label, for those that others only read, and for containers of no project.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import few
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.edit import SetMount
from inspector.model.finding import Severity
from inspector.model.storage import Volume
from inspector.rules.base import Rule, Told, container, inspected, unread, volume
from inspector.rules.stored import mounted


def check(case: Case) -> Iterator[Told]:
    for one in case.snapshot.volumes:
        users = case.storage.users.get(one.name, ()) if one.project else ()
        guests = {user.id: user for user, _ in users if user.project not in ("", one.project) and _writes(user, one)}
        if guests:
            yield _finding(case, one, sorted(guests.values(), key=lambda user: (user.name, user.id)))
    yield from unread(RULE, case)


def _writes(user: Container, one: Volume) -> bool:
    return any(mount.writable for mount in user.mounts if mount.volume == one.name)


def _finding(case: Case, one: Volume, guests: list[Container]) -> Told:
    mounts = [(user, mount) for user in guests for mount in user.mounts if mount.volume == one.name and mount.writable]
    verb = "write" if len(guests) > 1 else "writes"
    return RULE.finding(
        case,
        [volume(one), *map(container, guests)],
        f"{few([user.name for user in guests])} {verb} to the volume {one.name}, which is the project {one.project}'s: "
        "its `down -v` deletes it.",
        detail="It is kept only while another container, running or stopped, has it.",
        cites=[
            inspected(one, "/Labels", f"com.docker.compose.project={one.project}"),
            *(mounted(user, mount) for user, mount in mounts),
        ],
        fixes=[
            Fix(
                "make a volume outside of both projects, and name it `external: true` in both",
                cost="a recreate of both",
            ),
            Fix(
                f"let {few([user.name for user in guests])} only read it (:ro)",
                cost="a recreate",
                edits=tuple(SetMount(container=user.id, target=mount.target, writable=False) for user, mount in mounts),
            ),
        ],
    )


RULE = Rule("S421", "volume-of-another-project", Severity.NOTE, check)
