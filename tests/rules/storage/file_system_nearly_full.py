""" "no space left on device", before it comes."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires

VOLUME = "/var/lib/docker/volumes/data/_data"
HOST_MOUNTS = "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 8:2 / /var/lib/docker rw - ext4 /dev/sda2 rw\n"


def _with(free: int, *, mode: str = "") -> World:
    world = World()
    world.container("db", mounts=[f"data:/data{mode}"])
    world.host_path(VOLUME, dev="8:2", free=free, size=100_000_000_000)
    world.mountinfo("host", HOST_MOUNTS)
    return world


def little_is_free() -> World:
    return _with(3_000_000_000)


def nothing_is_free() -> World:
    return _with(0)


def there_is_room() -> World:
    return _with(50_000_000_000)


def it_is_only_read() -> World:
    return _with(0, mode=":ro")


def nobody_looked() -> World:
    world = _with(0)
    world.paths.clear()
    return world


FIRES = [
    Fires(little_is_free, "The file system of /var/lib/docker has 3 GB free of 100 GB: db will", Severity.WARNING),
    Fires(nothing_is_free, "has 0 B free of 100 GB", Severity.ERROR),
]
SILENT = [there_is_room, it_is_only_read]
UNKNOWN = [nobody_looked]
