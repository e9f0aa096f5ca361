"""Routing rules of the host's owner, as VPN clients add them: the same choice as `ip route get`, or unknown by name."""

import json
import subprocess
import uuid
from collections.abc import Iterator

import pytest

from inspector.analysis.routing import route
from inspector.model.netns import Netns
from inspector.parse.netlink import namespaces

pytestmark = pytest.mark.lab

SETUP = """
link set lo up
link add one type veth peer name one-far
link add two type veth peer name two-far
link set one up
link set one-far up
link set two up
link set two-far up
addr add 10.1.0.2/24 dev one
addr add 10.2.0.2/24 dev two
route add default via 10.1.0.1
route add 192.0.2.0/24 via 10.2.0.1 table 52
route add default via 10.2.0.1 table 60
route add blackhole 198.18.0.0/15 table 52
rule add priority 100 from 10.2.0.2 table 60
rule add priority 200 to 203.0.113.0/24 table 60
rule add priority 300 not fwmark 0xca6c table 52
rule add priority 310 iif two table 60
rule add priority 320 to 198.51.100.7 prohibit
"""


def ip(space: str, *words: str) -> str:
    return subprocess.run(["ip", "-n", space, *words], check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def space() -> Iterator[str]:
    name = f"rules-{uuid.uuid4().hex[:8]}"
    subprocess.run(["ip", "netns", "add", name], check=True)
    try:
        subprocess.run(["ip", "-n", name, "-batch", "-"], input=SETUP.strip(), text=True, check=True)
        yield name
    finally:
        subprocess.run(["ip", "netns", "del", name], check=True)


@pytest.fixture(scope="module")
def netns(space: str) -> Netns:
    read = {
        "host": True,
        "link": json.loads(ip(space, "-j", "-d", "link")),
        "addr": json.loads(ip(space, "-j", "addr")),
        "route": json.loads(ip(space, "-4", "-j", "-d", "route", "show", "table", "all")),
        "rule": json.loads(ip(space, "-4", "-j", "rule")),
    }
    (found,), gaps = namespaces({"1": read})
    assert not gaps
    return found


@pytest.mark.parametrize("source", ["", "10.1.0.2", "10.2.0.2"])
@pytest.mark.parametrize(
    "destination", ["192.0.2.9", "203.0.113.5", "8.8.8.8", "10.2.0.9", "198.51.100.7", "198.18.0.1"]
)
def test_the_way_is_the_one_that_the_kernel_chooses(space: str, netns: Netns, source: str, destination: str) -> None:
    asked = ["route", "get", destination, *(["from", source] if source else [])]
    told = subprocess.run(["ip", "-n", space, "-j", *asked], capture_output=True, text=True, check=False)
    way = route(netns, destination, "host", source=source)
    if told.returncode:
        assert way is not None
        assert way.refuses
    else:
        (kernel,) = json.loads(told.stdout)
        assert way is not None
        assert (way.device, way.next_hop) == (kernel["dev"], kernel.get("gateway", destination))


def test_a_rule_for_a_mark_that_nobody_can_tell_is_named(netns: Netns) -> None:
    way = route(netns, "8.8.8.8", "host", mark=None)
    assert way is not None
    assert way.unknown == "300: not from all fwmark 0xca6c/0xffffffff lookup 52"
