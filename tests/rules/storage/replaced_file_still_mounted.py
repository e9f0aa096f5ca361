"""case 41: "inode host 812 != container 790"."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _with(*, inside: int = 790, host: int = 812, state: str = "running", kind: str = "file") -> World:
    world = World()
    world.container("web", mounts=["/srv/app.conf:/etc/app.conf:ro"], state=state)
    world.host_path("/srv/app.conf", type=kind, ino=host)
    world.container_fact("web", "/etc/app.conf", type=kind, ino=inside)
    return world


def an_editor_renamed_a_new_file_over_it() -> World:
    return _with()


def it_was_removed() -> World:
    world = _with()
    world.host_path("/srv/app.conf", type="missing")
    return world


def it_is_the_same_file() -> World:
    return _with(inside=812)


def it_does_not_run() -> World:
    return _with(state="exited")


def it_is_a_folder() -> World:
    return _with(kind="directory")


def nobody_looked_into_the_container() -> World:
    world = _with()
    world.paths = {"host": world.paths["host"]}
    return world


def nobody_looked_at_the_host() -> World:
    world = _with()
    del world.paths["host"]
    return world


FIRES = [
    Fires(an_editor_renamed_a_new_file_over_it, "the old file (inode 812 there, 790 here)", Severity.WARNING),
    Fires(it_was_removed, "/srv/app.conf was removed on the host since web started", Severity.WARNING),
]
SILENT = [it_is_the_same_file, it_does_not_run, it_is_a_folder]
UNKNOWN = [nobody_looked_into_the_container, nobody_looked_at_the_host]
