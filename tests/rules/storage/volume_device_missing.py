"""failed to mount local volume: mount /opt/nodir: no such file or directory."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _with(state: str = "created", device: str = "/mnt/nodir", **fact: object) -> World:
    world = World()
    world.volume("data", options={"type": "none", "o": "bind", "device": device})
    if state:
        world.container("db", mounts=["data:/data"], state=state)
    world.host_path(device, **(fact or {"type": "missing"}))
    return world


def a_container_does_not_start() -> World:
    return _with()


def nobody_uses_it_yet() -> World:
    return _with("")


def a_disk_is_gone() -> World:
    return _with("exited", "/dev/sdz1")


def the_folder_is_there() -> World:
    return _with(type="directory")


def the_device_is_a_server() -> World:
    world = World()
    world.volume("nas", options={"type": "nfs", "o": "addr=10.0.0.9", "device": ":/export"})
    world.volume("share", options={"type": "cifs", "device": "//server/share"})
    return world


def the_path_was_not_looked_at() -> World:
    world = _with()
    world.paths.clear()
    return world


FIRES = [
    Fires(a_container_does_not_start, "where nothing stands: db cannot start with it.", Severity.ERROR),
    Fires(nobody_uses_it_yet, "a container cannot start with it.", Severity.WARNING),
    Fires(a_disk_is_gone, "The volume data is /dev/sdz1 of the host", Severity.ERROR),
]
SILENT = [the_folder_is_there, the_device_is_a_server]
UNKNOWN = [the_path_was_not_looked_at]
