"""The kernel's facts on real engines: what the inspector tells against what `ip`, `docker exec` and /sys say there."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from inspector.collect.host import read_host
from inspector.collect.live import collect_live
from inspector.collect.netns import away, enter, read_here
from inspector.model.evidence import Evidence, Why
from inspector.model.netns import InterfaceRow
from inspector.parse.snapshot import parse
from inspector.topology.veths import interface_rows
from tests.lab.machine import IMAGE, Machine
from tests.lab.reading import settled

pytestmark = pytest.mark.lab

NETWORKS = {
    "front": [],
    "back": ["--subnet", "10.50.0.0/24", "--gateway", "10.50.0.1"],
    "inner": ["--internal"],
    "six": ["--ipv6", "--subnet", "fd00:99::/64"],
    "lan": ["--driver", "macvlan", "--opt", "parent=eth0", "--subnet", "10.88.0.0/24"],
}
EVERYTHING = """
ip netns add cmp; ip netns add cmp2; ip -n cmp link set lo up
ip -n cmp link add br0 type bridge; ip -n cmp link set br0 up
ip -n cmp link add va type veth peer name vb; ip -n cmp link set va master br0 up; ip -n cmp link set vb up
ip -n cmp link set vb alias 'x y <b>'
ip -n cmp link add out type veth peer name in netns cmp2; ip -n cmp link set out master br0
ip -n cmp link add mv link vb type macvlan mode bridge; ip -n cmp link set mv up
ip -n cmp link add vl link vb type vlan id 42 || true
ip -n cmp address add 10.1.0.1/24 dev br0; ip -n cmp address add 10.1.0.2/24 dev br0
ip -n cmp address add 10.9.0.1 peer 10.9.0.2/32 dev vb
ip -n cmp address add 10.77.0.1/24 brd + dev mv valid_lft 5000 preferred_lft 4000
ip -n cmp address add fd00:1::1/64 dev br0 nodad; ip -n cmp address add fd00:2::1/64 dev vb nodad
ip -n cmp route add default via 10.1.0.254; ip -n cmp route add default via 10.1.0.253 metric 500
ip -n cmp -6 route add default via fd00:1::fe metric 5
ip -n cmp route add blackhole 10.66.0.0/16; ip -n cmp route add unreachable 10.67.0.0/16
ip -n cmp route add prohibit 10.68.0.1; ip -n cmp route add throw 10.69.0.0/24 table 77
ip -n cmp route add 10.70.0.0/16 nexthop via 10.1.0.5 weight 3 nexthop via 10.1.0.6 dev br0 onlink
ip -n cmp -6 route add fd70::/32 nexthop via fd00:1::5 nexthop via fd00:1::6 weight 4
ip -n cmp -6 route add blackhole fd66::/32
ip -n cmp route add 10.71.0.0/16 via inet6 fd00:1::9 dev br0
ip -n cmp route add 10.72.0.0/16 dev vb mtu 1400 src 10.9.0.1 proto static scope link
ip -n cmp route add 10.73.0.0/16 via 10.1.0.9 dev br0 table 100 proto bird
ip -n cmp route add 10.75.0.0/24 tos 0x10 via 10.1.0.9
"""


@pytest.fixture(scope="module")
def host(engine: Machine) -> Machine:
    for name, options in NETWORKS.items():
        engine.docker("network", "create", *options, name)
    _run(engine, "many")
    for name in ("back", "front", "six"):
        engine.docker("network", "connect", name, "many")
    _run(engine, "two", "--network", "front")
    engine.docker("network", "connect", "inner", "two")
    _run(engine, "node", "--network", "host")
    _run(engine, "alone", "--network", "none")
    _run(engine, "iot", "--network", "lan")
    _run(engine, "frozen", "--network", "back")
    _run(engine, "stopped", "--network", "back")
    engine.docker("create", "--name", "created", "--network", "back", IMAGE, "sleep", "1000")
    _run(engine, "again", "--network", "back")
    _run(engine, "orphan", "--network", "container:again")
    engine.docker("restart", "--time", "0", "again", "two", "many")
    _run(engine, "sidecar", "--network", "container:many")
    engine.docker("pause", "frozen")
    engine.docker("stop", "--time", "0", "stopped")
    return engine


@pytest.fixture(scope="module")
def evidence(host: Machine) -> Evidence:
    return collect_live(host.url)


@pytest.fixture(scope="module")
def rows(evidence: Evidence) -> tuple[InterfaceRow, ...]:
    return interface_rows(parse(evidence))


def _run(engine: Machine, name: str, *options: str) -> None:
    engine.docker("run", "--detach", "--init", "--name", name, *options, IMAGE, "sleep", "1000")


def _inspect(host: Machine, name: str) -> dict[str, Any]:
    (container,) = json.loads(host.docker("inspect", name))
    return dict(container)


def _ip(host: Machine, *words: str, name: str = "") -> list[dict[str, Any]]:
    """`ip -j -d` on the host, or in a container's namespace."""
    inside = ["nsenter", "--target", str(_inspect(host, name)["State"]["Pid"]), "-n"] if name else []
    return list(json.loads(host.host(*inside, "ip", "-j", "-d", *words) or "[]"))


