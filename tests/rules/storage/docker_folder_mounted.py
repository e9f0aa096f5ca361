"""A container that has everybody's data."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _with(mount: str, root: str = "/var/lib/docker") -> World:
    world = World()
    world.engine["/info"]["DockerRootDir"] = root
    world.volume("data")
    world.container("agent", mounts=[mount])
    return world


def all_volumes_read_write() -> World:
    return _with("/var/lib/docker/volumes:/volumes")


def a_folder_above() -> World:
    return _with("/var/lib:/host")


def logs_of_all_containers_read_only() -> World:
    return _with("/var/lib/docker/containers:/logs:ro")


def an_engine_with_another_folder() -> World:
    return _with("/data/docker:/d", "/data/docker")


def the_folder_of_one_volume() -> World:
    return _with("/var/lib/docker/volumes/data/_data:/data")


def another_folder() -> World:
    return _with("/var/lib/docker2:/d")


def the_host_s_root() -> World:
    return _with("/:/host")


def details_were_not_read() -> World:
    return another_folder().only_listed("agent")


FIRES = [
    Fires(all_volumes_read_write, "which lies in the engine's own folder: it may change", Severity.WARNING),
    Fires(a_folder_above, "agent has /var/lib, which holds the engine's own folder", Severity.WARNING),
    Fires(logs_of_all_containers_read_only, "it can read what other containers keep", Severity.NOTE),
    Fires(an_engine_with_another_folder, "agent has /data/docker, which is the engine's own folder", Severity.WARNING),
]
SILENT = [the_folder_of_one_volume, another_folder, the_host_s_root]
UNKNOWN = [details_were_not_read]
