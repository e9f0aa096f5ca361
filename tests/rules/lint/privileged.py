"""A container that nothing bounds."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _with(**host_config: object) -> World:
    world = World()
    world.container("agent", networks={"bridge": "172.17.0.2"}, host_config=host_config)
    return world


def privileged() -> World:
    return _with(Privileged=True)


def with_one_capability() -> World:
    return _with(CapAdd=["NET_ADMIN"])


def details_were_not_read() -> World:
    return with_one_capability().only_listed("agent")


FIRES = [Fires(privileged, "agent is privileged", Severity.WARNING)]
SILENT = [with_one_capability]
UNKNOWN = [details_were_not_read]