def _expected(host: Machine, name: str, owner: str) -> set[tuple[Any, ...]]:
    """The rows of one container, by `ip` inside and outside and by the addresses that the engine tells of its owner."""
    outside = {link["ifindex"]: link for link in _ip(host, "link")}
    networks = _inspect(host, owner)["NetworkSettings"]["Networks"]
    by_address = {address: net for net, end in networks.items() if (address := end["IPAddress"])}
    found = set()
    for link in _ip(host, "address", name=name):
        if link["ifname"] == "lo":
            continue
        other = outside[link["link_index"]]
        macvlan = link["linkinfo"]["info_kind"] == "macvlan"
        network = next(by_address[info["local"]] for info in link["addr_info"] if info["local"] in by_address)
        addresses = tuple(f"{info['local']}/{info['prefixlen']}" for info in link["addr_info"])
        bridge = "" if macvlan else other["master"]
        ends = (link["ifname"], link["ifindex"], other["ifname"], other["ifindex"])
        found.add((*ends, link["address"], link["mtu"], addresses, bridge, network))
    return found


def _told(rows: tuple[InterfaceRow, ...], name: str) -> set[tuple[Any, ...]]:
    return {
        (
            *(row.interface, row.ifindex, row.host_interface, row.host_ifindex),
            *(row.mac, row.mtu_bytes, row.addresses, row.bridge, row.network),
        )
        for row in rows
        if row.container_name == name
    }


@pytest.mark.parametrize(
    ("name", "owner", "count"),
    [
        *[("many", "many", 4), ("sidecar", "many", 4), ("two", "two", 2), ("iot", "iot", 1)],
        *[("frozen", "frozen", 1), ("again", "again", 1), ("orphan", "orphan", 0), ("alone", "alone", 0)],
    ],
)
def test_every_row_is_what_ip_says_inside_and_outside(
    name: str, owner: str, count: int, host: Machine, rows: tuple[InterfaceRow, ...]
) -> None:
    expected = _expected(host, name, owner)
    assert len(expected) == count
    assert _told(rows, name) == expected


@pytest.mark.parametrize("name", ["many", "sidecar", "two", "iot", "again"])
def test_every_row_is_what_the_container_sees_of_itself(
    name: str, host: Machine, rows: tuple[InterfaceRow, ...]
) -> None:
    for row in rows:
        if row.container_name == name:
            files = [f"/sys/class/net/{row.interface}/{file}" for file in ("ifindex", "iflink", "address", "mtu")]
            seen = host.docker("exec", name, "cat", *files).split()
            assert seen == [str(row.ifindex), str(row.host_ifindex), row.mac, str(row.mtu_bytes)]


