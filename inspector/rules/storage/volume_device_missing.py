"""A volume points to a folder or device that is not there.

What it finds
    A volume of the local driver with a `device` option that names a path of the host where nothing stands.

Why it matters
    The volume can be made, listed and inspected, but no container starts with it: `failed to mount local volume ...
    no such file or directory`.

How it is decided
    By the volume's options and what stands at that path on the host.

What to do
    Make the folder, or mount the disk that has it. A volume whose path was wrong must be removed and made anew: an
    option cannot be changed.

When it stays silent
    For devices that exist, for network file systems and for volumes in memory.
"""

from collections import defaultdict
from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import command, few
from inspector.model.answer import Fix
from inspector.model.container import State
from inspector.model.edit import RemoveVolume
from inspector.model.evidence import Gap
from inspector.model.files import FileKind, PathFact
from inspector.model.finding import Severity
from inspector.model.ids import Ref
from inspector.model.storage import Volume
from inspector.rules.base import Rule, Told, container, inspected, unread, volume
from inspector.rules.stored import lacking, on_host, stood


def check(case: Case) -> Iterator[Told]:
    lacks: dict[Gap, list[Ref]] = defaultdict(list)
    for one in case.snapshot.volumes:
        device = dict(one.options).get("device", "")
        if one.driver not in ("", "local") or not device.startswith("/") or device.startswith("//"):
            continue
        fact = on_host(case, device)
        if isinstance(fact, Gap):
            lacks[fact].append(volume(one))
        elif fact.kind is FileKind.MISSING:
            yield _finding(case, one, fact)
    yield from lacking(RULE, case, lacks)
    yield from unread(RULE, case)


def _finding(case: Case, one: Volume, fact: PathFact) -> Told:
    users = {user.id: user for user, _ in case.storage.users.get(one.name, ())}
    waiting = sorted(user.name for user in users.values() if user.state is not State.RUNNING)
    names = few(sorted(user.name for user in users.values())) or "a container"
    return RULE.finding(
        case,
        [volume(one), *(container(user) for user in users.values())],
        f"The volume {one.name} is {fact.path} of the host, where nothing stands: {names} cannot start with it.",
        cites=[inspected(one, "/Options", f"device={fact.path}"), stood(fact)],
        severity=Severity.ERROR if waiting else Severity.WARNING,
        fixes=list(_fixes(one, fact, waiting)),
    )


def _fixes(one: Volume, fact: PathFact, waiting: list[str]) -> Iterator[Fix]:
    steps = [command("mkdir", "-p", fact.path), *([command("docker", "start", *waiting)] if waiting else [])]
    if fact.path.startswith("/dev/"):
        yield Fix(f"bring the device {fact.path} back", command("lsblk", "--fs"))
    else:
        yield Fix(f"make {fact.path}, or mount the disk that has it", "; ".join(steps))
    if not waiting:
        yield Fix(
            "remove the volume where its path is wrong, and make it anew",
            command("docker", "volume", "rm", one.name),
            cost="its containers must be removed before",
            edits=(RemoveVolume(volume=one.name),),
        )


RULE = Rule("S419", "volume-device-missing", Severity.ERROR, check)
