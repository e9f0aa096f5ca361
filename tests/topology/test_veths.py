"""The veth table, on hand-made hosts. The lab compares the same table with real engines."""

import gzip
from pathlib import Path
from typing import Any

import msgspec
import pytest

from inspector.model.container import Container, Endpoint, Mode, NetworkMode, State
from inspector.model.evidence import Evidence
from inspector.model.netns import Address, Interface, InterfaceRow, Netns
from inspector.model.network import Network
from inspector.model.snapshot import Snapshot
from inspector.parse.snapshot import parse
from inspector.topology.veths import interface_rows

LO = Interface(ifindex=1, name="lo", up=True, addresses=(Address(4, "127.0.0.1", 8),))
FRONT = Network(id="f" * 64, name="front", driver="bridge", bridge="br-front")
BACK = Network(id="b" * 64, name="back", driver="bridge", bridge="br-back", internal=True)
LAN = Network(id="1" * 64, name="lan", driver="macvlan", parent="eth0")
OVERLAY = Network(id="o" * 64, name="far", driver="overlay", scope="swarm")
GWBRIDGE = Network(id="a" * 64, name="docker_gwbridge", driver="bridge", bridge="docker_gwbridge")
NONE = Network(id="0" * 64, name="none", driver="null")
NETWORKS = (BACK, OVERLAY, FRONT, LAN, NONE, GWBRIDGE)


def _veth(index: int, name: str, peer: int, nsid: int | None, **more: Any) -> Interface:
    return Interface(ifindex=index, name=name, kind="veth", peer_ifindex=peer, peer_nsid=nsid, up=True, **more)


def _eth(index: int, name: str, peer: int, last: int, net: int = 1, **more: Any) -> Interface:
    """A container's end: its address 172.{net}.0.{last} and the MAC that older engines make of it."""
    more = {"kind": "veth", "mtu_bytes": 1500} | more
    return Interface(
        ifindex=index,
        name=name,
        mac=f"02:42:ac:{net:02x}:00:{last:02x}",
        peer_ifindex=peer,
        peer_nsid=0,
        up=True,
        addresses=(Address(4, f"172.{net}.0.{last}", 16),),
        **more,
    )


def _endpoint(network: Network, last: int, net: int = 1, **more: Any) -> Endpoint:
    facts = {"mac": f"02:42:AC:{net:02x}:00:{last:02x}", "ipv4": f"172.{net}.0.{last}", "ipv4_prefix": 16}
    return Endpoint(network=network.name, network_id=network.id, **facts | more)


def _container(name: str, *endpoints: Endpoint, mode: Mode = Mode.NETWORK, state: State = State.RUNNING) -> Container:
    return Container(
        id=name * 8, name=name, state=state, network_mode=NetworkMode(mode), endpoints=endpoints, sandbox_key="x"
    )


def _host(*links: Interface) -> Netns:
    bridges = (
        Interface(ifindex=10 + n, name=net.bridge, kind="bridge") for n, net in enumerate(NETWORKS) if net.bridge
    )
    eth0 = Interface(ifindex=2, name="eth0", up=True)
    return Netns(inode="100", host=True, interfaces=(LO, eth0, *bridges, *links))


def _inside(inode: str, nsid: int | None, names: str, *links: Interface, read: bool = True) -> Netns:
    return Netns(
        inode=inode,
        nsid=nsid,
        read=read,
        containers=tuple(name * 8 for name in names.split()),
        interfaces=(LO, *links) if read else (),
    )


def _rows(containers: tuple[Container, ...], *namespaces: Netns) -> list[InterfaceRow]:
    snapshot = Snapshot(taken_at="", digest="", containers=containers, networks=NETWORKS, namespaces=tuple(namespaces))
    return list(interface_rows(snapshot))


def _brief(rows: list[InterfaceRow]) -> list[tuple[str, str, int, str, str, str]]:
    return [(r.container_name, r.interface, r.ifindex, r.host_interface, r.bridge, r.network) for r in rows]