def test_nothing_else_has_rows_and_no_veth_of_a_bridge_is_forgotten(
    host: Machine, rows: tuple[InterfaceRow, ...]
) -> None:
    names = {"many", "sidecar", "two", "iot", "frozen", "again"}
    assert {row.container_name for row in rows} == names
    attached = {link["ifname"] for link in _ip(host, "link") if "master" in link}
    assert {row.host_interface for row in rows if row.bridge} == attached


def test_namespaces_say_who_is_inside_and_nothing_could_not_be_read(host: Machine, evidence: Evidence) -> None:
    snapshot = parse(evidence)
    names = {container.id: container.name for container in snapshot.containers}
    inside = {frozenset(names[ident] for ident in one.containers) for one in snapshot.namespaces if not one.host}
    assert inside == {
        frozenset(pair.split()) for pair in ("many sidecar", "two", "iot", "frozen", "again", "orphan", "alone")
    }
    assert snapshot.host_netns is not None
    assert [names[ident] for ident in snapshot.host_netns.containers] == ["node"]
    assert [gap for gap in evidence.gaps if "namespace" in gap.what or "link" in gap.what] == []
    assert all(one.read for one in snapshot.namespaces)


def test_two_readings_are_equal_once_ipv6_has_found_its_addresses_unique(host: Machine, evidence: Evidence) -> None:
    settled(host)
    first, again = (read_host(evidence.engine, host.socket) for _ in range(2))
    for entry in (*first.namespaces.values(), *again.namespaces.values()):
        for neighbour in entry["neigh"]:
            del neighbour["state"]  # It ages by itself.
    assert again == first


def test_a_container_that_ends_in_the_middle_becomes_a_gap_and_the_others_are_read(
    host: Machine, evidence: Evidence
) -> None:
    _run(host, "brief", "--network", "front")
    before = collect_live(host.url, host_facts=False)
    host.docker("restart", "--time", "0", "brief")
    try:
        reading = read_host(before.engine, host.socket)
    finally:
        host.docker("rm", "--force", "brief")
    assert [(gap.where, gap.why) for gap in reading.gaps] == [("container brief", Why.VANISHED)]
    assert reading.namespaces.keys() == evidence.namespaces.keys()


# Imports everything as root, then gives up every privilege but the membership in the socket's group.
UNPRIVILEGED = """
import os, sys
from inspector.collect.live import collect_live
url = sys.argv[1]
collect_live(url)
os.setgroups([]); os.setgid(os.stat(url.removeprefix("unix://")).st_gid); os.setuid(65534)
print(collect_live(url).canonical().decode())
"""


@pytest.fixture(scope="module")
def unprivileged(host: Machine) -> Evidence:
    said = host.host(sys.executable, "-c", UNPRIVILEGED, "unix:///run/docker.sock")
    return msgspec.json.decode(said, type=Evidence)


def test_an_unprivileged_member_of_the_docker_group_gets_gaps_with_a_remedy(unprivileged: Evidence) -> None:
    gaps = [gap for gap in unprivileged.gaps if gap.why is Why.PERMISSION]
    assert {gap.what for gap in gaps} == {
        "interfaces, addresses and routes inside the containers",
        "firewall rules",
        "docker-proxy processes",
        "/etc/hosts and /etc/resolv.conf",
        "owner, mode and free space of files, and where links lead",
    }
    assert all("sudo" in gap.remedy for gap in gaps)


def test_an_unprivileged_member_of_the_docker_group_still_gets_exact_veths(
    unprivileged: Evidence, rows: tuple[InterfaceRow, ...]
) -> None:
    def ends(rows: tuple[InterfaceRow, ...]) -> set[tuple[Any, ...]]:
        return {
            (row.container_name, row.ifindex, row.host_interface, row.host_ifindex, row.bridge, row.network, row.mac)
            for row in rows
            if row.bridge
        }

    assert ends(interface_rows(parse(unprivileged))) == ends(rows)


