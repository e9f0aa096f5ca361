"""case 12, truth 26: SERVFAIL for names outside, on internal networks."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _asking(host: str, *networks: str, version: str = "28.5.2", **more: object) -> World:
    world = World(version=version)
    world.network("inside", subnet="172.23.0.0/16", internal=True)
    world.network("open", subnet="172.24.0.0/16")
    subnets = {"inside": "172.23.0.2", "open": "172.24.0.2"}
    joined = {name: subnets[name] for name in networks}
    world.container("job", networks=joined, config={"Cmd": ["fetch", f"https://{host}/x"]}, **more)  # type: ignore[arg-type]
    world.container("db", networks={"inside": {"IPAddress": "172.23.0.3", "Aliases": ["db.shop"]}})
    return world


def on_an_internal_network_only() -> World:
    return _asking("api.example.com", "inside")


def on_an_old_engine() -> World:
    return _asking("api.example.com", "inside", version="20.10.24")


def on_an_open_network_too() -> World:
    return _asking("api.example.com", "inside", "open")


def with_a_server_of_its_own() -> World:
    return _asking("api.example.com", "inside", host_config={"Dns": ["172.23.0.53"]})


def for_a_container() -> World:
    return _asking("db.shop", "inside")


def for_an_address() -> World:
    return _asking("192.0.2.7", "inside")


def details_were_not_read() -> World:
    return on_an_open_network_too().only_listed("job")


FIRES = [
    Fires(on_an_internal_network_only, "job asks for `api.example.com`, but it is only on internal", Severity.WARNING),
    Fires(on_an_old_engine, "job asks for `api.example.com`", Severity.WARNING),
]
SILENT = [on_an_open_network_too, with_a_server_of_its_own, for_a_container, for_an_address]
UNKNOWN = [details_were_not_read]
