"""The tutorial on real engines: the inspector says what `ip`, `docker exec` and `docker inspect` say there."""

import ipaddress
import json
import re
from dataclasses import dataclass
from typing import Any

import pytest

from inspector.model.container import Container, Mode, PortStatus
from inspector.model.netns import InterfaceRow
from inspector.model.network import Network
from inspector.model.storage import Mount, MountKind, MountOrigin
from inspector.pipeline import Case
from inspector.pipeline import build as build_case
from inspector.topology.veths import interface_rows
from tests.lab import reading, tutorial
from tests.lab.machine import IMAGE, Machine

pytestmark = pytest.mark.lab


@dataclass(frozen=True)
class World:
    """The host, and what the inspector made of it."""

    machine: Machine
    case: Case

    def container(self, name: str) -> Container:
        (found,) = [one for one in self.case.snapshot.containers if one.name == name]
        return found

    def network(self, name: str) -> Network:
        (found,) = [one for one in self.case.snapshot.networks if one.name == name]
        return found

    def mount(self, name: str, target: str) -> Mount:
        (found,) = [one for one in self.container(name).mounts if one.target == target]
        return found

    def rows(self, name: str) -> list[InterfaceRow]:
        return [row for row in interface_rows(self.case.snapshot) if row.container_name == name]

    def inspect(self, name: str) -> Any:
        (said,) = json.loads(self.machine.docker("inspect", name))
        return said

    def ip(self, *arguments: str) -> Any:
        return json.loads(self.machine.host("ip", "-json", *arguments))


@pytest.fixture(scope="module")
def world(engine: Machine) -> World:
    tutorial.build(engine)
    return World(engine, build_case(reading.evidence(engine)))


@dataclass(frozen=True)
class Seen:
    """One interface as the container's own `ip` shows it: `5: eth0@if6: ...`."""

    ifindex: int
    name: str
    peer_ifindex: int
    mac: str
    addresses: tuple[str, ...]


def _seen_inside(machine: Machine, name: str) -> list[Seen]:
    links = machine.docker("exec", name, "ip", "-o", "link")
    addresses = machine.docker("exec", name, "ip", "-o", "addr")
    seen = []
    for ifindex, interface, peer, rest in re.findall(r"^(\d+): (\w+)@if(\d+):(.*)$", links, re.MULTILINE):
        mac = re.search(r"link/ether (\S+)", rest)
        own = re.findall(rf"^\d+: {interface}\s+inet6? (\S+)", addresses, re.MULTILINE)
        seen.append(Seen(int(ifindex), interface, int(peer), mac[1] if mac else "", tuple(sorted(own))))
    return sorted(seen, key=lambda one: one.name)


BRIDGED = ("test1", "test", "net1", "net2", "docker01", "named", "bound", "readonly", "docker02", "nginx")


@pytest.mark.parametrize("name", [*BRIDGED, "tutorial-web-1", "tutorial-redis-1"])
def test_every_interface_has_the_host_veth_bridge_and_network_that_ip_shows(world: World, name: str) -> None:
    on_host = {link["ifindex"]: link for link in world.ip("link")}
    networks = world.inspect(name)["NetworkSettings"]["Networks"]
    rows = sorted(world.rows(name), key=lambda row: row.interface)
    assert [(row.ifindex, row.interface, row.host_ifindex, row.mac) for row in rows] == [
        (seen.ifindex, seen.name, seen.peer_ifindex, seen.mac) for seen in _seen_inside(world.machine, name)
    ]
    assert len(rows) == len(networks)
    for row, seen in zip(rows, _seen_inside(world.machine, name), strict=True):
        veth = on_host[seen.peer_ifindex]
        assert (row.host_interface, row.bridge) == (veth["ifname"], veth["master"])
        assert tuple(sorted(row.addresses)) == seen.addresses
        (network,) = [network for network, said in networks.items() if said["MacAddress"] == seen.mac]
        assert (row.network, row.network_id) == (network, networks[network]["NetworkID"])


def test_publish_all_gives_the_exposed_port_a_port_of_the_host(world: World) -> None:
    published = [port for port in world.container("test1").ports if port.status is PortStatus.PUBLISHED]
    said = world.machine.docker("port", "test1").splitlines()
    assert {(port.port, port.protocol) for port in published} == {(80, "tcp")}
    assert {str(port.host_port) for port in published} == {line.rpartition(":")[2] for line in said}
    (port, *_) = {port.host_port for port in published}
    assert world.machine.host("busybox", "wget", "-qO-", f"http://127.0.0.1:{port}/") == "hello"


