"""A database that a new container begins without."""

from inspector.model.finding import Severity
from tests.build import World, ident
from tests.rules.example import Fires

HEX = ident("a volume that nobody named")
DATA = "/var/lib/postgresql/data"


def _with(target: str = DATA, *, service: str = "", image: str = "postgres:16") -> World:
    world = World()
    world.image(image, volumes=[target])
    world.volume(HEX, labels={"com.docker.volume.anonymous": ""})
    world.container("db", image=image, config={"Volumes": {target: {}}}, service=service)
    world.containers["db"]["Mounts"] = [world._mount(f"{HEX}:{target}")]
    return world


def nobody_named_the_volume() -> World:
    return _with()


def nor_in_compose() -> World:
    return _with(service="shop/db")


def the_image_tells_what_data_is() -> World:
    return _with("/data", image="docker.io/library/neo4j:5@sha256:0")


def it_has_a_name() -> World:
    world = World()
    world.container("db", mounts=[f"pgdata:{DATA}"])
    return world


def it_is_thrown_away_on_purpose() -> World:
    world = _with()
    world.containers["db"]["HostConfig"]["AutoRemove"] = True
    return world


def a_cache_of_no_database() -> World:
    return _with("/data", image="redis:7")


def details_were_not_read() -> World:
    return it_has_a_name().only_listed("db")


FIRES = [
    Fires(nobody_named_the_volume, f"db keeps PostgreSQL data ({DATA}) in an anonymous volume", Severity.WARNING),
    Fires(nor_in_compose, "`docker compose down` and `up` begins with an empty one", Severity.WARNING),
    Fires(the_image_tells_what_data_is, "db keeps Neo4j data (/data)", Severity.WARNING),
]
SILENT = [it_has_a_name, it_is_thrown_away_on_purpose, a_cache_of_no_database]
UNKNOWN = [details_were_not_read]
