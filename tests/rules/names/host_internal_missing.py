"""case 16: host.docker.internal on Linux."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _asking(word: str = "http://host.docker.internal:8000/", **more: object) -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    networks = {"mode": "host"} if more.pop("on_host", False) else {"networks": {"app": "172.20.0.2"}}
    world.container("web", config={"Cmd": ["serve", word]}, **networks, **more)  # type: ignore[arg-type]
    return world


def it_was_not_given() -> World:
    return _asking()


def in_host_mode() -> World:
    return _asking(on_host=True)


def it_was_given_with_host_gateway() -> World:
    return _asking(host_config={"ExtraHosts": ["host.docker.internal:host-gateway"]})


def on_docker_desktop() -> World:
    world = _asking()
    world.engine["/info"]["OperatingSystem"] = "Docker Desktop"
    return world


def nobody_asks_for_it() -> World:
    return _asking("http://example.com/")


def details_were_not_read() -> World:
    return _asking().only_listed("web")


FIRES = [
    Fires(it_was_not_given, "web asks for `host.docker.internal`, which Docker Engine serves only", Severity.WARNING),
    Fires(in_host_mode, "web asks for `host.docker.internal`", Severity.WARNING),
]
SILENT = [it_was_given_with_host_gateway, on_docker_desktop, nobody_asks_for_it]
UNKNOWN = [details_were_not_read]
