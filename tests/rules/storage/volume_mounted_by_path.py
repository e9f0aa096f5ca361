"""A volume that a prune deletes under a running container."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires

FOLDER = "/var/lib/docker/volumes/data/_data"


def _with(mount: str) -> World:
    world = World()
    world.volume("data")
    world.container("web", mounts=[mount])
    return world


def by_its_path_only() -> World:
    return _with(f"{FOLDER}:/data")


def by_the_path_of_a_folder_in_it() -> World:
    return _with(f"{FOLDER}/site:/data:ro")


def another_has_it_by_name() -> World:
    world = _with(f"{FOLDER}:/data")
    world.container("db", mounts=["data:/data"])
    return world


def by_its_name() -> World:
    return _with("data:/data")


def a_folder_that_is_no_volume() -> World:
    return _with("/var/lib/docker/volumes/gone/_data:/data")


def details_were_not_read() -> World:
    return by_its_name().only_listed("web")


FIRES = [
    Fires(by_its_path_only, "the engine takes it for unused: a prune may delete it.", Severity.WARNING),
    Fires(by_the_path_of_a_folder_in_it, "web mounts the volume data by its path", Severity.WARNING),
    Fires(another_has_it_by_name, "the engine counts only db as its user", Severity.NOTE),
]
SILENT = [by_its_name, a_folder_that_is_no_volume]
UNKNOWN = [details_were_not_read]
