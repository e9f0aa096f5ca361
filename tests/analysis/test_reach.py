"""What a client meets: the table of what people ask, and what the answer must say."""

# ruff: noqa: E501 - a table reads best with one case a line

from collections.abc import Callable
from typing import Any

import pytest

from inspector.analysis import asking
from inspector.errors import UsageError
from inspector.model.answer import ClientSees, PathState, Protocol, Trace
from inspector.pipeline import Case, build
from tests.build import World, ident

LO = {"ifindex": 1, "ifname": "lo", "link_type": "loopback", "flags": ["UP"], "operstate": "UNKNOWN"}


def asked(case: Case, source: str, destination: str, port: int | None = 80, protocol: Protocol = Protocol.TCP) -> Trace:
    return asking.reach(case.topology, case.world, source, destination, protocol, port)


def shop(**host: Any) -> World:
    """Two networks, every kind of neighbour, an engine of 28.5 whose host was not read."""
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.network("other", subnet="172.21.0.0/16")
    world.network("quiet", subnet="172.22.0.0/16", options={"com.docker.network.bridge.enable_icc": "false"})
    world.network("inside", subnet="172.23.0.0/16", internal=True)
    world.container("web", networks={"app": "172.20.0.2"})
    world.container("db", networks={"app": "172.20.0.3", "other": "172.21.0.3"}, exposed=["5432/tcp"])
    world.container("far", networks={"other": "172.21.0.2"}, ports=["8080:80"])
    world.container("old", networks={"app": {}}, state="exited")
    world.container("frozen", networks={"app": "172.20.0.9"}, state="paused")
    world.container("mute-1", networks={"quiet": "172.22.0.2"})
    world.container("mute-2", networks={"quiet": "172.22.0.3"})
    world.container("hidden", networks={"inside": "172.23.0.2"})
    world.container("shut", networks={"inside": "172.23.0.3"}, ports=["9000:80"])
    world.container("lonely", mode="none")
    world.container("node", mode="host")
    world.container("sidecar", mode=f"container:{ident('container db')}")
    return world


def default_bridge() -> World:
    world = World()
    world.container("web", networks={"bridge": "172.17.0.2"})
    world.container("foo", networks={"bridge": "172.17.0.3"})
    return world


