"""case 42: "image runs uid 10001; source owned 1000:1000 mode 755 -> not writable"."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires

VOLUME = "/var/lib/docker/volumes/data/_data"


def _with(mount: str = "/srv/data:/data", *, user: int = 10001, state: str = "running", **fact: object) -> World:
    world = World()
    source, target = mount.split(":")[:2]
    world.container("app", mounts=[mount], state=state)
    told = {"uid": 1000, "gid": 1000, "mode": "0755"} | fact
    world.host_path(source if source.startswith("/") else VOLUME, **told)
    if state == "running":
        world.container_fact("app", target, **told)
        world.process("app", uid=user, gid=user)
    return world


def another_user_owns_the_folder() -> World:
    return _with()


def a_new_volume_is_roots() -> World:
    return _with("data:/data", user=1000, uid=0, gid=0)


def it_failed_and_its_image_names_the_user() -> World:
    world = _with(state="exited")
    world.images["app:1"]["Config"]["User"] = "10001"
    world.containers["app"]["State"]["ExitCode"] = 1
    return world


def another_container_writes_it() -> World:
    world = _with()
    world.container("writer", mounts=["/srv/data:/in"])
    return world


def its_user_is_another_on_the_host() -> World:
    world = _with(uid=105000, gid=105000, user=101000).remap_users()
    world.process("app", uid=101000, gid=101000, uid_map="0 100000 65536", gid_map="0 100000 65536")
    return world


def the_folder_is_of_nobody_in_its_user_namespace() -> World:
    world = _with()
    world.process("app", uid=100000, gid=100000, caps=1 << 1, uid_map="0 100000 65536", gid_map="0 100000 65536")
    return world.remap_users()


def it_owns_the_folder() -> World:
    return _with(user=1000)


def it_is_root() -> World:
    world = _with()
    world.process("app", caps=1 << 1)
    return world


def the_mount_is_read_only() -> World:
    return _with("/srv/data:/data:ro")


def configuration_lies_there() -> World:
    return _with("/srv/conf:/etc/app")


def it_ended_well() -> World:
    world = _with(state="exited")
    world.images["app:1"]["Config"]["User"] = "10001"
    return world


def nothing_was_read() -> World:
    world = _with()
    world.images["app:1"]["Config"]["User"] = "10001"
    world.paths.clear()
    return world


FIRES = [
    Fires(another_user_owns_the_folder, "app may not write to /data (/srv/data): uid 10001", Severity.WARNING),
    Fires(a_new_volume_is_roots, "(the volume data): uid 1000 may not write as others", Severity.WARNING),
    Fires(it_failed_and_its_image_names_the_user, "app may not write to /data", Severity.WARNING),
    Fires(its_user_is_another_on_the_host, "uid 1000, which is 101000 on the host, may not write", Severity.WARNING),
    Fires(the_folder_is_of_nobody_in_its_user_namespace, "uid 0, which is 100000 on the host,", Severity.WARNING),
    Fires(another_container_writes_it, "app may not write to /data", Severity.NOTE),
]
SILENT = [it_owns_the_folder, it_is_root, the_mount_is_read_only, configuration_lies_there, it_ended_well]
UNKNOWN = [nothing_was_read]
