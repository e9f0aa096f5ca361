"""Sockets of the namespace that the tests run in: told once, whoever owns them, by the kernel or by its files."""

import errno
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from inspector.collect import inet_sockets
from inspector.collect.inet_sockets import sockets

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_NETLINK"), reason="netlink is Linux's")
Opener = Callable[..., int]


@pytest.fixture
def bound() -> Iterator[Opener]:
    """Open a socket; tells its port."""
    with ExitStack() as stack:

        def bind(family: int, kind: int, address: str, *, v6only: bool | None = None, port: int = 0) -> int:
            one = stack.enter_context(socket.socket(family, kind))
            if v6only is not None:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6only)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            one.bind((address, port))
            if kind == socket.SOCK_STREAM:
                one.listen()
            return int(one.getsockname()[1])

        yield bind


@pytest.fixture(params=["inet_diag", "files"])
def told(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[dict[str, Any]]]:
    if request.param == "files":

        def absent(*_: object) -> None:
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))

        monkeypatch.setattr(inet_sockets, "_from_kernel", absent)
    return lambda: sockets(Path("/proc/self"), dict(socket.if_nameindex()))


CASES = [
    (socket.AF_INET, socket.SOCK_STREAM, "127.0.0.1", None),
    (socket.AF_INET, socket.SOCK_STREAM, "0.0.0.0", None),
    (socket.AF_INET, socket.SOCK_DGRAM, "127.0.0.1", None),
    (socket.AF_INET6, socket.SOCK_STREAM, "::1", None),
    (socket.AF_INET6, socket.SOCK_STREAM, "::", False),
    (socket.AF_INET6, socket.SOCK_DGRAM, "::", False),
]


@pytest.mark.parametrize(("family", "kind", "address", "v6only"), CASES)
def test_a_socket_is_told_by_its_address(
    family: int, kind: int, address: str, v6only: bool | None, bound: Opener, told: Callable[[], list[dict[str, Any]]]
) -> None:
    port = bound(family, kind, address, v6only=v6only)
    (entry,) = [one for one in told() if one["port"] == port and one["address"] == address]
    assert entry == {
        "protocol": "tcp" if kind == socket.SOCK_STREAM else "udp",
        "address": address,
        "port": port,
        "v6only": False,
        "peer": "",
        "device": "",
    }


def test_a_socket_that_leaves_ipv4_out_is_known_beside_one_that_takes_it(
    bound: Opener, told: Callable[[], list[dict[str, Any]]]
) -> None:
    port = bound(socket.AF_INET, socket.SOCK_STREAM, "0.0.0.0")
    bound(socket.AF_INET6, socket.SOCK_STREAM, "::", v6only=True, port=port)
    found = {one["address"]: one["v6only"] for one in told() if one["port"] == port}
    assert found == {"0.0.0.0": False, "::": True}


def test_workers_that_share_a_port_are_one_listener(bound: Opener, told: Callable[[], list[dict[str, Any]]]) -> None:
    port = bound(socket.AF_INET, socket.SOCK_STREAM, "127.0.0.1")
    bound(socket.AF_INET, socket.SOCK_STREAM, "127.0.0.1", port=port)
    assert len([one for one in told() if one["port"] == port]) == 1


def test_a_connected_udp_socket_has_its_peer_and_a_connected_tcp_one_is_no_listener(
    told: Callable[[], list[dict[str, Any]]],
) -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as udp6,
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        udp.connect(("127.0.0.1", 53))
        udp6.connect(("::1", 53))
        found = {(one["protocol"], one["address"], one["port"]): one["peer"] for one in told()}
        assert found["udp", "127.0.0.1", udp.getsockname()[1]] == "127.0.0.1:53"
        assert found["udp", "::1", udp6.getsockname()[1]] == "[::1]:53"
        assert ("tcp", "127.0.0.1", client.getsockname()[1]) not in found