def test_a_row_joins_both_ends_and_names_the_network() -> None:
    host = _host(_veth(21, "vethweb", 20, 3, master="br-front"))
    web = _container("web", _endpoint(FRONT, 2))
    assert _rows((web,), host, _inside("200", 3, "web", _eth(20, "eth0", 21, 2))) == [
        InterfaceRow(
            container="web" * 8,
            container_name="web",
            interface="eth0",
            ifindex=20,
            kind="veth",
            mac="02:42:ac:01:00:02",
            mtu_bytes=1500,
            addresses=("172.1.0.2/16",),
            host_interface="vethweb",
            host_ifindex=21,
            bridge="br-front",
            network="front",
            network_id=FRONT.id,
            netns="200",
        )
    ]


def test_from_engine_28_on_every_container_counts_from_two_and_none_is_mixed_up() -> None:
    host = _host(
        _veth(21, "veth1", 2, 5, master="br-front"),
        _veth(22, "veth2", 2, 6, master="br-front"),
        _veth(23, "veth3", 3, 6, master="br-back"),
    )
    containers = (_container("api", _endpoint(FRONT, 3), _endpoint(BACK, 3, 2)), _container("web", _endpoint(FRONT, 2)))
    rows = _rows(
        containers,
        host,
        _inside("200", 5, "web", _eth(2, "eth0", 21, 2)),
        _inside("201", 6, "api", _eth(2, "eth0", 22, 3), _eth(3, "eth1", 23, 3, 2)),
    )
    assert _brief(rows) == [
        ("api", "eth0", 2, "veth2", "br-front", "front"),
        ("api", "eth1", 3, "veth3", "br-back", "back"),
        ("web", "eth0", 2, "veth1", "br-front", "front"),
    ]


def test_ethn_is_joined_by_mac_whatever_its_position() -> None:
    """After a restart eth0 may be another network than before."""
    host = _host(_veth(23, "veth3", 2, 6, master="br-back"), _veth(24, "veth4", 3, 6, master="br-front"))
    api = _container("api", _endpoint(FRONT, 3), _endpoint(BACK, 3, 2))
    rows = _rows((api,), host, _inside("201", 6, "api", _eth(2, "eth0", 23, 3, 2), _eth(3, "eth1", 24, 3)))
    assert [(row.interface, row.network) for row in rows] == [("eth0", "back"), ("eth1", "front")]


@pytest.mark.parametrize(
    ("front", "back"),
    [({"mac": ""}, {"mac": ""}), ({"mac": "02:42:ac:01:00:03"}, {"mac": "02:42:ac:01:00:03"})],
    ids=["an engine that tells no MAC", "one MAC on both networks"],
)
def test_where_the_mac_does_not_decide_the_address_does(front: dict[str, str], back: dict[str, str]) -> None:
    api = _container("api", _endpoint(FRONT, 3, **front), _endpoint(BACK, 3, 2, **back))
    rows = _rows((api,), _host(), _inside("201", 6, "api", _eth(2, "eth0", 23, 3, 2), _eth(3, "eth1", 24, 3)))
    assert [(row.interface, row.network) for row in rows] == [("eth0", "back"), ("eth1", "front")]


@pytest.mark.parametrize(
    "other",
    [
        _veth(21, "vethX", 2, 9, master="br-front"),
        _veth(21, "vethX", 7, 3, master="br-front"),
        Interface(ifindex=21, name="br-x", kind="bridge"),
        _veth(21, "vethX", 2, None, master="br-front"),
    ],
    ids=["of another namespace", "of another interface", "no veth", "both ends on the host"],
)
def test_a_host_interface_that_does_not_point_back_is_not_the_other_end(other: Interface) -> None:
    """An overlay's other end is in a namespace of its own: what has that number on the host is something else."""
    far = _container("far", _endpoint(OVERLAY, 2))
    rows = _rows((far,), _host(other), _inside("200", 3, "far", _eth(2, "eth0", 21, 2)))
    assert _brief(rows) == [("far", "eth0", 2, "", "", "far")]


