"""Folders of the host that are more than a container's own data."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _with(mount: str) -> World:
    world = World()
    world.container("agent", networks={"bridge": "172.17.0.2"}, mounts=[mount])
    return world


def the_whole_host_is_writable() -> World:
    return _with("/:/host")


def processes_are_readable() -> World:
    return _with("/proc:/host/proc:ro")


def a_writable_folder_of_etc() -> World:
    return _with("/etc/cron.d:/cron")


def the_time_zone_is_readable() -> World:
    return _with("/etc/localtime:/etc/localtime:ro")


def data_of_its_own() -> World:
    return _with("/srv/data:/data")


def a_container_is_known_by_its_network_only() -> World:
    return data_of_its_own().known_by_its_network("ghost")


FIRES = [
    Fires(the_whole_host_is_writable, "agent has the host's / at /host, writable", Severity.WARNING),
    Fires(processes_are_readable, "agent has the host's /proc at /host/proc, read-only", Severity.NOTE),
    Fires(a_writable_folder_of_etc, "agent has the host's /etc/cron.d at /cron, writable", Severity.WARNING),
]
SILENT = [the_time_zone_is_readable, data_of_its_own]
UNKNOWN = [a_container_is_known_by_its_network_only]
