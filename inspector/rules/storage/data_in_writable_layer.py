"""Much data lie in a container's own writable layer, which goes with the container.

What it finds
    A container whose writable layer has grown to a gigabyte or more.

Why it matters
    The layer is deleted with the container: by `docker rm`, by `compose up` after any change, by an update. It is
    also slower than a volume, and fills the disk of the engine.

How it is decided
    By the size of the layer, where sizes were measured (`--sizes`: the engine walks its disk for it).

What to do
    See which files grew (`docker diff`), and mount a volume there, or let the program write less.

When it stays silent
    For small layers.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import amount, command
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.evidence import Gap, Why
from inspector.model.finding import Severity
from inspector.model.ids import HOST
from inspector.model.storage import MountKind
from inspector.rules.base import Rule, Told, container, inspected

LARGE_BYTES = 1_000_000_000
_NOT_MEASURED = Gap(
    "sizes of containers' writable layers",
    "/system/df",
    Why.NOT_READ,
    "measure them: `inspector check --sizes`, into a file `inspector snapshot --sizes`",
)


def check(case: Case) -> Iterator[Told]:
    if case.snapshot.containers and all(one.layer_bytes is None for one in case.snapshot.containers):
        yield RULE.undecided(case, [HOST], _NOT_MEASURED)
    for one in case.snapshot.containers:
        if one.layer_bytes is not None and one.layer_bytes >= LARGE_BYTES:
            yield _finding(case, one, one.layer_bytes)


def _finding(case: Case, one: Container, size: int) -> Told:
    kept = any(mount.kind in (MountKind.VOLUME, MountKind.BIND) and mount.writable for mount in one.mounts)
    beside = "beside its mounts" if kept else "and it has no volume"
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} has {amount(size)} in its own writable layer, {beside}: they go with the container.",
        detail="A new container, also one of compose after an update, begins with the image's files again.",
        cites=[inspected(one, "/SizeRw", f"{size} bytes")],
        fixes=[
            Fix(
                "see which files they are, and mount a volume there",
                command("docker", "diff", one.name),
                cost="a recreate, with the files copied before",
            )
        ],
    )


RULE = Rule("S414", "data-in-writable-layer", Severity.NOTE, check)
