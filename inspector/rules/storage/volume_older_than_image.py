"""A volume over a folder of packages is older than the image whose packages it hides.

What it finds
    A volume mounted at `node_modules`, `vendor`, `.venv` and the like that was made, and last changed, before the
    image of its container was built.

Why it matters
    Docker copies an image's content into a volume once, when the volume is empty. A rebuilt image brings new
    packages, and the volume goes on to show the old ones: `Cannot find module` for what is in the image. Compose
    hands even an anonymous volume on to the new container.

How it is decided
    By the times at which image and volume were made and the volume's folder was changed. That the image's own
    folder differs from the volume is likely, not read.

What to do
    Recreate the container with a new volume: `docker compose up --renew-anon-volumes`.

When it stays silent
    For volumes that are newer than the image, or were changed since (by an install in the container), and for
    volumes at other folders: those are kept on purpose.
"""

from collections import defaultdict
from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.moments import moment
from inspector.analysis.wording import command
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.edit import RecreateContainer
from inspector.model.evidence import Gap, Why
from inspector.model.files import PathFact
from inspector.model.finding import Certainty, Severity
from inspector.model.ids import Ref
from inspector.model.storage import Image, Mount, MountKind, Volume
from inspector.rules.base import Rule, Told, container, inspected, unread, volume
from inspector.rules.stored import lacking, mounted, on_host, stood

PACKAGES = (
    "node_modules",
    "bower_components",
    "vendor",
    "venv",
    ".venv",
    "env",
    "site-packages",
    "bundle",
    "deps",
    "target",
    "dist",
    "build",
    ".next",
    ".nuxt",
)
"""Folders that an image's build fills, and that nobody keeps data in."""
_NO_IMAGE = Gap("when images were built", "/images/json", Why.NOT_READ, "read the engine, not pasted output")


def check(case: Case) -> Iterator[Told]:
    lacks: dict[Gap, list[Ref]] = defaultdict(list)
    for one in case.snapshot.containers:
        for mount in one.mounts:
            known = case.storage.volume(mount.volume)
            if known is None or mount.kind is not MountKind.VOLUME or _folder(mount) not in PACKAGES:
                continue
            image, made = case.storage.images.get(one.image_id), moment(known.created)
            built = moment(image.created) if image else None
            if image is None or built is None or made is None:
                lacks[_NO_IMAGE].append(container(one))
                continue
            changed = on_host(case, known.mountpoint)
            if isinstance(changed, Gap):
                lacks[changed].append(container(one))
            elif max(made, moment(changed.modified) or made) < built:
                yield _finding(case, one, mount, known, image, changed)
    yield from lacking(RULE, case, lacks)
    yield from unread(RULE, case)


def _folder(mount: Mount) -> str:
    return mount.target.rpartition("/")[2]


def _finding(case: Case, one: Container, mount: Mount, known: Volume, image: Image, fact: PathFact) -> Told:
    kind = "an anonymous volume" if mount.anonymous else f"the volume {known.name}"
    return RULE.finding(
        case,
        [container(one), volume(known)],
        f"{one.name}: {mount.target} is {kind} from before its image was built, so what the new image has there "
        "is hidden.",
        detail="Docker copies an image's content into an empty volume once, and never brings it up to date.",
        cites=[
            mounted(one, mount),
            inspected(known, "/CreatedAt", known.created),
            inspected(one, "/Image", f"{one.image}, built {image.created}"),
            stood(fact),
        ],
        certainty=Certainty.POSSIBLE,
        fixes=[_renewed(one, mount, known)],
        key=[mount.target],
    )


def _renewed(one: Container, mount: Mount, known: Volume) -> Fix:
    """A new container with an empty volume, which the image's content is then copied into."""
    cost = "a recreate; what was installed into the volume by hand is left behind"
    if mount.anonymous and one.compose and one.compose.service:
        words = ("docker", "compose", "-p", one.project, "up", "-d", "--renew-anon-volumes", one.compose.service)
        return Fix("recreate it with a new volume", command(*words), cost, (RecreateContainer(container=one.id),))
    if mount.anonymous and not mount.named:
        return Fix(
            f"remove {one.name} with its anonymous volumes, and run it again",
            command("docker", "rm", "--force", "--volumes", one.name),
            cost,
            (RecreateContainer(container=one.id),),
        )
    remove = (command("docker", "rm", "--force", one.name), command("docker", "volume", "rm", known.name))
    return Fix(f"remove {one.name} and the volume, and run it again", "; ".join(remove), cost)


RULE = Rule("S405", "volume-older-than-image", Severity.WARNING, check)