def test_a_link_on_docker0_is_the_name_in_etc_hosts_and_the_variables(world: World) -> None:
    (link,) = world.container("test").links
    assert (link.target, link.alias, link.legacy) == ("test1", "test1", True)
    (address,) = [end.ipv4 for end in world.container("test1").endpoints if end.network == "bridge"]
    hosts = world.machine.docker("exec", "test", "cat", "/etc/hosts")
    assert [line.split()[0] for line in hosts.splitlines() if "test1" in line.split()] == [address]
    assert f"TEST1_PORT_80_TCP_ADDR={address}" in world.machine.docker("exec", "test", "env").splitlines()


def test_mynet_is_a_bridge_with_the_subnet_and_gateway_asked_for(world: World) -> None:
    mynet = world.network("mynet")
    assert [(subnet.cidr, subnet.gateway) for subnet in mynet.subnets] == [("192.168.0.0/16", "192.168.0.1")]
    assert (mynet.driver, mynet.bridge, mynet.user_defined) == ("bridge", f"br-{mynet.id[:12]}", True)
    (bridge,) = world.ip("addr", "show", mynet.bridge)
    assert ("192.168.0.1", 16) in [(one["local"], one["prefixlen"]) for one in bridge["addr_info"]]


def test_a_container_connected_to_a_second_network_has_two_addresses(world: World) -> None:
    test1 = world.container("test1")
    said = world.inspect("test1")["NetworkSettings"]["Networks"]
    assert {end.network: end.ipv4 for end in test1.endpoints} == {name: one["IPAddress"] for name, one in said.items()}
    assert {end.network for end in test1.endpoints} == {"bridge", "mynet"}
    for end in test1.endpoints:
        subnet = ipaddress.ip_network(world.network(end.network).subnets[0].cidr)
        assert ipaddress.ip_address(end.ipv4) in subnet


def test_the_containers_of_mynet_reach_each_other_by_name_and_the_inspector_shows_both_ends(world: World) -> None:
    (net2,) = [end.ipv4 for end in world.container("net2").endpoints]
    assert f"({net2})" in world.machine.docker("exec", "net1", "ping", "-c", "1", "net2")
    members = {row.container_name for row in interface_rows(world.case.snapshot) if row.network == "mynet"}
    assert members == {"net1", "net2", "test1", "in-test1"}


@pytest.mark.parametrize(("network", "option"), [("bridge", ()), ("mynet", ("--network", "mynet"))])
def test_each_started_container_adds_one_veth_to_its_bridge(
    world: World, network: str, option: tuple[str, ...]
) -> None:
    bridge = world.network(network).bridge
    before = {row.host_interface for row in interface_rows(world.case.snapshot) if row.bridge == bridge}
    assert before == {link["ifname"] for link in world.ip("link", "show", "master", bridge)}
    world.machine.docker("run", "-d", "--name", "one-more", *option, IMAGE, *tutorial.FOREVER)
    try:
        now = interface_rows(build_case(reading.evidence(world.machine)).snapshot)
        after = {row.host_interface: row.container_name for row in now if row.bridge == bridge}
        (added,) = set(after) - before
        assert after[added] == "one-more"
        assert set(after) == {link["ifname"] for link in world.ip("link", "show", "master", bridge)}
    finally:
        world.machine.docker("rm", "-f", "one-more")


MOUNTS = {
    "anonymous": ("docker01", "/data", MountKind.VOLUME, None, True, MountOrigin.BINDS),
    "named": ("named", "/data", MountKind.VOLUME, "my_volume", True, MountOrigin.BINDS),
    "bind": ("bound", "/container/path", MountKind.BIND, "", True, MountOrigin.BINDS),
    "read-only": ("readonly", "/etc/nginx", MountKind.VOLUME, "nginxconfig", False, MountOrigin.BINDS),
    "inherited": ("docker02", "/data", MountKind.VOLUME, None, True, MountOrigin.VOLUMES_FROM),
    "nginx's configuration": ("nginx", "/etc/nginx", MountKind.VOLUME, "nginx_config", True, MountOrigin.BINDS),
    "nginx's pages": ("nginx", "/usr/share/nginx/html", MountKind.VOLUME, "nginx_data", True, MountOrigin.BINDS),
}


