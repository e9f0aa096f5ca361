"""case 4: network_mode: bridge lost the service names."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def _shop(**web: object) -> World:
    world = World()
    world.network("shop_default", subnet="172.20.0.0/16", project="shop")
    world.container("shop-db-1", networks={"shop_default": "172.20.0.2"}, service="shop/db")
    world.container("shop-web-1", **({"networks": {"bridge": "172.17.0.2"}, "service": "shop/web"} | web))  # type: ignore[arg-type]
    return world


def one_service_is_on_the_default_bridge() -> World:
    return _shop()


def one_service_is_in_host_mode() -> World:
    return _shop(networks=None, mode="host")


def it_is_on_the_project_s_network_too() -> World:
    return _shop(networks={"bridge": "172.17.0.2", "shop_default": "172.20.0.3"})


def of_no_project() -> World:
    return _shop(service="")


def details_were_not_read() -> World:
    return _shop(networks={"shop_default": "172.20.0.3"}).only_listed("shop-web-1")


FIRES = [
    Fires(
        one_service_is_on_the_default_bridge,
        "shop-web-1 is on the default bridge, and shop-db-1 of the same project on shop_default",
        Severity.WARNING,
    )
]
SILENT = [one_service_is_in_host_mode, it_is_on_the_project_s_network_too, of_no_project]
UNKNOWN = [details_were_not_read]