def test_an_unprivileged_user_of_another_namespace_gets_the_engines_facts_and_a_gap(host: Machine) -> None:
    """This process is outside of the engine's namespaces, so that even the host's own links are out of reach."""
    host.state.chmod(0o711)
    said = subprocess.run(
        [sys.executable, "-c", UNPRIVILEGED, host.url], capture_output=True, text=True, check=True, cwd=Path.cwd()
    ).stdout
    evidence = msgspec.json.decode(said, type=Evidence)
    assert evidence.namespaces == {}
    assert Why.PERMISSION in {gap.why for gap in evidence.gaps}
    snapshot = parse(evidence)
    told = {(row.container_name, row.network, row.host_interface) for row in interface_rows(snapshot)}
    assert ("two", "inner", "") in told


@pytest.fixture(scope="module")
def everything(engine: Machine) -> Iterator[Path]:
    """A namespace on the engine's host with a link, an address and a route of every sort."""
    engine.host("sh", "-e", "-c", EVERYTHING)
    yield Path(f"/proc/{engine.pid}/root/run/netns/cmp")
    engine.host("ip", "netns", "delete", "cmp")
    engine.host("ip", "netns", "delete", "cmp2")


def _read(path: Path) -> dict[str, Any]:
    def task() -> dict[str, Any]:
        fd = os.open(path, os.O_RDONLY)
        try:
            enter(fd)
        finally:
            os.close(fd)
        return read_here(Path("/proc/thread-self"))

    return away(task)


def _order(entry: dict[str, Any]) -> str:
    keys = ("ifindex", "table", "dst", "metric", "type", "dev", "tos")
    return json.dumps([entry.get(key) for key in keys])


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("link", ["link"]),
        ("addr", ["address"]),
        ("route", ["-4", "route", "show", "table", "all"]),
        ("route6", ["-6", "route", "show", "table", "all"]),
    ],
)
def test_our_reading_is_what_ip_prints(key: str, words: list[str], everything: Path, engine: Machine) -> None:
    ours = sorted(_read(everything)[key], key=_order)
    real = sorted(json.loads(engine.host("ip", "-n", "cmp", "-j", "-d", *words)), key=_order)
    assert len(ours) == len(real) > 5
    for own, said in zip(ours, real, strict=True):
        own["flags"], said["flags"] = own.get("flags"), [flag for flag in said.get("flags", []) if flag != "M-DOWN"]
        if key == "addr":
            own["flags"] = said["flags"]
            said["addr_info"] = [
                {fact: value for fact, value in info.items() if not fact.endswith("_life_time")}
                for info in said["addr_info"]
            ]
        if key == "link":
            assert own.pop("linkinfo", {}).get("info_kind") == said.pop("linkinfo", {}).get("info_kind")
        if key.startswith("route"):
            assert said.keys() - own.keys() <= {"nh_info"}
        assert own == {fact: said.get(fact) for fact in own}


def test_a_table_that_changes_while_it_is_read_is_read_whole(everything: Path, engine: Machine) -> None:
    """The kernel marks such a dump; without another try some interfaces would be missing or be there twice."""
    churn = "while :; do ip -n cmp link add t1 type veth peer name t2; ip -n cmp link del t1; done"
    nsenter = ["nsenter", "--target", str(engine.pid), "-m", "-n", "sh", "-c", churn]
    stays = {"lo", "br0", "va", "vb", "out", "mv"}
    with subprocess.Popen(nsenter) as process:
        try:
            for _ in range(30):
                names = [link["ifname"] for link in _read(everything)["link"]]
                assert stays <= set(names)
                assert len(names) == len(set(names))
        finally:
            process.kill()
    engine.host("sh", "-c", "ip -n cmp link del t1 2>/dev/null || true")
