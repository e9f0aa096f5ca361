"""`ip -j` of a namespace, whoever recorded it, as the model's interfaces and routes."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.model.evidence import Why
from inspector.model.netns import Address, Interface, Neighbour, Netns, Route, Socket
from inspector.parse.netlink import namespaces

RECORDED = sorted((Path(__file__).parents[1] / "evidence").glob("interfaces-*.json.gz"))


def _one(**entry: Any) -> Netns:
    (namespace,), gaps = namespaces({"4026531840": entry})
    assert gaps == ()
    return namespace


def _link(**facts: Any) -> Interface:
    lo = {"ifindex": 1, "ifname": "lo"}
    return _one(link=[lo, {"ifindex": 7, "ifname": "eth0", **facts}]).interfaces[1]


def test_an_interface_has_its_facts_and_its_addresses_in_the_kernels_order() -> None:
    link = {
        "ifindex": 7,
        "ifname": "eth0",
        "flags": ["BROADCAST", "UP", "LOWER_UP"],
        "mtu": 1450,
        "operstate": "UP",
        "address": "02:42:AC:11:00:02",
        "linkinfo": {"info_kind": "veth"},
        "link_index": 8,
        "link_netnsid": 0,
    }
    told = [
        {"family": "inet", "local": "172.17.0.2", "prefixlen": 16, "scope": "global"},
        {"family": "inet6", "local": "fe80::1", "prefixlen": 64, "scope": "link"},
        {"family": "mpls", "local": "?"},
    ]
    assert _one(link=[link], addr=[{"ifindex": 7, "addr_info": told}]).interfaces == (
        Interface(
            ifindex=7,
            name="eth0",
            kind="veth",
            mac="02:42:ac:11:00:02",
            mtu_bytes=1450,
            up=True,
            operstate="UP",
            peer_ifindex=8,
            peer_nsid=0,
            addresses=(Address(4, "172.17.0.2", 16, "global"), Address(6, "fe80::1", 64, "link")),
        ),
    )


@pytest.mark.parametrize(
    ("facts", "index", "nsid"),
    [
        ({"link_index": 9, "link_netnsid": 0}, 9, 0),
        ({"link_index": 9, "link_netnsid": 4}, 9, 4),
        ({"link": "lo"}, 1, None),
        ({"link": None}, 0, None),
        ({"link": "gone"}, 0, None),
        ({}, 0, None),
    ],
    ids=["host", "another", "same namespace, by name", "no lower link", "a name that is not there", "no peer"],
)
def test_the_other_end_is_an_index_in_the_namespace_that_nsid_numbers(
    facts: dict[str, Any], index: int, nsid: int | None
) -> None:
    interface = _link(**facts)
    assert (interface.peer_ifindex, interface.peer_nsid) == (index, nsid)


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        ({"dst": "default", "gateway": "10.0.0.1", "dev": "eth0"}, ("default", "10.0.0.1", "eth0", "main", "unicast")),
        ({"type": "blackhole", "dst": "10.9.0.0/16", "table": "77"}, ("10.9.0.0/16", "", "", "77", "blackhole")),
        (
            {"dst": "10.9.0.0/16", "via": {"family": "inet6", "host": "fe80::9"}, "dev": "eth0"},
            ("10.9.0.0/16", "fe80::9", "eth0", "main", "unicast"),
        ),
    ],
    ids=["default", "blackhole", "IPv4 by an IPv6 gateway"],
)
def test_a_route_leads_where_the_kernel_says(route: dict[str, Any], expected: tuple[str, ...]) -> None:
    (found,) = _one(route=[route]).routes
    assert (found.destination, found.gateway, found.device, found.table, found.type) == expected


def test_a_multipath_route_is_one_route_for_each_next_hop() -> None:
    hops = [{"gateway": "10.0.0.1", "dev": "a", "weight": 1}, {"gateway": "10.0.0.2", "dev": "b", "weight": 3}]
    assert _one(route6=[{"dst": "fd00::/64", "metric": 9, "nexthops": hops}]).routes == tuple(
        Route(family=6, destination="fd00::/64", gateway=gateway, device=device, metric=9, scope="global")
        for gateway, device in (("10.0.0.1", "a"), ("10.0.0.2", "b"))
    )


def test_the_hosts_namespace_comes_first_and_the_others_by_inode() -> None:
    found, _ = namespaces({"3": {}, "2": {"host": True}, "1": {}})
    assert [(namespace.inode, namespace.host) for namespace in found] == [("2", True), ("1", False), ("3", False)]


@pytest.mark.parametrize(
    ("entry", "read"), [({"link": []}, True), ({}, False), ({"link": None}, False)], ids=["empty", "absent", "null"]
)
def test_a_namespace_known_only_by_its_number_is_not_read(entry: dict[str, Any], read: bool) -> None:
    namespace = _one(**entry, nsid=5, containers=["b", "a"])
    assert (namespace.read, namespace.nsid, namespace.containers) == (read, 5, ("a", "b"))


def test_neighbours_have_the_state_that_the_kernel_gives_them() -> None:
    told = [
        {"dst": "10.0.0.9", "dev": "eth0", "state": ["FAILED"]},
        {"dst": "10.0.0.1", "dev": "eth0", "lladdr": "02:42:0A:00:00:01", "router": None, "state": ["REACHABLE"]},
    ]
    assert _one(neigh=told).neighbours == (
        Neighbour("10.0.0.1", "eth0", "02:42:0a:00:00:01", "REACHABLE"),
        Neighbour("10.0.0.9", "eth0", "", "FAILED"),
    )


def test_a_socket_is_read_with_its_address_its_peer_and_its_device() -> None:
    told = {"protocol": "udp", "address": "::", "port": 53, "v6only": True, "peer": "[fe80::1]:5", "device": "eth0"}
    assert _one(sockets=[told, told]).sockets == (Socket("udp", "::", 53, True, "[fe80::1]:5", "eth0"),)


def test_that_nobody_listens_is_not_that_nobody_was_asked() -> None:
    assert _one(sockets=[]).sockets == ()
    assert _one(link=[]).sockets is None
    assert _one(sockets=None).sockets is None


def test_settings_keep_their_text_even_where_the_kernel_has_none() -> None:
    told = {"net.ipv4.ip_forward": "1", "net.bridge.bridge-nf-call-iptables": "absent"}
    assert _one(sysctl=told).sysctls == (
        ("net.bridge.bridge-nf-call-iptables", "absent"),
        ("net.ipv4.ip_forward", "1"),
    )


@pytest.mark.parametrize(
    ("entry", "found"),
    [({}, False), ({"rule": []}, False), ({"rule": [{"priority": 9}]}, True), ({"rule6": [{"priority": 9}]}, True)],
    ids=repr,
)
def test_routing_rules_are_noticed(entry: dict[str, Any], found: bool) -> None:
    assert bool(_one(**entry).rules) == found


@pytest.mark.parametrize(
    "odd",
    [
        7,
        "text",
        [1],
        {"link": 7},
        {"link": [7]},
        {"link": [{"ifindex": "x"}]},
        {"addr": [{"addr_info": {}}]},
        *[{"neigh": 7}, {"neigh": [7]}, {"neigh": [{"state": "x"}]}, {"sockets": {}}, {"sockets": [{"port": "x"}]}],
        *[{"sysctl": []}, {"sysctl": {"a": 1}}, {"rule": 7}],
    ],
    ids=repr,
)
def test_an_odd_shape_becomes_a_gap(odd: object) -> None:
    found, gaps = namespaces({"1": odd})
    assert len(found) == 1
    assert {gap.why for gap in gaps} == {Why.MALFORMED}


LISTS = ["link", "addr", "route", "route6", "neigh", "sockets", "rule", "addr_info", "nexthops", "state"]
KEYS = st.sampled_from([*LISTS, "ifindex", "ifname", "link_netnsid", "linkinfo", "via", "sysctl", "port", "v6only"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=3))
def test_no_json_whatever_raises(raw: dict[str, Any]) -> None:
    found, _ = namespaces(raw)
    assert len(found) == len(raw)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name.removesuffix(".json.gz"))
def test_what_ip_recorded_on_a_real_engine_is_read_without_a_gap(path: Path) -> None:
    found, gaps = namespaces(json.loads(gzip.decompress(path.read_bytes()))["namespaces"])
    assert gaps == ()
    assert found[0].host
    bridges = {link.name for link in found[0].interfaces if link.kind == "bridge"}
    assert "docker0" in bridges
    assert all(link.peer_nsid is not None for link in found[0].interfaces if link.master in bridges)
    assert all(namespace.interfaces[0].name == "lo" for namespace in found)
