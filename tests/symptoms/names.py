"""Symptoms of names: one container does not find another, or finds the wrong one."""

from tests.build import World
from tests.hosts import read_host
from tests.rules.names import (
    link_variables_gone,
    name_clash_across_projects,
    proxy_holds_old_address,
    service_left_project_network,
)
from tests.symptoms.symptom import Ask, Symptom


def _two_on_docker0() -> World:
    world = World()
    world.container("web", networks={"bridge": "172.17.0.2"})
    world.container("foo", networks={"bridge": "172.17.0.3"}, exposed=["80/tcp"], config={"Hostname": "foohost"})
    return world


def _one_shared_of_two() -> World:
    world = World()
    world.network("isolated_nw", subnet="172.25.0.0/16")
    world.container("c1", networks={"bridge": "172.17.0.2"})
    world.container("c2", networks={"bridge": "172.17.0.3", "isolated_nw": "172.25.0.3"})
    world.container("c3", networks={"isolated_nw": "172.25.0.4"})
    return world


def _generated_name() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"})
    world.container("quirky_wozniak", networks={"app": "172.20.0.3"})
    return world


def _every_origin() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"})
    told = {"IPAddress": "172.20.0.3", "Aliases": ["sql"]}
    world.container("db", networks={"app": told}, config={"Hostname": "dbhost"})
    return world


def _linked_by_connect() -> World:
    world = World()
    world.container("db", networks={"bridge": "172.17.0.2"})
    world.container("web", networks={"bridge": {"IPAddress": "172.17.0.3", "Links": ["db:sql"]}})
    return world


def _forwarder_on_the_lan() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"}, host_config={"Dns": ["192.168.0.1"]})
    world.container("db", networks={"app": "172.20.0.3"})
    return read_host(world)


NAMES = (
    Symptom(
        1,
        "`ping: bad address 'foo'` between two containers that were just started",
        "docker/cli#4492",
        _two_on_docker0,
        (
            Ask(
                "names web foo",
                ("NAME_DEFAULT_BRIDGE_NO_DNS",),
                (
                    "web cannot resolve `foo`",
                    "only the default bridge, where Docker runs no DNS",
                    "foo is at 172.17.0.3",
                    "docker network create",
                    "docker network connect",
                    "foo; docker",
                ),
            ),
        ),
    ),
    Symptom(
        2,
        "`--name` is not a hostname that others find",
        "docker/for-win#1009",
        _two_on_docker0,
        (
            Ask(
                "check",
                ("N1",),
                (
                    "foo, web cannot find each other by name",
                    "docker network create",
                    "foo to `foo`",
                    "(short id)",
                    "`foohost` (hostname)",
                ),
            ),
        ),
    ),
    Symptom(
        3,
        "A container on two networks resolves only some of its peers",
        "moby#17571",
        _one_shared_of_two,
        (
            Ask("names c2 c3", ("NAME_FOUND",), ("c2 finds `c3` on isolated_nw: 172.25.0.4",)),
            Ask(
                "names c2 c1",
                ("NAME_DEFAULT_BRIDGE_NO_DNS",),
                ("c2 cannot resolve `c1`", "share only the default bridge, where Docker runs no DNS"),
            ),
        ),
    ),
    Symptom(
        4,
        "With `network_mode: bridge` the names of compose services are gone",
        "docker/compose#2862",
        service_left_project_network.one_service_is_on_the_default_bridge,
        (
            Ask(
                "check",
                ("N11",),
                (
                    "shop-web-1 is on the default bridge, and shop-db-1",
                    "shop_default",
                    "`network_mode: bridge`",
                    "docker0",
                    "docker network connect --alias web shop_default shop-web-1",
                ),
            ),
        ),
    ),
    Symptom(
        5,
        "A generated name (`quirky_wozniak`) does not resolve; so it was before engine 1.13, and is on none since",
        "moby#28334, moby#30346",
        _generated_name,
        (
            Ask(
                "names web quirky_wozniak",
                ("NAME_FOUND",),
                ("web finds `quirky_wozniak` on app: 172.20.0.3", "name; 172.20.0.3"),
            ),
        ),
    ),
    Symptom(
        6,
        "“The hostname is not a DNS name”: what does a container answer to?",
        "docker/compose#2925",
        _every_origin,
        (Ask("names web", (), ("db (name)", "db (alias)", "db (hostname)", "db (short id)", "dbhost")),),
    ),
    Symptom(
        7,
        "The application talks to the `database` of another project",
        "docker/compose#8223, moby#41961, docker/compose#6735, docker/compose#11257",
        name_clash_across_projects.two_projects_with_one_alias_on_a_shared_network,
        (
            Ask(
                "names one-web-1 database",
                ("NAME_AMBIGUOUS_ACROSS_PROJECTS",),
                (
                    "`database` is ambiguous on shared",
                    "one-database-1 at 172.22.0.",
                    "two-database-1 at 172.22.0.",
                    "can land in two",
                    "one-database-1",
                ),
            ),
            Ask("check", ("N2",), ("different projects (one, two)", "docker network disconnect shared two-database-1")),
        ),
    ),
    Symptom(
        8,
        "One name, two addresses (or one address for two names)",
        "moby#43016",
        name_clash_across_projects.two_projects_with_one_alias_on_a_shared_network,
        (
            Ask(
                "check", ("N2",), ("`database` on shared is answered by one-database-1, two-database-1", "random order")
            ),
        ),
    ),
    Symptom(
        9,
        "nginx answers 502 after its upstream was recreated",
        "langgenius/dify#40808, getsentry/self-hosted#4295, docker/compose#2003",
        proxy_holds_old_address.nginx_asks_for_the_address_that_the_recreated_one_has_left,
        (
            Ask(
                "check",
                ("N7",),
                (
                    "proxy still sends to 172.28.0.5",
                    "api",
                    "172.28.0.6",
                    "10:14",
                    "09:00",
                    "nginx -s reload",
                    "resolver 127.0.0.11",
                ),
            ),
        ),
    ),
    Symptom(
        10,
        "`docker network connect --link` on the default bridge does nothing",
        "moby#28947, docker/cli#2030",
        _linked_by_connect,
        (
            Ask(
                "names web sql",
                ("NAME_LINK_ON_DEFAULT_BRIDGE",),
                ("The link db:sql of web on the default bridge does nothing", "docker network create"),
            ),
        ),
    ),
    Symptom(
        11,
        "`--link` breaks with a restart, or its variables are gone since 29",
        "moby#22295, docker/cli#7042, docker/cli#6263",
        link_variables_gone.a_link_on_29,
        (
            Ask(
                "check",
                ("N5", "L603"),
                (
                    "engine 29.7.2 sets no variables for links",
                    "web finds db only by --link",
                    "one way",
                    "docker network create",
                ),
            ),
        ),
    ),
    Symptom(
        12,
        "Docker's DNS answers SERVFAIL for names outside, and finds containers",
        "docker/for-linux#392, moby#43705, tailscale/tailscale#14008",
        _forwarder_on_the_lan,
        (
            Ask(
                "names web git.example.com",
                ("NAME_UNKNOWN",),
                ("forwards the query to 192.168.0.1", "web /HostConfig/Dns: 192.168.0.1"),
            ),
            Ask("names web db", ("NAME_FOUND",), ("web finds `db` on app",)),
        ),
    ),
)
