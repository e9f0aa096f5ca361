"""Compose handed an anonymous volume on to a new container, and no longer takes it away.

What it finds
    A compose container that has an anonymous volume by its 64-digit name, as compose does it when it recreates
    the container.

Why it matters
    From then on the volume counts as named for this container: `docker compose down -v`, `docker compose rm -v`
    and `docker rm -v` leave it, and the next `up` makes another one. The data are still there, and nothing leads
    to them.

How it is decided
    By HostConfig.Mounts, where compose writes the volume's name.

What to do
    Give the volume a name in the compose file. To begin afresh on purpose: `up --renew-anon-volumes`, and remove
    the old volume by name.

When it stays silent
    For anonymous volumes of a service's first container, which `down -v` does take, and outside of compose.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import command, few
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.finding import Severity
from inspector.model.storage import Mount, MountOrigin
from inspector.parse.mounts import NAMELESS
from inspector.rules.base import Rule, Told, container, unread
from inspector.rules.stored import mounted


def check(case: Case) -> Iterator[Told]:
    for one in case.snapshot.containers:
        carried = [mount for mount in one.mounts if _carried_over(mount)] if one.compose else []
        if carried:
            yield _finding(case, one, carried)
    yield from unread(RULE, case)


def _carried_over(mount: Mount) -> bool:
    return mount.named and mount.origin is MountOrigin.MOUNT and bool(NAMELESS.fullmatch(mount.volume))


def _finding(case: Case, one: Container, carried: list[Mount]) -> Told:
    places = [mount.target for mount in carried]
    volumes = [mount.volume for mount in carried]
    many = len(carried) > 1
    return RULE.finding(
        case,
        [container(one)],
        f"`docker compose down -v` will leave the anonymous volume{'s' * many} of {one.name} at {few(places)} behind.",
        detail="Compose handed it on from an older container by its name, so that it counts as a named one here.",
        cites=[mounted(one, mount) for mount in carried],
        fixes=[
            Fix("give it a name in the compose file: under `volumes` of the service and of the file"),
            Fix(
                "after the next `down`, remove what it left",
                command("docker", "volume", "rm", *volumes),
                cost="the data in it are gone",
            ),
        ],
        key=places,
    )


RULE = Rule("S403", "anonymous-carried-over", Severity.NOTE, check)
