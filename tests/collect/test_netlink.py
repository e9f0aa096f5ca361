"""Netlink sockets, and what they tell of the namespace that the tests run in. No privilege is needed here."""

import errno
import socket
import struct
import threading
from pathlib import Path

import pytest

from inspector.collect.iplink import addresses, links
from inspector.collect.iproute import routes
from inspector.collect.netlink import Netlink, attribute, attributes, ip_text, named, number, text
from inspector.collect.netns import away, nsid, read_here

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_NETLINK"), reason="netlink is Linux's")
UNKNOWN_MESSAGE = 0x7FF


def test_every_interface_is_read_with_its_index_mtu_and_mac() -> None:
    with Netlink() as kernel:
        told = {link["ifname"]: link for link in links(kernel)}
    for index, name in socket.if_nameindex():
        folder = Path("/sys/class/net") / name
        assert told[name]["ifindex"] == index
        if folder.exists():
            assert told[name]["mtu"] == int((folder / "mtu").read_text())
            assert told[name]["address"] == (folder / "address").read_text().strip()


def test_addresses_are_listed_under_each_interface_and_counters_are_left_out() -> None:
    with Netlink() as kernel:
        found = links(kernel)
        told = addresses(kernel, {link["ifindex"]: link["ifname"] for link in found})
    assert [entry["ifindex"] for entry in told] == [link["ifindex"] for link in found]
    assert not {"stats", "stats64"} & {key for link in found for key in link}


def test_routes_of_each_family_name_their_devices() -> None:
    with Netlink() as kernel:
        names = {link["ifindex"]: link["ifname"] for link in links(kernel)}
        for family in (socket.AF_INET, socket.AF_INET6):
            for route in routes(kernel, family, names):
                assert route.get("dev", "lo") in names.values()
                assert (":" in route["dst"]) == (family == socket.AF_INET6) or route["dst"] == "default"


def test_two_readings_of_a_quiet_namespace_are_equal() -> None:
    first, again = read_here(Path("/proc/self")), read_here(Path("/proc/self"))
    for part in ("link", "addr", "route", "route6", "sysctl"):
        assert first[part] == again[part]


def test_neighbours_settings_and_sockets_are_read_beside_the_routes() -> None:
    unread: dict[str, OSError] = {}
    entry = read_here(Path("/proc/self"), host=True, unread=unread)
    assert unread == {}
    assert entry["sysctl"]["net.ipv4.ip_forward"] == Path("/proc/sys/net/ipv4/ip_forward").read_text().strip()
    assert entry["sysctl"]["net.bridge.bridge-nf-call-iptables"] in ("0", "1", "absent")
    assert isinstance(entry["neigh"], list)
    assert isinstance(entry["sockets"], list)


def test_the_kernels_refusal_carries_its_errno() -> None:
    with Netlink() as kernel, pytest.raises(OSError, match=r"\S") as refusal:
        kernel.ask(UNKNOWN_MESSAGE, b"")
    assert refusal.value.errno in (errno.EOPNOTSUPP, errno.EPERM)


def test_a_socket_is_usable_after_a_refusal() -> None:
    with Netlink() as kernel:
        with pytest.raises(OSError, match=r"\S"):
            kernel.ask(UNKNOWN_MESSAGE, b"")
        assert any(link["ifname"] == "lo" for link in links(kernel))


def test_the_number_of_a_process_that_does_not_exist_is_refused() -> None:
    with Netlink() as kernel, pytest.raises(OSError, match=r"\S"):
        nsid(kernel, pid=2**22 + 1)


def test_a_task_that_is_away_runs_in_a_thread_which_ends() -> None:
    thread = away(threading.current_thread)
    assert thread is not threading.current_thread()
    assert not thread.is_alive()


def test_an_error_of_a_task_that_is_away_comes_back() -> None:
    def fail() -> None:
        raise PermissionError(errno.EPERM, "no")

    with pytest.raises(PermissionError):
        away(fail)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (attribute(3, b"eth0\0") + attribute(4, b"\x01\0\0\0"), {3: b"eth0\0", 4: b"\x01\0\0\0"}),
        (attribute(0x8000 | 18, b""), {18: b""}),
        (attribute(3, b"eth0\0") + b"\xff", {3: b"eth0\0"}),
        (attribute(3, b"eth0\0") + struct.pack("=HH", 400, 1), {3: b"eth0\0"}),
        (struct.pack("=HH", 0, 1), {}),
        (b"", {}),
    ],
    ids=["two, padded", "nested flag", "a byte too many", "longer than the message", "length zero", "nothing"],
)
def test_attributes_are_read_up_to_a_damaged_tail(body: bytes, expected: dict[int, bytes]) -> None:
    assert attributes(b"head" + body, 4) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (text(b"veth0\0rubbish"), "veth0"),
        (text(b"\xff<b>\0"), "\ufffd<b>"),
        (text(None), ""),
        (number(struct.pack("=H", 7)), 7),
        (number(None, 5), 5),
        (ip_text(b"\x0a\0\0\1"), "10.0.0.1"),
        (ip_text(bytes(15) + b"\1"), "::1"),
        (ip_text(b"\1\2"), "01:02"),
        (named(("zero", "one"), 1), "one"),
        (named(("zero", "one"), 9), "9"),
    ],
)
def test_values_of_strangers_are_data(told: object, expected: object) -> None:
    assert told == expected
