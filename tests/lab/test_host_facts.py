"""Sockets, neighbours, settings, rules, files and processes on real engines, against the tools people look with."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from inspector.collect.live import collect_live
from inspector.model.evidence import Evidence, Why
from inspector.model.snapshot import Snapshot
from inspector.parse.snapshot import parse
from tests.lab.machine import IMAGE, Machine

pytestmark = pytest.mark.lab

# Every sort of socket, in a process of the engine's host; it says when they are open.
OPEN = """
import socket, sys, time
kinds = (socket.SOCK_STREAM, socket.SOCK_DGRAM)
opened = []
def bind(family, kind, address, port, v6only=None, device=None):
    one = socket.socket(family, kind)
    if v6only is not None: one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6only)
    if device: one.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
    one.bind((address, port))
    if kind == socket.SOCK_STREAM: one.listen()
    opened.append(one)
for kind in kinds:
    bind(socket.AF_INET, kind, "0.0.0.0", 7001)
    bind(socket.AF_INET, kind, "127.0.0.1", 7002)
    bind(socket.AF_INET6, kind, "::", 7003, v6only=True)
    bind(socket.AF_INET6, kind, "::", 7004, v6only=False)
    bind(socket.AF_INET6, kind, "::1", 7005)
    bind(socket.AF_INET, kind, "0.0.0.0", 7006, device="lo")
    bind(socket.AF_INET6, kind, "::ffff:127.0.0.1", 7007)
peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); peer.bind(("127.0.0.1", 7008)); peer.connect(("127.0.0.1", 53))
print("open", flush=True)
time.sleep(1000)
"""


@pytest.fixture(scope="module")
def host(engine: Machine) -> Iterator[Machine]:
    engine.docker("network", "create", "front")
    for name, options in {
        "web": ["--network", "front", "--publish", "18080:80", "--publish", "127.0.0.1:15353:53/udp"],
        "old": ["--add-host", "gw:10.9.8.7", "--dns", "10.9.9.9", "--dns-search", "x.example"],
        "node": ["--network", "host"],
    }.items():
        engine.docker("run", "--detach", "--init", "--name", name, *options, IMAGE, "sleep", "1000")
    engine.docker("run", "--detach", "--init", "--name", "side", "--network", "container:web", IMAGE, "sleep", "1000")
    engine.docker("exec", "web", "httpd", "-p", "80")
    engine.docker("exec", "web", "ping", "-c", "1", "10.0.0.10")
    engine.host("busybox", "ping", "-c", "1", "10.0.0.1")
    engine.host("ip", "rule", "add", "from", "10.66.0.0/16", "iif", "eth0", "lookup", "66")
    nsenter = ["nsenter", "--target", str(engine.pid), "-m", "-n", "--", sys.executable, "-c", OPEN]
    with subprocess.Popen(nsenter, stdout=subprocess.PIPE, text=True) as opened:
        assert opened.stdout
        assert opened.stdout.readline() == "open\n"
        yield engine
        opened.kill()
    engine.host("ip", "rule", "delete", "from", "10.66.0.0/16")


@pytest.fixture(scope="module")
def evidence(host: Machine) -> Evidence:
    return collect_live(host.url)


@pytest.fixture(scope="module")
def snapshot(evidence: Evidence) -> Snapshot:
    return parse(evidence)


def _entry(host: Machine, evidence: Evidence, name: str) -> dict[str, Any]:
    """What was read of the namespace that a container is in."""
    ident = host.docker("inspect", "--format", "{{.Id}}", name)
    return next(dict(one) for one in evidence.namespaces.values() if ident in one["containers"])


def _inside(host: Machine, name: str, *command: str) -> str:
    """What a command of the host prints in a container's network namespace."""
    pid = host.docker("inspect", "--format", "{{.State.Pid}}", name)
    return host.host("nsenter", "--target", pid, "-n", "--", *command)


def _seen_by_ss(printed: str) -> set[tuple[str, str, str]]:
    """Protocol, local place and peer of each line: `udp UNCONN 0 0 127.0.0.1%lo:53 0.0.0.0:*`."""
    rows = [line.split() for line in printed.splitlines()]
    return {(row[0], row[4], "" if row[5].endswith("*") else row[5]) for row in rows if row}


def _as_ss_prints(one: dict[str, Any]) -> tuple[str, str, str]:
    """`*` is a `::` that takes IPv4 too; ss puts the device behind the address."""
    address = "*" if one["address"] == "::" and not one["v6only"] else one["address"]
    device = f"%{one['device']}" if one["device"] else ""
    shown = f"[{address}]" if ":" in address else address
    return one["protocol"], f"{shown}{device}:{one['port']}", one["peer"]


