"""case 22: the VPN container was updated, and its companions have no network."""

from inspector.model.finding import Severity
from tests.build import World, ident
from tests.hosts import read_host
from tests.rules.example import Fires

EARLY, LATE = "2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z"


def _pair(owner_since: str, owner: str = "running", target: str = "") -> World:
    world = World()
    running = {"Status": owner, "Running": owner == "running", "Pid": 1000, "StartedAt": owner_since}
    world.container("vpn", networks={"bridge": "172.17.0.2"}, state=owner, State=running)
    joined = {"Status": "running", "Running": True, "Pid": 1001, "StartedAt": EARLY}
    world.container("torrent", mode=f"container:{target or ident('container vpn')}", State=joined)
    return world


def the_owner_was_restarted() -> World:
    return _pair(LATE)


def the_owner_was_stopped() -> World:
    return _pair(EARLY, "exited")


def the_owner_is_gone() -> World:
    return _pair(EARLY, target="f" * 64)


def both_live_together() -> World:
    return read_host(_pair(EARLY))


def the_sidecar_does_not_run() -> World:
    world = _pair(LATE)
    world.containers["torrent"]["State"] = {"Status": "exited", "Running": False, "Pid": 0}
    return world


def only_the_sidecar_was_pasted() -> World:
    world = _pair(EARLY, target="f" * 64)
    world.engine = {}
    return world


FIRES = [
    Fires(the_owner_was_restarted, "a network namespace that vpn has left", Severity.ERROR),
    Fires(the_owner_was_stopped, "the network namespace of vpn, which is exited", Severity.ERROR),
    Fires(the_owner_is_gone, "a container that is gone", Severity.ERROR),
]
SILENT = [both_live_together, the_sidecar_does_not_run]
UNKNOWN = [only_the_sidecar_was_pasted]
