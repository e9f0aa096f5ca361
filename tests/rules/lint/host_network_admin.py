"""NET_ADMIN in the host's own network."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _with(mode: str = "host", **host_config: object) -> World:
    world = World()
    networks = {"bridge": "172.17.0.2"} if mode == "bridge" else None
    world.container("vpn", mode=mode, networks=networks, host_config=host_config)
    return world


def in_host_mode_with_net_admin() -> World:
    return _with(CapAdd=["NET_ADMIN"])


def in_host_mode_with_all() -> World:
    return _with(CapAdd=["ALL"])


def in_its_own_network() -> World:
    return _with("bridge", CapAdd=["NET_ADMIN"])


def in_host_mode_without() -> World:
    return _with(CapAdd=["CHOWN"])


def details_were_not_read() -> World:
    return in_host_mode_without().only_listed("vpn")


FIRES = [
    Fires(in_host_mode_with_net_admin, "vpn has NET_ADMIN in the host's network", Severity.NOTE),
    Fires(in_host_mode_with_all, "vpn has ALL", Severity.NOTE),
]
SILENT = [in_its_own_network, in_host_mode_without]
UNKNOWN = [details_were_not_read]