@pytest.mark.parametrize("name", ["node", "web", "old"])
def test_the_sockets_of_each_namespace_are_those_that_ss_shows(name: str, host: Machine, evidence: Evidence) -> None:
    told = {_as_ss_prints(one) for one in _entry(host, evidence, name)["sockets"]}
    listening = _seen_by_ss(_inside(host, name, "ss", "-tulnH"))
    every = _seen_by_ss(_inside(host, name, "ss", "-tuanH"))
    assert {one for one in told if not one[2]} == listening
    assert {one for one in told if one[2]} == {one for one in every - listening if one[0] == "udp"}


def test_every_sort_of_socket_of_the_host_is_told(host: Machine, snapshot: Snapshot) -> None:
    assert snapshot.host_netns is not None
    found = snapshot.host_netns.sockets or ()
    told = {(one.protocol, one.port): (one.address, one.v6only, one.device, one.peer) for one in found}
    for protocol in ("tcp", "udp"):
        assert told[protocol, 7001] == ("0.0.0.0", False, "", "")
        assert told[protocol, 7002] == ("127.0.0.1", False, "", "")
        assert told[protocol, 7003] == ("::", True, "", "")
        assert told[protocol, 7004] == ("::", False, "", "")
        assert told[protocol, 7005] == ("::1", False, "", "")
        assert told[protocol, 7006] == ("0.0.0.0", False, "lo", "")
        assert told[protocol, 7007] == ("::ffff:127.0.0.1", False, "", "")
    assert told["udp", 7008] == ("127.0.0.1", False, "", "127.0.0.1:53")


