"""Who writes what, two at once: Docker prevents none of it."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires

PGDATA = "/var/lib/postgresql/data"


def two_servers_on_one_database() -> World:
    world = World()
    world.container("shop-db-1", mounts=[f"pgdata:{PGDATA}"], service="shop/db")
    world.container("shop-db-2", mounts=[f"pgdata:{PGDATA}"], service="shop/db")
    return world


def a_volume_and_the_path_of_its_device_are_one_database() -> World:
    world = World()
    world.volume("pgdata", options={"type": "none", "o": "bind", "device": "/srv/pg"})
    world.container("db", mounts=[f"pgdata:{PGDATA}"])
    world.container("db-new", mounts=[f"/srv/pg:{PGDATA}"])
    return world


def two_projects_write_one_folder() -> World:
    world = World()
    world.container("films", mounts=["/srv/media:/media"], service="films/app")
    world.container("series", mounts=["/srv/media:/tv"], service="series/app")
    return world


def containers_of_no_project() -> World:
    world = World()
    world.container("films", mounts=["/srv/media:/media"])
    world.container("series", mounts=["/srv/media:/tv"], service="series/app")
    return world


def one_project_says_so() -> World:
    world = World()
    world.container("shop-web-1", mounts=["uploads:/u"], service="shop/web")
    world.container("shop-worker-1", mounts=["uploads:/u"], service="shop/worker")
    return world


def a_backup_reads_the_database() -> World:
    world = World()
    world.container("db", mounts=[f"pgdata:{PGDATA}"])
    world.container("backup", mounts=[f"pgdata:{PGDATA}:ro"])
    return world


def one_of_the_two_is_stopped() -> World:
    world = World()
    world.container("db", mounts=[f"pgdata:{PGDATA}"])
    world.container("db-old", mounts=[f"pgdata:{PGDATA}"], state="exited")
    return world


def sockets_and_system_folders() -> World:
    world = World()
    for name in ("portal", "agent"):
        world.container(name, mounts=["/var/run/docker.sock:/var/run/docker.sock", "/etc/localtime:/etc/localtime"])
    return world


def details_were_not_read() -> World:
    return a_backup_reads_the_database().only_listed("backup")


FIRES = [
    Fires(two_servers_on_one_database, "shop-db-1, shop-db-2 run on the same PostgreSQL files", Severity.ERROR),
    Fires(a_volume_and_the_path_of_its_device_are_one_database, "db, db-new run on the same", Severity.ERROR),
    Fires(two_projects_write_one_folder, "films, series all write to /srv/media.", Severity.NOTE),
]
SILENT = [
    one_project_says_so,
    containers_of_no_project,
    a_backup_reads_the_database,
    one_of_the_two_is_stopped,
    sockets_and_system_folders,
]
UNKNOWN = [details_were_not_read]