def test_an_overlays_way_out_has_no_endpoint_but_its_bridge_tells_the_network() -> None:
    host = _host(_veth(31, "vethgw", 4, 3, master="docker_gwbridge"))
    far = _container("far", _endpoint(OVERLAY, 2))
    rows = _rows((far,), host, _inside("200", 3, "far", _eth(4, "eth1", 31, 3, 18)))
    assert _brief(rows) == [("far", "eth1", 4, "vethgw", "docker_gwbridge", "docker_gwbridge")]


def test_recordings_without_namespace_numbers_are_joined_by_both_ends() -> None:
    host = _host(_veth(21, "vethweb", 20, 3, master="br-front"))
    rows = _rows((_container("web", _endpoint(FRONT, 2)),), host, _inside("200", None, "web", _eth(20, "eth0", 21, 2)))
    assert _brief(rows) == [("web", "eth0", 20, "vethweb", "br-front", "front")]


@pytest.mark.parametrize("kind", ["macvlan", "ipvlan"])
def test_a_macvlan_or_ipvlan_has_its_parent_and_no_bridge(kind: str) -> None:
    rows = _rows(
        (_container("iot", _endpoint(LAN, 9)),), _host(), _inside("200", 3, "iot", _eth(7, "eth0", 2, 9, kind=kind))
    )
    assert [row.kind for row in rows] == [kind]
    assert _brief(rows) == [("iot", "eth0", 7, "eth0", "", "lan")]


def test_a_sidecar_shows_the_interfaces_of_the_namespace_that_it_shares() -> None:
    host = _host(_veth(21, "vethweb", 2, 3, master="br-front"))
    containers = (_container("debug", mode=Mode.CONTAINER), _container("web", _endpoint(FRONT, 2)))
    rows = _rows(containers, host, _inside("200", 3, "web debug", _eth(2, "eth0", 21, 2)))
    assert _brief(rows) == [
        ("debug", "eth0", 2, "vethweb", "br-front", "front"),
        ("web", "eth0", 2, "vethweb", "br-front", "front"),
    ]


def test_an_orphaned_sidecar_has_no_interface_although_its_target_runs() -> None:
    host = _host(_veth(21, "vethweb", 2, 3, master="br-front"))
    containers = (_container("debug", mode=Mode.CONTAINER), _container("web", _endpoint(FRONT, 2)))
    rows = _rows(containers, host, _inside("200", 3, "web", _eth(2, "eth0", 21, 2)), _inside("201", 4, "debug"))
    assert [row.container_name for row in rows] == ["web"]


def test_host_none_and_stopped_containers_have_no_rows() -> None:
    containers = (
        _container("alone", Endpoint("none", NONE.id, "e"), mode=Mode.NONE),
        _container("node", mode=Mode.HOST),
        _container("old", Endpoint("front", FRONT.id), state=State.EXITED),
    )
    host = Netns(inode="100", host=True, containers=("node" * 8,), interfaces=(LO,))
    assert _rows(containers, host, _inside("200", None, "alone")) == []


def test_a_paused_container_keeps_its_interfaces() -> None:
    host = _host(_veth(21, "vethweb", 2, 3, master="br-front"))
    web = _container("web", _endpoint(FRONT, 2), state=State.PAUSED)
    assert len(_rows((web,), host, _inside("200", 3, "web", _eth(2, "eth0", 21, 2)))) == 1


def test_sleeping_tunnels_of_the_kernel_are_not_listed_but_a_vpn_is() -> None:
    tunl0 = Interface(ifindex=2, name="tunl0", kind="ipip")
    wg0 = Interface(ifindex=3, name="wg0", kind="wireguard", up=True, addresses=(Address(4, "10.8.0.2", 24),))
    rows = _rows((_container("vpn"),), _host(), _inside("200", 3, "vpn", tunl0, wg0))
    assert _brief(rows) == [("vpn", "wg0", 3, "", "", "")]


