"""An anonymous volume in use lacks the label by which a prune would find it later.

What it finds
    A volume that nobody named, in use, without the label `com.docker.volume.anonymous`, on an engine whose
    `docker volume prune` goes by that label (23 and newer).

Why it matters
    When its container is gone, `docker volume prune` leaves the volume for ever: it looks like one with a name.
    Engine 26 does not label what `--mount type=volume,dst=/path` without a source makes (compose's short
    `- /path` is that), and engines before 23 labelled none.

How it is decided
    By the volume's labels, and by the words with which the container asked for it.

What to do
    Give the volume a name, or remove the container with `docker rm -v`.

When it stays silent
    On engines before 23, whose prune asks for no label, for containers that run with `--rm`, and for volumes that
    a container asks for by name.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.storage_outcome import PRUNES_ANONYMOUS_ONLY, api_of
from inspector.analysis.wording import command
from inspector.model.answer import Fix
from inspector.model.command import Act, Command
from inspector.model.container import Container, State
from inspector.model.edit import SetMount
from inspector.model.finding import Severity
from inspector.model.storage import Mount, Volume
from inspector.parse.labels import ANONYMOUS
from inspector.rules.base import Rule, Told, container, inspected, unread, volume
from inspector.rules.stored import free_volume_name, mounted

_ALIVE = (State.RUNNING, State.PAUSED, State.RESTARTING)
_PRUNE = Command(text="docker volume prune", act=Act.VOLUME_PRUNE)


def check(case: Case) -> Iterator[Told]:
    if api_of(case.storage, _PRUNE) < PRUNES_ANONYMOUS_ONLY:
        return
    for one in case.snapshot.containers:
        for mount in one.mounts:
            known = case.storage.volume(mount.volume)
            owned = mount.anonymous and not mount.named and not mount.inherited_from and not one.auto_remove
            if owned and known and ANONYMOUS not in dict(known.labels):
                yield _finding(case, one, mount, known)
    yield from unread(RULE, case)


def _finding(case: Case, one: Container, mount: Mount, known: Volume) -> Told:
    name = free_volume_name(case, one, mount)
    return RULE.finding(
        case,
        [container(one), volume(known)],
        f"The anonymous volume of {one.name} at {mount.target} has no label: once {one.name} is removed, "
        "no `docker volume prune` takes it.",
        detail="This engine's prune goes by the label com.docker.volume.anonymous, not by the name.",
        cites=[mounted(one, mount), inspected(known, "/Labels", "no com.docker.volume.anonymous")],
        fixes=[
            Fix(
                f"remove {one.name} with its anonymous volumes, when the time comes",
                "; ".join(_removed(one)),
                cost="the data in them are gone",
            ),
            Fix(
                f"give the volume a name: --mount type=volume,src={name},dst={mount.target}",
                cost="a recreate, with an empty volume",
                edits=(SetMount(container=one.id, target=mount.target, source=name, writable=mount.writable),),
            ),
        ],
        key=[mount.target],
    )


def _removed(one: Container) -> Iterator[str]:
    """The engine removes nothing that runs."""
    if one.state in _ALIVE:
        yield command("docker", "stop", one.name)
    yield command("docker", "rm", "--volumes", one.name)


RULE = Rule("S402", "anonymous-without-label", Severity.NOTE, check)
