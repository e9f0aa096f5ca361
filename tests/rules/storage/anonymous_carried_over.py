"""What compose recreated once, `down -v` leaves behind (seen on 20.10, 26.1 and 28.5)."""

from inspector.model.finding import Severity
from tests.build import World, ident
from tests.rules.example import Fires

HEX = ident("a volume that nobody named")


def _with(wish: dict[str, object] | None, *, service: str = "shop/db") -> World:
    world = World()
    world.volume(HEX, labels={"com.docker.volume.anonymous": ""})
    host_config = {"Binds": None, "Mounts": [wish] if wish else None}
    world.container("shop-db-1", mounts=[f"{HEX}:/data"], host_config=host_config, service=service)
    return world


def a_recreated_container() -> World:
    return _with({"Type": "volume", "Source": HEX, "Target": "/data"})


def a_first_container() -> World:
    return _with({"Type": "volume", "Target": "/data"})


def no_container_of_compose() -> World:
    return _with({"Type": "volume", "Source": HEX, "Target": "/data"}, service="")


def a_volume_with_a_name() -> World:
    world = World()
    world.container("shop-db-1", mounts=["shop_data:/data"], service="shop/db")
    return world


def details_were_not_read() -> World:
    return a_first_container().only_listed("shop-db-1")


FIRES = [Fires(a_recreated_container, "will leave the anonymous volume of shop-db-1 at /data behind", Severity.NOTE)]
SILENT = [a_first_container, no_container_of_compose, a_volume_with_a_name]
UNKNOWN = [details_were_not_read]
