"""case 27: the database that the internet reaches."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _publishing(*ports: str, state: str = "running") -> World:
    world = World()
    world.container("db", networks={"bridge": "172.17.0.2" if state == "running" else {}}, ports=ports, state=state)
    return world


def a_database_on_every_address() -> World:
    return _publishing("5432:5432")


def a_database_on_every_address_of_both_families() -> World:
    world = _publishing("15432:5432")
    bound = [{"HostIp": address, "HostPort": "15432"} for address in ("0.0.0.0", "::")]
    world.containers["db"]["NetworkSettings"]["Ports"] = {"5432/tcp": bound}
    return world


def on_loopback() -> World:
    return _publishing("127.0.0.1:5432:5432")


def a_web_server() -> World:
    return _publishing("80:80", "443:8443")


def stopped() -> World:
    return _publishing("5432:5432", state="exited")


def a_container_is_known_by_its_network_only() -> World:
    return on_loopback().known_by_its_network("ghost")


FIRES = [
    Fires(a_database_on_every_address, "db publishes tcp port 5432, most likely PostgreSQL", Severity.WARNING),
    Fires(a_database_on_every_address_of_both_families, "(port 15432)", Severity.WARNING),
]
SILENT = [on_loopback, a_web_server, stopped]
UNKNOWN = [a_container_is_known_by_its_network_only]