def test_without_any_host_facts_a_row_says_what_the_engine_tells_and_no_more() -> None:
    containers = (
        _container("alone", Endpoint("none", NONE.id, "e"), mode=Mode.NONE),
        _container("debug", mode=Mode.CONTAINER),
        _container("web", _endpoint(FRONT, 2, ipv6="fd00::2", ipv6_prefix=64)),
    )
    (row,) = _rows(containers)
    assert _brief([row]) == [("web", "", 0, "", "br-front", "front")]
    assert row.addresses == ("172.1.0.2/16", "fd00::2/64")
    assert row.kind == ""


def test_seen_from_the_host_alone_the_veth_and_the_ifindex_are_still_exact() -> None:
    """An unprivileged user may ask for the host's number of a namespace, but not look into it."""
    host = _host(
        _veth(22, "veth2", 2, 6, master="br-front"),
        _veth(23, "veth3", 3, 6, master="br-back"),
        _veth(24, "veth4", 2, 7, master="br-front"),
    )
    containers = (
        _container("api", _endpoint(FRONT, 3), _endpoint(BACK, 3, 2), _endpoint(LAN, 9, 4)),
        _container("web", _endpoint(FRONT, 2)),
    )
    rows = _rows(containers, host, _inside("n6", 6, "api", read=False), _inside("n7", 7, "web", read=False))
    assert _brief(rows) == [
        ("api", "", 0, "", "", "lan"),
        ("api", "", 2, "veth2", "br-front", "front"),
        ("api", "", 3, "veth3", "br-back", "back"),
        ("web", "", 2, "veth4", "br-front", "front"),
    ]
    assert rows[1].mac == _endpoint(FRONT, 3).mac


RECORDED = {
    "20.10": """
        db       eth0 459 veth4a3a42f docker0 bridge
        frozen   eth0 469 vethc13bdd6 docker0 bridge
        hidden   eth0 465 veth8bcc189 docker0 bridge
        lone     eth0 463 vethbbe1526 docker0 bridge
        sidecar  eth0 461 veth0b045d9 docker0 bridge
        web      eth0 461 veth0b045d9 docker0 bridge""",
    "29.7": """
        debug          eth0 2 veth902f6af br-42474537de60 shop_front
        debug          eth1 3 vethd751702 br-130b0fb8f0eb shop_back
        legacy         eth0 2 veth4d9b6b7 docker0         bridge
        legacy         eth1 3 vethaf328fb br-60b464b5b525 other
        shop-api-1     eth0 2 veth902f6af br-42474537de60 shop_front
        shop-api-1     eth1 3 vethd751702 br-130b0fb8f0eb shop_back
        shop-api-2     eth0 2 vethbfe719c br-42474537de60 shop_front
        shop-api-2     eth1 3 vethc38e9b9 br-130b0fb8f0eb shop_back
        shop-db-1      eth0 2 veth1dcdff7 br-130b0fb8f0eb shop_back
        shop-proxy-1   eth0 2 veth0836b61 br-42474537de60 shop_front
        shop-worker-1  eth0 2 veth30593cc br-130b0fb8f0eb shop_back
        stranger       eth0 2 veth156be79 br-60b464b5b525 other""",
}


@pytest.mark.parametrize("version", RECORDED)
def test_the_table_of_a_recorded_host_is_what_its_ip_printed(version: str) -> None:
    path = Path(__file__).parents[1] / "evidence" / f"interfaces-{version}.json.gz"
    evidence = msgspec.json.decode(gzip.decompress(path.read_bytes()), type=Evidence)
    told = [" ".join(map(str, row)) for row in _brief(list(interface_rows(parse(evidence))))]
    assert told == [" ".join(line.split()) for line in RECORDED[version].strip().splitlines()]
