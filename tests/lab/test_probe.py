"""Probe sees what is really there: from every kind of source, as root from outside and by exec without root."""

import contextlib
import io
import json
import os
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from inspector.collect.live import collect_live
from inspector.collect.probe import observe
from inspector.collect.target import Target
from inspector.model.answer import Agreement, ClientSees, Flow, Observation, Protocol
from inspector.model.evidence import Evidence
from inspector.model.ids import HOST, Kind, Ref
from tests.lab.machine import IMAGE, Machine

pytestmark = pytest.mark.lab

TALKER = ("nc", "-ll", "-p", "80", "-e", "echo", "hello")
CONTAINERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "talker": ("--network app", TALKER),
    "waiter": ("--network app --network-alias shop", ("httpd", "-f", "-p", "80")),
    "stuck": ("--network app", ("httpd", "-f", "-p", "80")),
    "client": ("--network app --add-host known:127.0.0.9", ("sleep", "9999")),
    "far": ("--network other", ("httpd", "-f", "-p", "80")),
    "default": ("", ("sleep", "9999")),
    "owner": ("--network app", ("sleep", "9999")),
    "orphan": ("--network container:owner", ("sleep", "9999")),
    "none": ("--network none", ("sleep", "9999")),
}


@dataclass(frozen=True)
class Host:
    machine: Machine
    evidence: Evidence
    addresses: dict[str, str]

    def flow(self, source: str, destination: str, protocol: str, port: int) -> Flow:
        ids = {
            answer["Name"]: answer["Id"]
            for answer in self.evidence.engine.values()
            if isinstance(answer, dict) and "Name" in answer and "State" in answer
        }
        asking = HOST if source == "host" else Ref(Kind.CONTAINER, ids[f"/{source}"])
        named, _, container = destination.partition("@")
        return Flow(asking, self.addresses[container] if container else named, Protocol(protocol), port)

    def observe(self, *question: Any) -> Observation:
        return observe(Target(self.machine.url), self.evidence.engine, self.flow(*question))

    def probe(self, *arguments: str) -> Any:
        """`inspector probe`, as root on that host."""
        return json.loads(self.machine.host(sys.executable, "-m", "inspector", "probe", *arguments, "--format", "json"))


def bare_image() -> bytes:
    """A file system of one static program, which is no tool to ask anything with."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.add("/bin/busybox", "sleep")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def host(engine: Machine) -> Iterator[Host]:
    docker = engine.docker
    docker("network", "create", "app")
    docker("network", "create", "other")
    docker("import", "--change", 'CMD ["/sleep", "9999"]', "-", "bare:1", stdin=bare_image())
    docker("run", "-d", "--name", "bare", "--network", "app", "bare:1")
    for name, (options, command) in CONTAINERS.items():
        docker("run", "-d", "--name", name, *options.split(), IMAGE, *command)
    docker("run", "-d", "--name", "frozen", "--network", "app", IMAGE, "sleep", "9999")
    docker("run", "-d", "--name", "over", IMAGE, "true")
    docker("restart", "--time", "0", "owner")
    docker("pause", "stuck", "frozen")
    form = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"
    addresses = {name: docker("inspect", "--format", form, name) for name in ("talker", "waiter", "far")}
    yield Host(engine, collect_live(engine.url), addresses)
    docker("unpause", "stuck", "frozen")


@pytest.mark.parametrize(
    ("source", "destination", "protocol", "port", "sees", "silent"),
    [
        ("client", "talker", "tcp", 80, "connected", False),
        ("client", "waiter", "tcp", 80, "connected", True),
        ("client", "shop", "tcp", 80, "connected", True),
        ("client", "waiter.app", "tcp", 80, "connected", True),
        ("client", "@talker", "tcp", 80, "connected", False),
        ("client", "talker", "tcp", 81, "refused", False),
        ("client", "known", "tcp", 80, "refused", False),
        ("client", "@far", "tcp", 80, "timed-out", True),
        ("client", "far", "tcp", 80, "name-not-found", False),
        ("client", "stuck", "tcp", 80, "connected", True),
        ("client", "stuck", "icmp", 0, "connected", False),
        ("client", "127.0.0.11", "udp", 53, "connected", False),
        ("client", "talker", "udp", 54, "refused", False),
        ("client", "@far", "icmp", 0, "timed-out", True),
        ("bare", "talker", "tcp", 80, "connected", False),
        ("bare", "talker", "icmp", 0, "connected", False),
        ("bare", "nobody", "tcp", 80, "name-not-found", False),
        ("default", "talker", "tcp", 80, "name-not-found", True),
        ("default", "@talker", "tcp", 80, "timed-out", True),
        ("orphan", "talker", "tcp", 80, "name-not-found", True),
        ("orphan", "@talker", "tcp", 80, "network-unreachable", False),
        ("none", "@talker", "tcp", 80, "network-unreachable", False),
        ("none", "127.0.0.1", "icmp", 0, "connected", False),
        ("frozen", "talker", "tcp", 80, "connected", False),
        ("host", "@talker", "tcp", 80, "connected", False),
    ],
)
def test_as_root_it_asks_from_the_namespace_and_sees_what_is_there(
    host: Host, source: str, destination: str, protocol: str, port: int, sees: str, silent: bool
) -> None:
    seen = host.observe(source, destination, protocol, port)
    assert seen.client_sees.value == sees, seen
    assert seen.silent == silent or sees == "name-not-found", seen
    assert seen.asked_by.startswith("sockets in the network namespace of")
    assert (seen.took_ms > 4000) == (sees == "timed-out")
    if sees == "connected" and "@" not in destination and destination in host.addresses:
        assert seen.address == host.addresses[destination]


def test_nobody_at_an_address_of_the_own_network_is_host_unreachable(host: Host) -> None:
    nobody = host.addresses["talker"].rpartition(".")[0] + ".250"
    assert host.observe("client", nobody, "tcp", 80).client_sees is ClientSees.HOST_UNREACHABLE


@pytest.mark.parametrize(
    ("arguments", "sees"),
    [
        (("client", "talker", "--port", "80"), "connected"),
        (("client", "talker", "--port", "81"), "refused"),
        (("client", "container:far", "--port", "80"), "timed-out"),
        (("default", "talker", "--port", "80"), "name-not-found"),
        (("orphan", "container:talker", "--port", "80"), "network-unreachable"),
        (("client", "stuck", "--port", "80"), "connected"),
        (("bare", "waiter", "--protocol", "icmp"), "connected"),
        (("host", "container:talker", "--port", "80"), "connected"),
    ],
)
def test_the_command_says_that_what_it_saw_was_predicted(host: Host, arguments: tuple[str, ...], sees: str) -> None:
    said = host.probe(*arguments)
    assert said["observed"]["client_sees"] == said["predicted"]["client_sees"] == sees
    assert said["agreement"] == Agreement.AGREE


def as_nobody(host: Host, *question: Any) -> Observation | str:
    """What a user sees who may talk to the engine and nothing else; the error's text when there is one."""
    flow = host.flow(*question)
    with opened_to_all(Path(host.machine.socket)):
        return in_child(lambda: observe(Target(host.machine.url), host.evidence.engine, flow))


