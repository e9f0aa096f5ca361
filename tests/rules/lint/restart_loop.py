"""truth 17: a name that comes and goes."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _with(state: str = "running", count: int = 0, started: str = "2026-11-23T11:59:30Z") -> World:
    world = World()
    world.container("crash", networks={"bridge": "172.17.0.2" if state == "running" else {}}, state=state)
    world.containers["crash"]["RestartCount"] = count
    world.containers["crash"]["State"]["StartedAt"] = started
    return world


def it_waits_for_its_next_start() -> World:
    return _with("restarting", 3)


def it_was_started_again_just_now() -> World:
    return _with(count=9)


def it_has_calmed_down() -> World:
    return _with(count=9, started="2026-11-20T00:00:00Z")


def it_was_started_once() -> World:
    return _with()


def details_were_not_read() -> World:
    return _with().only_listed("crash")


FIRES = [
    Fires(it_waits_for_its_next_start, "(3 times) and waits for its next start", Severity.WARNING),
    Fires(it_was_started_again_just_now, "(9 times) and has just been started again", Severity.WARNING),
]
SILENT = [it_has_calmed_down, it_was_started_once]
UNKNOWN = [details_were_not_read]
