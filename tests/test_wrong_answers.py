"""Answers that other tools get wrong about probes, names, wires and sockets: ours are right."""

from itertools import permutations

import pytest

from inspector.analysis import asking
from inspector.analysis.matrix import matrix
from inspector.collect.probe_exec import Said, read
from inspector.model.answer import ClientSees, NameOutcome, Protocol
from inspector.pipeline import build, check
from inspector.topology.veths import interface_rows
from tests.build import World
from tests.recorded import recorded

BUSYBOX = """PING 172.20.0.3 (172.20.0.3): 56 data bytes
64 bytes from 172.20.0.3: seq=0 ttl=64 time=0.087 ms

--- 172.20.0.3 ping statistics ---
1 packets transmitted, 1 packets received, 0% packet loss
"""
IPUTILS = BUSYBOX.replace("1 packets received", "1 received")


@pytest.mark.parametrize("text", [BUSYBOX, IPUTILS], ids=["busybox", "iputils"])
def test_a_ping_that_was_answered_is_told_by_its_exit_code_whatever_its_words(text: str) -> None:
    assert read(Said(0, text), Protocol.ICMP, "172.20.0.3", 0.1, "", "ping").client_sees is ClientSees.CONNECTED


def test_a_ping_that_was_not_answered_is_no_success_although_it_says_received() -> None:
    lost = BUSYBOX.replace("1 packets received, 0%", "0 packets received, 100%")
    assert read(Said(1, lost), Protocol.ICMP, "172.20.0.3", 5.0, "", "ping").client_sees is ClientSees.TIMED_OUT


def test_an_image_without_ping_has_not_failed_the_test_it_was_not_asked() -> None:
    assert Said(127, "ping: not found").missing


def test_all_pairs_of_a_network_are_asked_not_its_first_two_containers() -> None:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    for number in range(3):
        state = "paused" if number == 2 else "running"
        world.container(f"c{number}", networks={"app": f"172.20.0.{number + 2}"}, exposed=["80/tcp"], state=state)
    found = matrix(world.case().world, 80)
    label = {name: group.label for group in found.groups for name in group.names}
    told = {(cell.source, cell.target) for cell in found.cells}
    assert {(label[a], label[b]) for a, b in permutations(("c0", "c1", "c2"), 2)} <= told
    assert label["c2"] != label["c0"]


def test_a_host_without_networks_of_its_own_has_no_working_names() -> None:
    world = World()
    world.container("web", networks={"bridge": "172.17.0.2"})
    world.container("db", networks={"bridge": "172.17.0.3"})
    case = world.case()
    told = asking.names(case.topology, case.world, "web", "db")
    assert told.outcome is not NameOutcome.FOUND
    assert told.code == "NAME_DEFAULT_BRIDGE_NO_DNS"
    assert "N1" in [one.rule for one in check(case).findings]


@pytest.mark.parametrize("name", ["interfaces-20.10", "interfaces-28.5", "interfaces-29.7"])
def test_no_veth_is_given_to_two_namespaces_though_their_interfaces_all_count_from_two(name: str) -> None:
    rows = interface_rows(build(recorded(name)).snapshot)
    wires = {(row.netns, row.ifindex, row.host_interface) for row in rows if row.kind == "veth" and row.host_interface}
    assert wires
    assert len(wires) == len({end for _, _, end in wires})


def test_a_docker_socket_that_is_mounted_read_only_is_found_all_the_same() -> None:
    world = World()
    world.container("agent", mounts=["/var/run/docker.sock:/var/run/docker.sock:ro"])
    found = [one for one in check(world.case()).findings if one.slug == "docker-socket"]
    assert len(found) == 1
    assert "Read-only changes nothing" in found[0].detail
