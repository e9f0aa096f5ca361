"""Wrong answer 10 of other tools: "mount the socket read-only and it is safe"."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _with(mount: str) -> World:
    world = World()
    world.container("portal", networks={"bridge": "172.17.0.2"}, mounts=[mount])
    return world


def the_socket_is_mounted() -> World:
    return _with("/var/run/docker.sock:/var/run/docker.sock")


def the_socket_is_mounted_read_only_elsewhere() -> World:
    return _with("/run/docker.sock:/tmp/engine.sock:ro")


def another_file_is_mounted() -> World:
    return _with("/srv/docker.sock.conf:/etc/docker.sock.conf")


def a_container_is_known_by_its_network_only() -> World:
    return _with("/srv/x:/x").known_by_its_network("ghost")


FIRES = [
    Fires(the_socket_is_mounted, "portal has /var/run/docker.sock", Severity.WARNING),
    Fires(the_socket_is_mounted_read_only_elsewhere, "portal has /run/docker.sock", Severity.WARNING),
]
SILENT = [another_file_is_mounted]
UNKNOWN = [a_container_is_known_by_its_network_only]
