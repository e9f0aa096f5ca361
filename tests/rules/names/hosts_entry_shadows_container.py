"""truth 13: /etc/hosts wins over DNS."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _with(entry: str, network: str = "app") -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.network("other", subnet="172.21.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"}, host_config={"ExtraHosts": [entry]})
    world.container("db", networks={network: "172.20.0.3" if network == "app" else "172.21.0.3"})
    return world


def an_old_address_is_written_down() -> World:
    return _with("db:172.20.0.77")


def written_with_an_equals_sign() -> World:
    return _with("DB=192.0.2.7")


def the_present_address_is_written_down() -> World:
    return _with("db:172.20.0.3")


def the_name_is_of_another_network() -> World:
    return _with("db:172.21.0.77", "other")


def another_name() -> World:
    return _with("host.docker.internal:host-gateway")


def details_were_not_read() -> World:
    return _with("db:172.20.0.3").only_listed("web")


FIRES = [
    Fires(an_old_address_is_written_down, "web takes `db` from its own /etc/hosts (172.20.0.77)", Severity.WARNING),
    Fires(written_with_an_equals_sign, "(192.0.2.7), not db at 172.20.0.3 on app", Severity.WARNING),
]
SILENT = [the_present_address_is_written_down, the_name_is_of_another_network, another_name]
UNKNOWN = [details_were_not_read]
