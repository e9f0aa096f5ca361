"""Which numbers of the host a container's users have, where the container has a user namespace of its own.

With `userns-remap` the engine maps root and those after it to a range of the host, and names its own folder after that
root: `/var/lib/docker/100000.100000` (moby daemon/daemon_unix.go). A rootless engine tells of no numbers.
"""

import re
from dataclasses import dataclass

from msgspec.structs import replace

from inspector.model.container import Container
from inspector.model.files import ProcessUser
from inspector.model.snapshot import Engine

COUNT = 65536
"""How many numbers useradd gives to whom containers are mapped to (subuid(5)); with fewer, fewer users can start."""
_FOLDER = re.compile(r"/(\d{1,10})\.(\d{1,10})/?$", re.A)


@dataclass(frozen=True, slots=True)
class Remap:
    """The host's numbers of root in a container, -1 where they were not told."""

    uid: int = -1
    gid: int = -1

    @property
    def known(self) -> bool:
        return self.uid >= 0


def remap_of(engine: Engine, container: Container) -> Remap | None:
    """None for a container that has the host's own users."""
    if container.userns_mode == "host" and not engine.rootless:
        return None
    if engine.userns_remap and not container.userns_mode:
        found = _FOLDER.search(engine.root_dir)
        return Remap(int(found[1]), int(found[2])) if found else Remap()
    return Remap() if engine.rootless or container.userns_mode else None


def on_the_host(user: ProcessUser, remap: Remap | None) -> ProcessUser | None:
    """A user that a container's settings name, as the host numbers it; None where that is not known."""
    if remap is None:
        return user
    if not remap.known:
        return None
    return replace(
        user,
        uid=user.uid + remap.uid,
        gid=user.gid + remap.gid if user.gid >= 0 else -1,
        uid_map=((0, remap.uid, COUNT),),
        gid_map=((0, remap.gid, COUNT),),
    )


def inside(number: int, rows: tuple[tuple[int, int, int], ...]) -> int | None:
    """What a number of the host is in a namespace with this map; None for one that it does not know."""
    if not rows:
        return number
    return next((first + number - out for first, out, count in rows if out <= number < out + count), None)