CASES: list[tuple[Callable[[], World], str, str, str, str, str, tuple[str, ...], str]] = [
    # world, source, destination, client sees, path, code, words of the sentence, words of the fixes
    (shop, "web", "db", "unknown", "open", "LISTENER_UNKNOWN", ("db at 172.20.0.3 is open", "tcp port 80"), ""),
    (shop, "web", "172.20.0.3", "unknown", "open", "LISTENER_UNKNOWN", ("is open",), ""),
    (shop, "sidecar", "web", "unknown", "open", "LISTENER_UNKNOWN", ("web",), ""),
    (shop, "sidecar", "localhost", "unknown", "open", "LISTENER_UNKNOWN", ("127.0.0.1",), ""),
    (shop, "web", "far", "name-not-found", "blocked", "NAME_NO_SHARED_NETWORK", ("web is on app, far on other", "By address:"), "docker network connect other web"),
    (shop, "web", "container:far", "timed-out", "blocked", "NET_NO_SHARED_NETWORK", ("share no network", "between its bridges"), "docker network connect other web"),
    (shop, "web", "172.21.0.3", "timed-out", "blocked", "NET_OTHER_ADDRESS", ("share app", "other"), "172.20.0.3"),
    (shop, "mute-1", "mute-2", "timed-out", "blocked", "NET_ICC_OFF", ("enable_icc=false",), "publish the port"),
    (shop, "hidden", "172.20.0.2", "network-unreachable", "blocked", "NET_INTERNAL_NO_ROUTE", ("only on inside", "internal"), "docker network connect"),
    (shop, "hidden", "internet", "network-unreachable", "blocked", "NET_INTERNAL_NO_ROUTE", ("no way out",), ""),
    (shop, "hidden", "shut", "unknown", "open", "LISTENER_UNKNOWN", ("shut",), ""),
    (shop, "lonely", "172.20.0.2", "network-unreachable", "blocked", "NET_NONE", ("no network but loopback",), "docker network connect"),
    (shop, "web", "old", "name-not-found", "unknown", "NAME_TARGET_NOT_RUNNING", ("old is exited",), "docker start old"),
    (shop, "web", "container:old", "unknown", "blocked", "TARGET_NOT_RUNNING", ("old is exited",), "docker start old"),
    (shop, "old", "web", "unknown", "unknown", "SOURCE_NOT_RUNNING", ("old is exited",), "docker start old"),
    (shop, "web", "172.20.0.77", "host-unreachable", "blocked", "NO_SUCH_NEIGHBOUR", ("Nobody has 172.20.0.77 on app",), ""),
    (shop, "web", "internet", "unknown", "open", "LEAVES_HOST", ("way out of the host to 1.1.1.1 is open",), ""),
    (shop, "internet", "container:web", "timed-out", "blocked", "PORT_NOT_PUBLISHED", ("From outside", "not published"), "-p 80:80"),
    (shop, "internet", "container:far", "timed-out", "blocked", "DIRECT_ACCESS_BLOCKED", ("From outside",), "8080"),
    (default_bridge, "web", "foo", "name-not-found", "open", "NAME_DEFAULT_BRIDGE_NO_DNS", ("default bridge", "By address: The way to foo at 172.17.0.3 is open"), "docker network create app"),
    (default_bridge, "web", "container:foo", "unknown", "open", "LISTENER_UNKNOWN", ("foo at 172.17.0.3",), ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("made", "source", "destination", "sees", "path", "code", "words", "mends"),
    CASES,
    ids=[f"{made.__name__}: {source} to {destination}" for made, source, destination, *_ in CASES],
)
def test_from_inspect_data_alone_the_way_is_told_and_what_is_not_known_is_said(
    made: Callable[[], World],
    source: str,
    destination: str,
    sees: str,
    path: str,
    code: str,
    words: tuple[str, ...],
    mends: str,
) -> None:
    found = asked(made().case(), source, destination)
    assert (found.client_sees.value, found.path.value, found.code) == (sees, path, code), found.sentence
    for word in words:
        assert word in found.sentence
    assert mends in " ".join(f"{fix.text} {fix.command}" for fix in found.fixes)
    assert found.gaps or found.client_sees is not ClientSees.UNKNOWN


def test_what_is_assumed_is_said_and_marked_on_each_fact() -> None:
    found = asked(shop().case(), "web", "container:far")
    assert found.assumed
    assert any(cite.assumed for hop in found.hops for cite in hop.cites)


def test_an_open_way_has_hops_there_and_back() -> None:
    found = asked(shop().case(), "web", "db")
    assert [hop.place for hop in found.hops][:2] == ["names", "web"]
    assert found.hops[-1].place == "db"
    assert found.reply[-1].place == "web"


@pytest.mark.parametrize("protocol", list(Protocol))
def test_icmp_udp_and_tcp_take_the_same_open_way(protocol: Protocol) -> None:
    found = asked(shop().case(), "web", "db", 53, protocol)
    assert found.path is PathState.OPEN
    assert (found.client_sees is ClientSees.CONNECTED) == (protocol is Protocol.ICMP)


def test_an_engine_of_29_that_hides_its_backend_is_answered_where_both_agree() -> None:
    world = shop()
    world.engine["/version"]["Version"] = "29.1.0"
    case = world.case()
    assert case.world.other is not None
    assert asked(case, "web", "db").path is PathState.OPEN
    assert asked(case, "web", "container:far").client_sees is ClientSees.TIMED_OUT


@pytest.mark.parametrize(
    ("source", "destination", "address"),
    [
        ("web", "host", "172.20.0.1"),
        ("hidden", "host", "172.23.0.1"),
        ("node", "host", "127.0.0.1"),
        ("host", "(host)", "127.0.0.1"),
        ("web", "container:node", "172.20.0.1"),
        ("sidecar", "container:db", "127.0.0.1"),
        ("web", "container:sidecar", "172.20.0.3"),
        ("far", "container:sidecar", "172.21.0.3"),
        ("external:192.0.2.7", "container:web", "172.20.0.2"),
        ("web", "internet", "1.1.1.1"),
        ("web", "[::1]", "::1"),
    ],
)
def test_a_destination_is_the_address_that_the_source_would_use(source: str, destination: str, address: str) -> None:
    assert asked(shop().case(), source, destination).address == address


@pytest.mark.parametrize(
    ("source", "destination", "port", "said"),
    [
        ("wep", "db", 80, "Did you mean web"),
        ("web", "container:dbb", 80, "Did you mean db"),
        ("external:nowhere", "db", 80, "not an address"),
        ("internet", "db", 80, "asks no DNS of Docker"),
        ("web", "web", None, "No tcp port of web"),
        ("web", "host", None, "Which tcp port of host"),
    ],
)
def test_words_that_name_nothing_are_an_error_with_what_to_say(
    source: str, destination: str, port: int | None, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        asked(shop().case(), source, destination, port)


def test_the_only_port_of_a_container_may_be_left_out_and_several_are_listed() -> None:
    world = shop()
    world.container("two", networks={"app": "172.20.0.30"}, exposed=["80/tcp", "443/tcp", "53/udp"])
    case = world.case()
    assert asked(case, "web", "db", None).flow.port == 5432
    assert asked(case, "web", "172.20.0.3", None).flow.port == 5432
    assert asked(case, "web", "two", None, Protocol.UDP).flow.port == 53
    with pytest.raises(UsageError, match="80, 443"):
        asked(case, "web", "two", None)


@pytest.mark.parametrize(
    "destination",
    ["fe80::1%eth0", "::", "0.0.0.0", "255.255.255.255", "224.0.0.1", "ff02::1", "127.9.9.9", "a b", "::ffff:172.20.0.3", "1.2.3", "x" * 300],
)  # fmt: skip
@pytest.mark.parametrize("source", ["web", "host", "node", "lonely"])
def test_no_destination_is_too_odd_to_be_answered(source: str, destination: str) -> None:
    assert asked(shop().case(), source, destination).sentence


def test_evidence_without_networks_or_containers_is_answered() -> None:
    world = World()
    world.networks.clear()
    world.container("web", networks={"gone": "172.30.0.2"})
    case = build(world.evidence())
    for destination in ("172.30.0.3", "1.1.1.1", "db", "localhost"):
        assert asked(case, "web", destination).sentence
