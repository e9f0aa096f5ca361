"""case 32: networks that keep subnets and have no containers."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _with(created: str = "2026-11-01T00:00:00Z", **more: object) -> World:
    world = World()
    world.network("old", subnet="172.20.0.0/16", **({"Created": created} | more))  # type: ignore[arg-type]
    world.container("web", networks={"bridge": "172.17.0.2"})
    return world


def nobody_is_on_it() -> World:
    return _with()


def a_stopped_container_is_on_it() -> World:
    world = _with()
    world.container("job", networks={"old": {}}, state="exited")
    return world


def it_was_made_a_minute_ago() -> World:
    return _with(created="2026-11-23T11:59:00.123456789Z")


def of_a_swarm() -> World:
    return _with(driver="overlay", Scope="swarm")


def a_container_was_not_read() -> World:
    return _with().only_listed("web")


FIRES = [Fires(nobody_is_on_it, "old has no containers, and keeps 172.20.0.0/16.", Severity.NOTE)]
SILENT = [a_stopped_container_is_on_it, it_was_made_a_minute_ago, of_a_swarm]
UNKNOWN = [a_container_was_not_read]