@pytest.mark.parametrize(("name", "target", "kind", "volume", "writable", "origin"), MOUNTS.values(), ids=MOUNTS)
def test_a_mount_is_what_inspect_and_the_container_say(
    world: World, name: str, target: str, kind: MountKind, volume: str | None, writable: bool, origin: MountOrigin
) -> None:
    mount = world.mount(name, target)
    (said,) = [one for one in world.inspect(name)["Mounts"] if one["Destination"] == target]
    assert (mount.kind, mount.source, mount.volume) == (said["Type"], said["Source"], said.get("Name", ""))
    assert (mount.kind, mount.writable, mount.origin) == (kind, writable, origin)
    assert volume is None or mount.volume == volume
    written = world.machine.docker("exec", name, "sh", "-c", f"touch {target}/x 2>/dev/null && echo yes || echo no")
    assert written == ("yes" if mount.writable else "no")


def test_an_unnamed_volume_is_anonymous_and_a_named_one_is_not(world: World) -> None:
    assert world.mount("docker01", "/data").anonymous
    assert not world.mount("named", "/data").anonymous


def test_volumes_from_gives_the_same_volume_of_docker01(world: World) -> None:
    given, taken = world.mount("docker01", "/data"), world.mount("docker02", "/data")
    assert (taken.volume, taken.inherited_from) == (given.volume, world.container("docker01").id)
    world.machine.docker("exec", "docker01", "sh", "-c", "echo shared > /data/file")
    assert world.machine.docker("exec", "docker02", "cat", "/data/file") == "shared"


def test_a_bind_is_the_folder_of_the_host(world: World) -> None:
    assert world.mount("bound", "/container/path").source == "/srv/path"
    world.machine.docker("exec", "bound", "sh", "-c", "echo here > /container/path/file")
    assert world.machine.host("cat", "/srv/path/file") == "here"


def test_a_published_port_stands_on_every_address_of_the_host(world: World) -> None:
    ports = world.container("nginx").ports
    published = {(p.host_ip, p.host_port, p.port, p.protocol) for p in ports if p.status is PortStatus.PUBLISHED}
    assert published == {("0.0.0.0", 8888, 8888, "tcp"), ("::", 8888, 8888, "tcp")}
    assert [(p.port, p.protocol) for p in ports if p.status is PortStatus.EXPOSED] == [(80, "tcp")]
    assert ":8888" in world.machine.host("ss", "-Hltn")


def test_a_compose_project_has_its_services_its_network_and_its_port(world: World) -> None:
    web, redis = world.container("tutorial-web-1"), world.container("tutorial-redis-1")
    assert [(one.project, one.compose and one.compose.service) for one in (web, redis)] == [
        ("tutorial", "web"),
        ("tutorial", "redis"),
    ]
    assert {end.network for one in (web, redis) for end in one.endpoints} == {"tutorial_default"}
    assert world.network("tutorial_default").project == "tutorial"
    published = {(port.host_port, port.port) for port in web.ports if port.status is PortStatus.PUBLISHED}
    assert published == {(5000, 5000)}
    assert world.machine.host("busybox", "wget", "-qO-", "http://127.0.0.1:5000/") == "hello"
    assert "0% packet loss" in world.machine.docker("exec", "tutorial-web-1", "ping", "-c", "1", "redis")


MODES = {
    "docker01": Mode.BRIDGE,
    "in-host": Mode.HOST,
    "in-none": Mode.NONE,
    "in-test1": Mode.CONTAINER,
    "net1": Mode.NETWORK,
}


@pytest.mark.parametrize(("name", "mode"), MODES.items())
def test_a_network_mode_is_the_one_asked_for(world: World, name: str, mode: Mode) -> None:
    assert world.container(name).network_mode.mode is mode


def test_container_mode_names_the_container_whose_interfaces_it_sees(world: World) -> None:
    test1 = world.container("test1")
    assert world.container("in-test1").network_mode.target == test1.id
    assert _seen_inside(world.machine, "in-test1") == _seen_inside(world.machine, "test1")
    assert [row.host_interface for row in world.rows("in-test1")] == [row.host_interface for row in world.rows("test1")]


def test_host_mode_sees_the_hosts_interfaces_and_none_mode_only_loopback(world: World) -> None:
    assert "docker0" in world.machine.docker("exec", "in-host", "ip", "link")
    assert world.machine.docker("exec", "in-none", "ls", "/sys/class/net").split() == ["lo"]
    (host,) = [space for space in world.case.snapshot.namespaces if space.host]
    assert world.container("in-host").id in host.containers
    (alone,) = [space for space in world.case.snapshot.namespaces if world.container("in-none").id in space.containers]
    assert [interface.name for interface in alone.interfaces] == ["lo"]


def test_nothing_was_left_unread_for_root_on_the_host(world: World) -> None:
    assert world.case.snapshot.gaps == ()
