"""Who answers a name: the table of what people ask, and what the answer must say."""

# ruff: noqa: E501 - a table reads best with one case a line

from collections.abc import Callable

import pytest

from inspector.analysis.directory import directory
from inspector.analysis.names import resolve
from inspector.model.answer import NameOutcome, NameQuery, Resolution
from inspector.model.ids import HOST, Kind, Ref
from inspector.pipeline import questions
from tests.build import World, ident


def asked(world: World, asker: str, name: str, family: int = 0) -> Resolution:
    ref = HOST if asker == "host" else Ref(Kind.CONTAINER, ident(f"container {asker}"))
    return resolve(questions(world.snapshot()).facts, NameQuery(ref, name, family))


def default_bridge() -> World:
    world = World()
    world.container("web", networks={"bridge": "172.17.0.2"})
    world.container("foo", networks={"bridge": "172.17.0.3"})
    return world


def two_networks() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.network("other", subnet="172.21.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"})
    world.container(
        "db", networks={"app": {"IPAddress": "172.20.0.3", "Aliases": ["sql"]}}, config={"Hostname": "dbhost"}
    )
    world.container("far", networks={"other": "172.21.0.2"})
    world.container("old", networks={"app": {}}, state="exited")
    world.container("looping", networks={"app": {}}, state="restarting")
    world.container("frozen", networks={"app": "172.20.0.9"}, state="paused")
    world.container("node", mode="host")
    world.container("lonely", mode="none")
    world.container("sidecar", mode=f"container:{ident('container db')}")
    world.container(
        "given", networks={"app": "172.20.0.8"}, host_config={"ExtraHosts": ["host.docker.internal:host-gateway"]}
    )
    return world


def two_projects() -> World:
    """cases 7 and 8: two compose projects on one external network, each with a service `database`."""
    world = World()
    world.network("shared", subnet="172.22.0.0/16")
    for number, project in enumerate(("one", "two")):
        for place, role in enumerate(("web", "database"), 2 + 10 * number):
            endpoint = {"IPAddress": f"172.22.0.{place}", "Aliases": [role]}
            world.container(f"{project}-{role}-1", networks={"shared": endpoint}, service=f"{project}/{role}")
    return world


def replicas() -> World:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    for number in (1, 2):
        endpoint = {"IPAddress": f"172.20.0.{number + 1}", "Aliases": ["api"]}
        world.container(f"shop-api-{number}", networks={"app": endpoint}, service="shop/api")
    return world


def left_project() -> World:
    """case 4: a compose service with `network_mode: bridge`."""
    world = World()
    world.network("shop_default", subnet="172.23.0.0/16", project="shop")
    world.container("shop-web-1", networks={"bridge": "172.17.0.2"}, mode="bridge", service="shop/web")
    world.container("shop-db-1", networks={"shop_default": "172.23.0.2"}, service="shop/db")
    return world


def internal() -> World:
    world = World()
    world.network("inside", subnet="172.24.0.0/16", internal=True)
    world.container("web", networks={"inside": "172.24.0.2"})
    return world


def linked() -> World:
    """case 11: a legacy link is a line of /etc/hosts."""
    world = World(version="20.10.24", api="1.41")
    world.container("db", networks={"bridge": "172.17.0.3"})
    world.container("client", networks={"bridge": "172.17.0.2"}, links=["db:database"])
    return world