@contextlib.contextmanager
def opened_to_all(engine_socket: Path) -> Iterator[None]:
    """The engine's socket for everybody, and as it was for the tests that come after."""
    modes = [(path, path.stat().st_mode) for path in (engine_socket.parent, engine_socket)]
    engine_socket.parent.chmod(0o711)
    engine_socket.chmod(0o666)
    try:
        yield
    finally:
        for path, mode in modes:
            path.chmod(mode & 0o7777)


def in_child(question: Callable[[], Observation]) -> Observation | str:
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        said = b""
        try:
            os.setgroups([])
            os.setresgid(65534, 65534, 65534)
            os.setresuid(65534, 65534, 65534)
            os.environ["DOCKER_CONFIG"] = "/nonexistent"
            said = msgspec.json.encode(question())
        except BaseException as error:  # noqa: BLE001 - whatever it is, the parent must hear it
            said = f"{type(error).__name__}: {error}".encode()
        finally:
            os.write(write_end, said)
            os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        words = pipe.read()
    os.waitpid(child, 0)
    return msgspec.json.decode(words, type=Observation) if words.startswith(b"{") else words.decode()


@pytest.mark.parametrize(
    ("source", "destination", "protocol", "port", "sees"),
    [
        ("client", "talker", "tcp", 80, "connected"),
        ("client", "waiter", "tcp", 80, "connected"),
        ("client", "talker", "tcp", 81, "refused"),
        ("client", "known", "tcp", 80, "refused"),
        ("client", "@far", "tcp", 80, "timed-out"),
        ("client", "far", "tcp", 80, "name-not-found"),
        ("client", "talker", "icmp", 0, "connected"),
        ("client", "@far", "icmp", 0, "timed-out"),
        ("none", "@talker", "tcp", 80, "network-unreachable"),
    ],
)
def test_without_root_it_asks_with_what_the_image_has(
    host: Host, source: str, destination: str, protocol: str, port: int, sees: str
) -> None:
    seen = as_nobody(host, source, destination, protocol, port)
    assert isinstance(seen, Observation), seen
    assert seen.client_sees.value == sees, seen
    assert seen.asked_by.endswith(f"in {source}, by docker exec")


@pytest.mark.parametrize(
    ("source", "protocol", "words"),
    [
        ("bare", "tcp", "bare has no program that could ask"),
        ("client", "udp", "client has no program that could ask for udp"),
        ("frozen", "tcp", "is paused"),
        ("host", "tcp", "The host cannot be asked"),
    ],
)
def test_what_cannot_be_asked_is_said_with_the_reason(host: Host, source: str, protocol: str, words: str) -> None:
    said = as_nobody(host, source, "@talker", protocol, 80)
    assert isinstance(said, str)
    assert said.startswith("CannotProbe: ")
    assert words in said
    assert "run as root" in said


def test_a_container_that_is_over_cannot_ask(host: Host) -> None:
    said = host.machine.host(sys.executable, "-m", "inspector", "probe", "over", "@talker", "--port", "80", check=False)
    assert said == ""
    with pytest.raises(Exception, match="does not run"):
        host.observe("over", "@talker", "tcp", 80)


def test_nothing_is_left_running_or_written(host: Host) -> None:
    before = host.machine.docker("diff", "client")
    as_nobody(host, "client", "waiter", "tcp", 80)
    host.observe("client", "waiter", "tcp", 80)
    assert host.machine.docker("diff", "client") == before
    assert host.machine.docker("top", "client", "-o", "pid,args").split()[2:][1:] == ["sleep", "9999"]
