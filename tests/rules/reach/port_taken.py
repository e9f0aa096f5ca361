"""The container is created, and never started."""

from inspector.model.finding import Severity
from tests.build import World
from tests.hosts import read_host
from tests.rules.example import Fires

ALLOCATED = (
    "driver failed programming external connectivity on endpoint web (0123): Bind for 0.0.0.0:8080 failed: "
    "port is already allocated"
)
IN_USE = "Error starting userland proxy: listen tcp4 0.0.0.0:8080: bind: address already in use"


def _web(error: str, state: str = "created") -> World:
    world = World()
    told = {"Status": state, "Running": state == "running", "Pid": 0, "ExitCode": 128, "Error": error}
    world.container("web", networks={"bridge": {}}, ports=["8080:80"], state=state, State=told)
    return world


def another_container_has_it() -> World:
    world = _web(ALLOCATED)
    world.container("older", networks={"bridge": "172.17.0.2"}, ports=["8080:80"])
    return world


def a_program_of_the_host_has_it() -> World:
    return read_host(_web(IN_USE), {"host": ["tcp 0.0.0.0:8080"]})


def nobody_knows_who_has_it() -> World:
    return _web(IN_USE, "exited")


def another_error() -> World:
    return _web("exec: no such file")


def it_runs_now() -> World:
    return _web(ALLOCATED, "running")


def details_were_not_read() -> World:
    return _web("").only_listed("web")


FIRES = [
    Fires(another_container_has_it, "port 8080 of the host is taken by older", Severity.ERROR),
    Fires(a_program_of_the_host_has_it, "is taken by a program of the host", Severity.ERROR),
    Fires(nobody_knows_who_has_it, "web did not start: port 8080 of the host is taken.", Severity.ERROR),
]
SILENT = [another_error, it_runs_now]
UNKNOWN = [details_were_not_read]
