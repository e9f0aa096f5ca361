"""case 39: an empty root-owned folder appears on the host."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _with(*, owner: int = 1000, made_by: int = 0, empty: bool = True) -> World:
    world = World()
    world.container("web", mounts=["/home/ann/shop:/app", "modules:/app/node_modules"])
    world.host_path("/home/ann/shop", uid=owner, gid=owner, empty=False)
    world.host_path("/home/ann/shop/node_modules", uid=made_by, gid=made_by, empty=empty)
    return world


def a_volume_in_a_working_copy() -> World:
    return _with()


def root_of_a_user_namespace_made_it() -> World:
    return _with(made_by=100000).remap_users()


def all_is_the_root_of_that_namespace() -> World:
    return _with(owner=100000, made_by=100000).remap_users()


def all_is_roots() -> World:
    return _with(owner=0)


def the_folder_is_the_users_own() -> World:
    return _with(made_by=1000)


def the_folder_holds_something() -> World:
    return _with(empty=False)


def no_mount_lies_in_another() -> World:
    world = World()
    world.container("web", mounts=["/home/ann/shop:/app", "modules:/modules"])
    return world


def the_mount_point_was_not_looked_at() -> World:
    world = _with()
    del world.paths["host"]["/home/ann/shop/node_modules"]
    return world


FIRES = [
    Fires(
        a_volume_in_a_working_copy,
        "/home/ann/shop/node_modules on the host is an empty folder of root's",
        Severity.NOTE,
    ),
    Fires(root_of_a_user_namespace_made_it, "an empty folder of root's: web needs it as mount point", Severity.NOTE),
]
SILENT = [
    all_is_roots,
    all_is_the_root_of_that_namespace,
    the_folder_is_the_users_own,
    the_folder_holds_something,
    no_mount_lies_in_another,
]
UNKNOWN = [the_mount_point_was_not_looked_at]
