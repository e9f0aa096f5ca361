"""path /mnt/disks is mounted on /mnt but it is not a shared mount."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _with(propagation: str = "rshared", host: str = "", *, state: str = "created") -> World:
    world = World()
    world.container("sync", mounts=["/mnt/disks:/disks"], state=state)
    world.containers["sync"]["Mounts"][0]["Propagation"] = propagation
    world.mountinfo("host", f"1 0 8:1 / / rw shared:1 - ext4 a rw\n2 1 8:2 / /mnt rw {host} - ext4 b rw\n")
    world.host_path("/mnt/disks")
    return world


def a_private_mount() -> World:
    return _with()


def a_slave_is_not_enough_for_shared() -> World:
    return _with("shared", "master:1")


def it_became_private_while_it_runs() -> World:
    return _with("rslave", state="running")


def a_shared_mount() -> World:
    return _with("rshared", "shared:2")


def a_slave_is_enough_for_slave() -> World:
    return _with("rslave", "master:1")


def the_usual() -> World:
    return _with("rprivate")


def the_host_s_mounts_were_not_read() -> World:
    world = _with()
    world.mounts.clear()
    return world


FIRES = [
    Fires(a_private_mount, "/mnt is a private mount of the host: it does not start.", Severity.ERROR),
    Fires(a_slave_is_not_enough_for_shared, "sync wants /mnt/disks as shared", Severity.ERROR),
    Fires(it_became_private_while_it_runs, "it sees no new mounts of it.", Severity.WARNING),
]
SILENT = [a_shared_mount, a_slave_is_enough_for_slave, the_usual]
UNKNOWN = [the_host_s_mounts_were_not_read]
