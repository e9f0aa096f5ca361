"""cases 7 and 8: the app talks to the wrong `database`."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires


def two_projects_with_one_alias_on_a_shared_network() -> World:
    world = World()
    world.network("shared", subnet="172.22.0.0/16")
    for number, project in enumerate(("one", "two")):
        for place, role in enumerate(("web", "database"), 2 + 10 * number):
            joined = {"IPAddress": f"172.22.0.{place}", "Aliases": [f"{project}-{role}-1", role]}
            world.container(f"{project}-{role}-1", networks={"shared": joined}, service=f"{project}/{role}")
    return world


def a_container_of_no_project_is_called_as_a_service_is() -> World:
    world = World()
    world.network("shop_back", subnet="172.22.0.0/16", project="shop")
    served = {"IPAddress": "172.22.0.2", "Aliases": ["db"]}
    world.container("shop-db-1", networks={"shop_back": served}, service="shop/db")
    world.container("db", networks={"shop_back": "172.22.0.3"})
    return world


def a_hostname_is_a_name_of_another_project() -> World:
    world = World()
    world.network("shared", subnet="172.22.0.0/16")
    for number, project in enumerate(("one", "two"), 2):
        world.container(
            f"{project}-db-1",
            networks={"shared": f"172.22.0.{number}"},
            service=f"{project}/db",
            config={"Hostname": "db"},
        )
    return world


def replicas_of_one_project() -> World:
    world = World()
    world.network("shop_back", subnet="172.22.0.0/16", project="shop")
    for number in (1, 2):
        joined = {"IPAddress": f"172.22.0.{number + 1}", "Aliases": ["api"]}
        world.container(f"shop-api-{number}", networks={"shop_back": joined}, service="shop/api")
    return world


def the_other_one_does_not_run() -> World:
    world = two_projects_with_one_alias_on_a_shared_network()
    world.network("shop_back", subnet="172.23.0.0/16")
    for name in ("two-web-1", "two-database-1"):
        service = f"two/{name.split('-')[1]}"
        world.container(name, networks={"shared": {"Aliases": [service]}}, service=service, state="exited")
    return world


def details_were_not_read() -> World:
    return replicas_of_one_project().only_listed("shop-api-1")


FIRES = [
    Fires(
        two_projects_with_one_alias_on_a_shared_network,
        "`database` on shared is answered by one-database-1, two-database-1",
        Severity.WARNING,
        times=2,
    ),
    Fires(a_container_of_no_project_is_called_as_a_service_is, "`db` on shop_back is answered by db", Severity.WARNING),
    Fires(a_hostname_is_a_name_of_another_project, "different projects (one, two)", Severity.WARNING),
]
SILENT = [replicas_of_one_project, the_other_one_does_not_run]
UNKNOWN = [details_were_not_read]
