"""The file system behind a container's data is nearly full.

What it finds
    A file system with less than five percent free, on which a volume or folder lies that containers write to.

Why it matters
    `no space left on device`: databases stop or lose their last writes, logs end. The engine itself stops working
    when it is the one of its own folder.

How it is decided
    By what the file systems of mounted paths say of their size and free room (statvfs).

What to do
    See what fills it (`du`, and `docker system df` where it is the engine's own), remove what nobody needs, or make
    it larger.

When it stays silent
    Where there is room, and for file systems on which containers only read.
"""

from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct

from inspector.analysis.case import Case
from inspector.analysis.storage_paths import within
from inspector.analysis.wording import amount, command, few
from inspector.model.answer import Citation, Fix, Source
from inspector.model.container import Container
from inspector.model.evidence import Gap
from inspector.model.files import PathFact
from inspector.model.finding import Severity
from inspector.model.ids import HOST, Ref
from inspector.model.storage import MountKind
from inspector.rules.base import Rule, Told, container, unread
from inspector.rules.stored import engine_folder, lacking, on_host

NEARLY = 0.05
FULL = 0.01


class Filled(Struct, frozen=True):
    """A file system by one of the paths on it, with the containers that write to it."""

    fact: PathFact
    place: str
    users: list[Container]


def check(case: Case) -> Iterator[Told]:
    lacks: dict[Gap, list[Ref]] = defaultdict(list)
    found: dict[str, Filled] = {}
    for one in case.snapshot.containers:
        for mount in one.mounts:
            if not mount.writable or mount.kind not in (MountKind.BIND, MountKind.VOLUME):
                continue
            fact = on_host(case, mount.source)
            if isinstance(fact, Gap):
                lacks[fact].append(container(one))
            elif fact.exists and fact.size_bytes and fact.free_bytes is not None:
                known = found.setdefault(fact.device, Filled(fact, _mount_point(case, fact), []))
                known.users.append(one)
    for filled in found.values():
        if _free(filled.fact) < NEARLY:
            yield _finding(case, filled)
    yield from lacking(RULE, case, lacks)
    yield from unread(RULE, case)


def _free(fact: PathFact) -> float:
    return (fact.free_bytes or 0) / (fact.size_bytes or 1)


def _mount_point(case: Case, fact: PathFact) -> str:
    """Where the file system is mounted on the host, the path itself where that was not read."""
    passed = case.storage.ground.host.over(fact.real or fact.path) if case.storage.ground.host else []
    return passed[-1].target if passed else fact.path


def _finding(case: Case, filled: Filled) -> Told:
    fact, names = filled.fact, sorted({one.name for one in filled.users})
    free, size = amount(fact.free_bytes or 0), amount(fact.size_bytes or 0)
    return RULE.finding(
        case,
        [HOST],
        f"The file system of {filled.place} has {free} free of {size}: {few(names)} will run out of room.",
        detail="Writes then fail with `no space left on device`.",
        cites=[Citation(Source.STAT, f"{fact.path} on the host", f"{free} free of {size}, device {fact.device}")],
        severity=Severity.ERROR if _free(fact) < FULL else Severity.WARNING,
        fixes=list(_fixes(case, filled)),
        key=[filled.place],
    )


def _fixes(case: Case, filled: Filled) -> Iterator[Fix]:
    if _has_the_engine(case, filled.fact):
        yield Fix("see what Docker itself keeps there, and could remove", "docker system df")
    yield Fix("see what fills it", command("du", "--one-file-system", "--max-depth=2", "-h", filled.place))


def _has_the_engine(case: Case, fact: PathFact) -> bool:
    """Whether the engine keeps its own things on that file system."""
    folder, host = engine_folder(case), case.storage.ground.host
    passed = host.over(folder) if host else []
    return passed[-1].device == fact.device if passed else within(fact.real or fact.path, folder)


RULE = Rule("S415", "file-system-nearly-full", Severity.ERROR, check)