@pytest.mark.parametrize("name", ["node", "web"])
def test_neighbours_are_those_that_ip_shows(name: str, host: Machine, evidence: Evidence) -> None:
    """The state is the kernel's of that very moment: a minute later another one."""

    def ends(entries: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
        return {(one["dst"], one["dev"], one.get("lladdr")) for one in entries}

    shown = json.loads(_inside(host, name, "ip", "-j", "neigh") or "[]")
    told = _entry(host, evidence, name)["neigh"]
    assert ends(told) == ends(shown)
    assert told
    assert {state for one in told for state in one["state"]} <= {"REACHABLE", "STALE", "DELAY", "PROBE"}


@pytest.mark.parametrize("name", ["node", "web", "old"])
def test_settings_are_those_of_each_namespace(name: str, host: Machine, evidence: Evidence) -> None:
    told = dict(_entry(host, evidence, name)["sysctl"])
    assert told["net.ipv4.ip_forward"] == ("1" if name == "node" else "0")
    assert "net.ipv4.conf.eth0.rp_filter" in told
    assert ("net.bridge.bridge-nf-call-iptables" in told) == (name == "node")
    for key, value in told.items():
        path = f"/proc/sys/{key.replace('.', '/')}"
        if value == "absent":
            assert not Path(f"/proc/{host.pid}/root{path}").exists()
        else:
            assert _inside(host, name, "cat", path) == value


def test_a_routing_rule_of_the_users_own_is_noticed_and_nowhere_else(
    host: Machine, evidence: Evidence, snapshot: Snapshot
) -> None:
    shown = json.loads(host.host("ip", "-j", "rule"))
    told = _entry(host, evidence, "node")
    keys = ("priority", "src", "srclen", "iif", "table")
    assert [{key: one.get(key) for key in keys} for one in told["rule"]] == [
        {key: one.get(key) for key in keys} for one in shown
    ]
    assert [one.host for one in snapshot.namespaces if one.rules] == [True]


@pytest.mark.parametrize("name", ["web", "old", "node", "side"])
@pytest.mark.parametrize("file", ["hosts", "resolv.conf"])
def test_name_files_are_what_the_container_sees(name: str, file: str, host: Machine, evidence: Evidence) -> None:
    ident = host.docker("inspect", "--format", "{{.Id}}", name)
    assert evidence.files[ident][file].rstrip("\n") == host.docker("exec", name, "cat", f"/etc/{file}").rstrip("\n")


def test_name_files_are_understood(host: Machine, snapshot: Snapshot) -> None:
    names = {container.id: container.name for container in snapshot.containers} | {"host": "host"}
    files = {names[one.owner]: one for one in snapshot.name_files}
    assert files.keys() == {"web", "old", "node", "side", "host"}
    assert files["host"].nameservers == ("10.0.0.1",)
    assert files["old"].nameservers == ("10.9.9.9",)
    assert files["old"].search == ("x.example",)
    assert files["web"].nameservers == ("127.0.0.11",)
    assert ("10.9.8.7", ("gw",)) in {(line.address, line.names) for line in files["old"].hosts or ()}
    expected = {"20.10": (), "28.5": (("10.0.0.1", True),)}
    assert files["web"].ext_servers == expected.get(host.engine.label, (("10.0.0.1", False),))


def test_rules_are_those_that_iptables_save_prints_without_counters_and_dates(host: Machine) -> None:
    evidence = collect_live(host.url)
    for program in ("iptables-save", "ip6tables-save"):
        shown = re.sub(r"\[\d+:\d+\]", "[0:0]", host.host(program)).splitlines()
        told = evidence.firewall[program].splitlines()
        assert [line for line in told if line[0] != "#"] == [line for line in shown if line[0] != "#"]
        assert {line.split(" on ")[0] for line in shown if line[0] == "#"} == {line for line in told if line[0] == "#"}
    assert "-A DOCKER" in evidence.firewall["iptables-save"]


def test_tables_of_nftables_and_of_iptables_legacy_are_read_where_there_are_some(host: Machine) -> None:
    before = collect_live(host.url).firewall
    host.host("nft", "add table inet mine; add chain inet mine c { type filter hook input priority 0; }")
    host.host("iptables-legacy", "-t", "security", "-A", "INPUT", "-s", "10.66.6.6", "-j", "ACCEPT")
    host.host("ipset", "create", "bad", "hash:ip")
    host.host("iptables", "-A", "FORWARD", "-m", "set", "--match-set", "bad", "src", "-j", "DROP")
    try:
        after = collect_live(host.url).firewall
    finally:
        host.host("iptables", "-D", "FORWARD", "-m", "set", "--match-set", "bad", "src", "-j", "DROP")
        host.host("ipset", "destroy", "bad")
        host.host("nft", "delete table inet mine")
        host.host("iptables-legacy", "-t", "security", "-F")
    assert "nft -j list ruleset" not in before
    assert '"mine"' in after["nft -j list ruleset"]
    assert "10.66.6.6" in after["iptables-legacy-save"]
    assert "create bad hash:ip" in after["ipset save"]


def test_docker_proxy_processes_are_those_that_ps_shows(host: Machine, evidence: Evidence, snapshot: Snapshot) -> None:
    shown = host.host("ps", "-ww", "-C", "docker-proxy", "-o", "args=").splitlines()
    assert sorted(" ".join(words) for words in evidence.processes) == sorted(line.strip() for line in shown)
    told = {(one.protocol, one.host_ip, one.host_port, one.container_port) for one in snapshot.proxies or ()}
    assert {("tcp", "0.0.0.0", 18080, 80), ("udp", "127.0.0.1", 15353, 53)} <= told


def test_nothing_could_not_be_read_and_two_readings_are_equal(host: Machine, evidence: Evidence) -> None:
    assert [gap for gap in evidence.gaps if gap.why is not Why.NOT_READ] == []
    first, again = collect_live(host.url), collect_live(host.url)
    assert (again.firewall, again.files, again.processes) == (first.firewall, first.files, first.processes)
    for key, entry in again.namespaces.items():
        for part in ("sockets", "sysctl"):
            assert entry[part] == first.namespaces[key][part]


UNPRIVILEGED = """
import os, sys
from inspector.collect.live import collect_live
url = sys.argv[1]
collect_live(url)
os.setgroups([]); os.setgid(os.stat(url.removeprefix("unix://")).st_gid); os.setuid(65534)
print(collect_live(url).canonical().decode())
"""


def test_an_unprivileged_user_gets_the_hosts_sockets_and_a_gap_with_a_remedy_for_the_rest(host: Machine) -> None:
    said = host.host(sys.executable, "-c", UNPRIVILEGED, "unix:///run/docker.sock")
    evidence = msgspec.json.decode(said, type=Evidence)
    (entry,) = [one for one in evidence.namespaces.values() if one["host"]]
    assert 7001 in {one["port"] for one in entry["sockets"]}
    assert entry["sysctl"]["net.ipv4.ip_forward"] == "1"
    assert (evidence.firewall, evidence.files, evidence.processes) == ({}, {}, None)
    refused = {gap.what for gap in evidence.gaps if gap.why is Why.PERMISSION}
    assert {"firewall rules", "docker-proxy processes", "/etc/hosts and /etc/resolv.conf"} <= refused
    assert all("sudo" in gap.remedy for gap in evidence.gaps if gap.why is Why.PERMISSION)
