"""case 40: "not a directory: Are you trying to mount a directory onto a file"."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires

REFUSED = 'error mounting "/srv/nginx.conf" to rootfs at "/etc/nginx/nginx.conf": not a directory: unknown: Are you ...'


def _with(mount: str = "/srv/nginx.conf:/etc/nginx/nginx.conf", *, error: str = "", **fact: object) -> World:
    world = World()
    world.container("web", mounts=[mount], state="created" if error else "running")
    world.containers["web"]["State"]["Error"] = error
    world.host_path(mount.partition(":")[0], **({"empty": True} | fact))
    return world


def the_runtime_refused_it() -> World:
    return _with(error=REFUSED)


def the_container_has_a_folder_for_a_file() -> World:
    return _with()


def only_the_target_is_named_as_a_file() -> World:
    return _with("/srv/settings:/app/.env")


def the_engine_made_it_for_the_root_of_a_user_namespace() -> World:
    return _with(uid=100000).remap_users()


def the_file_is_there() -> World:
    return _with(type="file", empty=None)


def the_folder_holds_something() -> World:
    return _with("/srv/app.config:/app/config", empty=False)


def somebody_made_the_folder() -> World:
    return _with(uid=1000)


def the_name_is_a_folders() -> World:
    return _with("/srv/conf.d:/etc/nginx/conf.d")


def the_source_was_not_looked_at() -> World:
    world = _with()
    world.paths.clear()
    return world


FIRES = [
    Fires(the_runtime_refused_it, "is an empty folder of root's, not a file, so web does not start", Severity.ERROR),
    Fires(the_container_has_a_folder_for_a_file, "so web finds no file at /etc/nginx/nginx.conf", Severity.WARNING),
    Fires(the_engine_made_it_for_the_root_of_a_user_namespace, "is an empty folder of root's", Severity.WARNING),
    Fires(only_the_target_is_named_as_a_file, "/srv/settings on the host is an empty folder", Severity.WARNING),
]
SILENT = [the_file_is_there, the_folder_holds_something, somebody_made_the_folder, the_name_is_a_folders]
UNKNOWN = [the_source_was_not_looked_at]