CASES: list[tuple[Callable[[], World], str, str, str, str, tuple[str, ...], str]] = [
    # world, asker, name, outcome, code, words of the sentence, words of the fixes
    (default_bridge, "web", "foo", "forwarded", "NAME_DEFAULT_BRIDGE_NO_DNS", ("web", "`foo`", "default bridge", "172.17.0.3"), "docker network connect app foo"),
    (two_networks, "web", "db", "found", "NAME_FOUND", ("`db`", "app", "172.20.0.3"), ""),
    (two_networks, "web", "DB", "found", "NAME_FOUND", ("172.20.0.3",), ""),
    (two_networks, "web", "sql", "found", "NAME_FOUND", ("alias of db",), ""),
    (two_networks, "web", "dbhost", "found", "NAME_FOUND", ("hostname of db",), ""),
    (two_networks, "web", ident("container db")[:12], "found", "NAME_FOUND", ("short id of db",), ""),
    (two_networks, "web", "db.app", "found", "NAME_FOUND", ("172.20.0.3",), ""),
    (two_networks, "sidecar", "web", "found", "NAME_FOUND", ("sidecar", "172.20.0.2"), ""),
    (two_networks, "web", "frozen", "found", "NAME_FOUND", ("172.20.0.9",), ""),
    (two_networks, "web", "far", "forwarded", "NAME_NO_SHARED_NETWORK", ("web is on app", "far on other"), "docker network connect other web"),
    (two_networks, "web", "db.other", "forwarded", "NAME_UNKNOWN", ("`db.other`",), ""),
    (two_networks, "web", "old", "forwarded", "NAME_TARGET_NOT_RUNNING", ("old is exited",), "docker start old"),
    (two_networks, "web", "looping", "forwarded", "NAME_TARGET_NOT_RUNNING", ("looping is restarting",), "docker logs"),
    (two_networks, "web", "node", "forwarded", "NAME_TARGET_HOST_MODE", ("host's network namespace",), "host-gateway"),
    (two_networks, "web", "sidecar", "forwarded", "NAME_TARGET_SHARES_NAMESPACE", ("`db`",), ""),
    (two_networks, "web", "dbb", "forwarded", "NAME_UNKNOWN", ("Close: db",), "use db"),
    (two_networks, "web", "example.com", "forwarded", "NAME_UNKNOWN", ("forwards",), ""),
    (two_networks, "web", "host.docker.internal", "forwarded", "NAME_HOST_INTERNAL", ("Docker Desktop",), "host-gateway"),
    (two_networks, "given", "host.docker.internal", "found", "NAME_IN_HOSTS_FILE", ("172.17.0.1",), ""),
    (two_networks, "web", "localhost", "found", "NAME_IN_HOSTS_FILE", ("127.0.0.1",), ""),
    (two_networks, "web", "172.20.0.3", "found", "NAME_IS_ADDRESS", ("already",), ""),
    (two_networks, "web", "fd00::3", "found", "NAME_IS_ADDRESS", ("already",), ""),
    (two_networks, "web", "3.0.20.172.in-addr.arpa", "found", "NAME_POINTER", ("db.app",), ""),
    (two_networks, "node", "db", "forwarded", "NAME_ASKER_HOST_MODE", ("Docker serves no names", "172.20.0.3"), ""),
    (two_networks, "host", "db", "forwarded", "NAME_ASKER_HOST", ("172.20.0.3",), ""),
    (two_networks, "old", "db", "not-found", "ASKER_NOT_RUNNING", ("old is exited",), "docker start old"),
    (two_projects, "one-web-1", "database", "found", "NAME_AMBIGUOUS_ACROSS_PROJECTS", ("`database` is ambiguous on shared", "one-database-1", "two-database-1", "can land in two"), "one-database-1"),
    (replicas, "shop-api-1", "api", "found", "NAME_SHARED", ("shared by shop-api-1", "random order"), ""),
    (left_project, "shop-web-1", "db", "forwarded", "NAME_NO_SHARED_NETWORK", ("`network_mode: bridge` is docker0",), "docker network connect shop_default shop-web-1"),
    (internal, "web", "example.com", "not-found", "NAME_INTERNAL_NO_UPSTREAM", ("only on internal networks", "SERVFAIL"), ""),
    (linked, "client", "database", "found", "NAME_IN_HOSTS_FILE", ("172.17.0.3",), ""),
    (linked, "db", "client", "forwarded", "NAME_DEFAULT_BRIDGE_NO_DNS", ("default bridge",), ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("made", "asker", "name", "outcome", "code", "words", "mends"),
    CASES,
    ids=[f"{made.__name__}: {asker} asks for {name}" for made, asker, name, *_ in CASES],
)
def test_a_name_is_answered_as_the_engine_would_and_the_sentence_says_why(
    made: Callable[[], World], asker: str, name: str, outcome: str, code: str, words: tuple[str, ...], mends: str
) -> None:
    found = asked(made(), asker, name)
    assert (found.outcome.value, found.code) == (outcome, code), found.sentence
    for word in words:
        assert word in found.sentence
    assert mends in " ".join(f"{fix.text} {fix.command}" for fix in found.fixes)


def test_a_family_that_the_container_has_no_address_of_is_not_found() -> None:
    found = asked(two_networks(), "web", "db", 6)
    assert (found.outcome, found.code) == (NameOutcome.NOT_FOUND, "NAME_NO_ADDRESS_OF_FAMILY")


def test_every_answer_but_a_literal_cites_what_it_rests_on() -> None:
    for made, asker, name, *_ in CASES:
        found = asked(made(), asker, name)
        assert found.cites or found.code == "NAME_IS_ADDRESS", (asker, name)


@pytest.mark.parametrize("name", ["a b", "", ".", "..", "a" * 70, "x." * 200, "`$(id)`", "\x1b[1m", "é", "::ffff:1.2.3.4", "0x7f.1"])  # fmt: skip
def test_no_name_is_too_odd_to_be_answered(name: str) -> None:
    assert asked(two_networks(), "web", name).sentence


@pytest.mark.parametrize("name", ["web; rm -rf /", "$(id)", "a b"])
def test_a_command_quotes_the_names_in_it(name: str) -> None:
    world = default_bridge()
    world.container(name, networks={"bridge": "172.17.0.9"})
    commands = [fix.command for fix in asked(world, "web", name).fixes]
    assert commands
    assert all(f"'{name}'" in command for command in commands)


def test_the_directory_lists_what_is_answered_and_how() -> None:
    world = two_networks()
    facts = questions(world.snapshot()).facts
    found = directory(facts, Ref(Kind.CONTAINER, ident("container web")))
    names = {one.query.name: one.addresses for one in found}
    assert names["db"] == names["sql"] == names["dbhost"] == ("172.20.0.3",)
    assert "far" not in names
    assert "old" not in names
    for one in found:
        assert resolve(facts, one.query) == one


def test_a_name_hidden_by_an_earlier_network_is_listed_with_its_network() -> None:
    world = World()
    world.network("a", subnet="172.20.0.0/16")
    world.network("b", subnet="172.21.0.0/16")
    world.container("web", networks={"a": "172.20.0.2", "b": "172.21.0.2"})
    world.container("first", networks={"a": {"IPAddress": "172.20.0.3", "Aliases": ["api"]}})
    world.container("second", networks={"b": {"IPAddress": "172.21.0.3", "Aliases": ["api"]}})
    found = directory(questions(world.snapshot()).facts, Ref(Kind.CONTAINER, ident("container web")))
    names = {one.query.name: one.addresses for one in found}
    assert names["api"] == ("172.20.0.3",)
    assert names["api.b"] == ("172.21.0.3",)


def test_a_container_without_a_resolver_of_docker_has_only_its_hosts_file() -> None:
    world = two_networks()
    facts = questions(world.snapshot()).facts
    assert directory(facts, Ref(Kind.CONTAINER, ident("container no such"))) == ()
    for asker in ("lonely", "node"):
        assert all(one.via == "hosts" for one in directory(facts, Ref(Kind.CONTAINER, ident(f"container {asker}"))))
