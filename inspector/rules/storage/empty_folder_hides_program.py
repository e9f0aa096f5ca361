"""An empty folder of the host is mounted over the folder where the image has its program.

What it finds
    A bind mount of an empty host folder at, or above, the image's WORKDIR or the program that the container
    starts.

Why it matters
    A bind hides what the image has there; unlike a volume it is not filled from the image. The container starts
    without its program: `exec: no such file or directory`, `Cannot find module`, or an empty site.

How it is decided
    By what stands at the mount's source on the host, and by the image's WORKDIR, entrypoint and command.

What to do
    Leave the mount out, or fill the folder, for example with what the image has there.

When it stays silent
    For folders that hold something, for folders that the image declares as VOLUME (they may begin empty), and where
    a deeper mount brings the program back.
"""

from collections import defaultdict
from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.storage_paths import clean, within
from inspector.analysis.wording import command
from inspector.model.answer import Fix
from inspector.model.container import Container, State
from inspector.model.edit import RemoveMount
from inspector.model.evidence import Gap
from inspector.model.files import PathFact
from inspector.model.finding import Certainty, Severity
from inspector.model.ids import Ref
from inspector.model.storage import Mount, MountKind
from inspector.rules.base import Rule, Told, container, inspected, unread
from inspector.rules.stored import lacking, mounted, on_host, stood


def check(case: Case) -> Iterator[Told]:
    lacks: dict[Gap, list[Ref]] = defaultdict(list)
    for one in case.snapshot.containers:
        image = case.storage.images.get(one.image_id)
        declared = {clean(path) for path in image.volumes} if image else set()
        for mount in one.mounts:
            if mount.kind is not MountKind.BIND or mount.target in declared:
                continue
            program, folder = _hidden(case, one, mount, image.working_dir if image else "")
            if not program and not folder:
                continue
            fact = on_host(case, mount.source)
            if isinstance(fact, Gap):
                lacks[fact].append(container(one))
            elif fact.empty:
                yield _finding(case, one, mount, fact, program, folder)
    yield from lacking(RULE, case, lacks)
    yield from unread(RULE, case)


def _hidden(case: Case, one: Container, mount: Mount, working_dir: str) -> tuple[str, str]:
    """The program and the WORKDIR that lie on this mount, each "" when it does not."""
    words = [word for word in (*one.entrypoint[:1], *one.command[:1]) if word.startswith("/")]
    program = next((word for word in words if _lies_on(case, one, mount, clean(word))), "")
    folder = clean(working_dir) if working_dir.startswith("/") else "/"
    return program, folder if _lies_on(case, one, mount, folder) else ""


def _lies_on(case: Case, one: Container, mount: Mount, path: str) -> bool:
    if not within(path, mount.target) or path == "/":
        return False
    return case.storage.views[one.id].over(path)[-1].mount is mount


def _finding(case: Case, one: Container, mount: Mount, fact: PathFact, program: str, folder: str) -> Told:
    what = f"its program {program}" if program else f"its working folder {folder}"
    broken = bool(program) and one.state is not State.RUNNING
    name = f"{one.name}-files"
    fill = (
        command("docker", "create", "--name", name, one.image),
        command("docker", "cp", f"{name}:{mount.target}/.", mount.source),
        command("docker", "rm", "--volumes", name),
        command("docker", "restart", one.name),
    )
    return RULE.finding(
        case,
        [container(one)],
        f"{mount.source} on the host is empty and hides what the image of {one.name} has at {mount.target}: {what}.",
        detail="A bind mount is not filled from the image, as an empty volume is.",
        cites=[
            mounted(one, mount),
            stood(fact),
            inspected(one, "/Path" if program else "/Config/WorkingDir", program or folder),
        ],
        severity=Severity.ERROR if broken else Severity.WARNING,
        certainty=None if program else Certainty.POSSIBLE,
        fixes=[
            Fix(
                f"leave the mount at {mount.target} out",
                cost="a recreate",
                edits=(RemoveMount(container=one.id, target=mount.target),),
            ),
            Fix("fill the folder with what the image has there", "; ".join(fill), cost="a restart"),
        ],
        key=[mount.target],
    )


RULE = Rule("S406", "empty-folder-hides-program", Severity.ERROR, check)
