"""Files, mounts and volumes as rules ask for them, and what a rule says when they were not read."""

from collections.abc import Iterator, Mapping, Sequence

from inspector.analysis.case import Case
from inspector.analysis.storage_paths import clean, within
from inspector.analysis.wording import command
from inspector.model.answer import Citation, Source
from inspector.model.container import Container
from inspector.model.evidence import Gap, Why
from inspector.model.files import FileKind, PathFact
from inspector.model.finding import Undecided
from inspector.model.ids import Ref
from inspector.model.snapshot import Origin
from inspector.model.storage import Mount, Volume
from inspector.rules.base import Rule, inspected

REMEDY = "read the host as root: `inspector snapshot` there"
NOT_READ = Gap("what stands at mounted paths of the host", "files of the host", Why.NOT_READ, REMEDY)
MOUNTS_NOT_READ = Gap("the mounts of the host", "/proc/PID/mountinfo", Why.NOT_READ, REMEDY)


def on_host(case: Case, path: str) -> PathFact | Gap:
    """What stands at a path of the host, or why that is not known."""
    fact = case.storage.ground.facts.get(path)
    if fact is None:
        return NOT_READ
    if fact.kind is FileKind.UNREADABLE:
        return Gap(NOT_READ.what, NOT_READ.where, fact.why or Why.NOT_READ, REMEDY)
    return fact


def lacking(rule: Rule, case: Case, lacks: Mapping[Gap, Sequence[Ref]]) -> Iterator[Undecided]:
    """What a rule could not decide, one for each reason.

    Paths and files that an edit brings in are on no host: of those nothing is lacking.
    """
    read = bool(case.snapshot.host_paths or case.snapshot.container_files)
    if case.snapshot.origin is Origin.EDITED and read:
        return
    for gap, subjects in lacks.items():
        yield rule.undecided(case, list(dict.fromkeys(subjects)), gap)


def of_root(case: Case, one: Container, fact: PathFact) -> bool:
    """Whether it is root's, or that of the user whom the engine has in its place for this container (userns-remap)."""
    remap = case.storage.remap(one)
    return fact.uid == 0 or (remap is not None and remap.known and fact.uid == remap.uid)


def stood(fact: PathFact, where: str = "on the host") -> Citation:
    """A fact of stat as a citation."""
    if not fact.exists:
        return Citation(Source.STAT, f"{fact.path} {where}", "nothing is there")
    inside = {True: ", empty", False: ", not empty", None: ""}[fact.empty]
    text = f"{fact.kind.value} inode {fact.inode}, {fact.uid}:{fact.gid} mode {fact.mode:o}{inside}"
    return Citation(Source.STAT, f"{fact.path} {where}", f"{text}, modified {fact.modified}" if inside else text)


def mounted(one: Container, mount: Mount) -> Citation:
    """A mount of a container as a citation."""
    what = mount.volume or mount.source
    words = f"{mount.kind.value} {what} at {mount.target}, {'rw' if mount.writable else 'ro'}"
    return inspected(one, f"/Mounts {mount.target}", words)


def free_volume_name(case: Case, one: Container, mount: Mount) -> str:
    """A name that no volume has, for the data of a container at a target, such as `db-data`."""
    wanted = f"{one.name}-{mount.target.rpartition('/')[2] or 'data'}"
    wanted = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "-" for letter in wanted)
    taken = case.storage.ground.volumes
    return next(
        name for name in (wanted, *(f"{wanted}{number}" for number in range(2, len(taken) + 3))) if name not in taken
    )


def copied(one: Container, source: str, to: str) -> str:
    """The command that copies one volume into another, with owners and modes, by the container's own image."""
    mounts = ("--volume", f"{source}:/from:ro", "--volume", f"{to}:/to")
    return command(
        "docker", "run", "--rm", "--user", "0", "--entrypoint", "cp", *mounts, one.image, "-a", "/from/.", "/to"
    )


def engine_folder(case: Case) -> str:
    """Where the engine keeps its things (DockerRootDir)."""
    return clean(case.snapshot.engine.root_dir or "/var/lib/docker")


def volume_of_path(case: Case, path: str) -> Volume | None:
    """The volume whose folder this path of the host is, or lies in."""
    top = f"{engine_folder(case)}/volumes/"
    name, _, rest = path.removeprefix(top).partition("/") if path.startswith(top) else ("", "", "")
    return case.storage.volume(name) if name and within(f"/{rest}", "/_data") else None
