"""The images of random mount worlds: busybox with links, content, VOLUMEs and users."""

import io
import tarfile
from dataclasses import dataclass

from tests.lab.image import root_filesystem
from tests.lab.machine import IMAGE, Machine

USER = 1000
"""Who is not root, in images and on the host."""


@dataclass(frozen=True)
class Entry:
    """One thing in an image: a folder, a link to `link`, or a file with this content."""

    path: str
    link: str = ""
    content: str | None = None
    owner: int = 0
    mode: int = 0o755


@dataclass(frozen=True)
class ImagePlan:
    """volumes: VOLUME. user: USER."""

    name: str
    volumes: tuple[str, ...] = ()
    user: str = ""
    entries: tuple[Entry, ...] = ()


APP = ImagePlan(
    "app:1",
    volumes=("/data",),
    entries=(
        Entry("data"),
        Entry("data/seed", content="seed"),
        Entry("data/sub"),
        Entry("data/sub/deep", owner=USER),
        Entry("run"),
        Entry("var/run", link="/run"),
        Entry("link", link="/data"),
        Entry("opt"),
        Entry("opt/here", link="../data/sub"),
        Entry("etc/app"),
        Entry("etc/app/conf", content="conf"),
        Entry("etc/app.conf", link="app/conf"),
        Entry("etc/alternatives"),
    ),
)
DB = ImagePlan(
    "db:1",
    volumes=("/var/lib/db", "/var/log/db"),
    user=str(USER),
    entries=(
        Entry("var/lib"),
        Entry("var/lib/db", owner=USER, mode=0o700),
        Entry("var/lib/db/base", content="base", owner=USER),
        Entry("var/log"),
        Entry("data"),
        Entry("home"),
        Entry("home/db", owner=USER),
    ),
)
LINKS = ImagePlan(
    "links:1",
    entries=(
        Entry("srv"),
        Entry("srv/real"),
        Entry("srv/real/inner"),
        Entry("lnk", link="/srv/real"),
        Entry("loop", link="pool"),
        Entry("pool", link="loop"),
        Entry("dangling", link="/srv/none"),
        Entry("data"),
        Entry("m"),
        Entry("m/in"),
        Entry("m/to", link="in"),
    ),
)
PLAIN = ImagePlan(IMAGE)
IMAGES = {one.name: one for one in (PLAIN, APP, DB, LINKS)}


def load(machine: Machine, image: ImagePlan) -> None:
    """Put the image on the host; bb:1 is there already."""
    if image.name == IMAGE:
        return
    changes = ['CMD ["sleep", "100000"]', *(f"VOLUME {path}" for path in image.volumes)]
    changes += [f"USER {image.user}"] if image.user else []
    words = [word for change in changes for word in ("--change", change)]
    machine.docker("import", *words, "-", image.name, stdin=_archive(image.entries))


def _archive(entries: tuple[Entry, ...]) -> bytes:
    buffer = io.BytesIO(root_filesystem())
    with tarfile.open(fileobj=buffer, mode="a") as archive:
        for one in entries:
            entry = tarfile.TarInfo(one.path)
            entry.uid = entry.gid = one.owner
            entry.mode = one.mode
            content = (one.content or "").encode()
            entry.size = len(content)
            entry.type = tarfile.REGTYPE if one.content is not None else tarfile.DIRTYPE
            if one.link:
                entry.type, entry.linkname = tarfile.SYMTYPE, one.link
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()
