"""Finding the engine's host, and what is said where it may not be read. The lab has the same on real engines."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from inspector.collect.host import read_host, running
from inspector.collect.host_reading import HostReading
from inspector.collect.netns import away
from inspector.collect.peer import listens_here, peer_pid, process_name
from inspector.collect.proof import Running
from inspector.collect.survey import survey
from inspector.model.evidence import Why

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's facts are Linux's")
CONTAINER = "c" * 64


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """A unix socket on which this very process listens."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        server.listen()
        yield str(tmp_path / "s")


@pytest.fixture
def neighbour() -> Iterator[int]:
    """Another process in our network namespace."""
    with subprocess.Popen(["sleep", "1000"]) as process:
        yield process.pid
        process.kill()


def _why(reading: HostReading) -> Why:
    (gap,) = reading.gaps
    assert reading.namespaces == {}
    assert gap.remedy
    return gap.why


def _inspected(pid: object) -> dict[str, Any]:
    network = {"SandboxKey": "/var/run/docker/netns/abc"}
    return {f"/containers/{CONTAINER}/json": {"Name": "/web", "State": {"Pid": pid}, "NetworkSettings": network}}


@pytest.mark.parametrize(
    "engine",
    [{"/info": {"OperatingSystem": "Docker Desktop"}}, {"/version": {"Components": [{"Name": "Podman Engine"}]}}],
    ids=["Docker Desktop", "Podman"],
)
def test_an_engine_of_which_no_process_is_here_gives_a_gap_with_a_remedy(engine: dict[str, Any], served: str) -> None:
    assert _why(read_host(engine, served)) is Why.UNSUPPORTED


def test_a_remote_engine_gives_a_gap_that_says_where_to_run_the_inspector() -> None:
    reading = read_host({}, None)
    assert _why(reading) is Why.UNSUPPORTED
    assert "python -m inspector snapshot -o host.json" in reading.gaps[0].remedy


def test_a_socket_that_somebody_else_serves_is_not_taken_for_the_engine(served: str) -> None:
    """Such as the near end of an ssh tunnel: the pids that come out of it are another machine's."""
    reading = read_host(_inspected(os.getpid()), served)
    assert _why(reading) is Why.UNSUPPORTED
    assert process_name(os.getpid()) in reading.gaps[0].where


def test_a_socket_on_which_nobody_listens_any_more_gives_a_gap(tmp_path: Path) -> None:
    assert _why(read_host({}, str(tmp_path / "gone"))) is Why.NOT_READ


@pytest.mark.parametrize("pid", [0, -3, None, "x", [], {}, True, 1 << 80])
def test_a_container_without_a_process_is_not_visited(pid: object) -> None:
    assert running(_inspected(pid)) == []


def test_a_container_with_a_process_is_visited_by_the_engines_numbers() -> None:
    (found,) = running(_inspected(42))
    assert replace(found, targets=()) == Running(CONTAINER, "web", 42, "/var/run/docker/netns/abc")


@pytest.mark.parametrize("answer", [None, [], "text", 7, {"State": []}, {"State": {"Pid": 1}, "NetworkSettings": 1}])
def test_an_engine_that_answers_nonsense_is_no_crash(answer: object, served: str) -> None:
    engine = {f"/containers/{CONTAINER}/json": answer, "/info": answer, "/version": answer}
    assert read_host(engine, served).namespaces == {}


def test_the_process_behind_a_socket_is_found(served: str) -> None:
    assert peer_pid(served) == os.getpid()


def test_a_socket_of_our_namespace_is_recognised_without_privilege(served: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert listens_here(served)
    assert not listens_here(str(tmp_path / "file"))
    assert not listens_here(str(tmp_path / "absent"))


def _survey(served: str, *containers: Running) -> HostReading:
    return away(lambda: survey(os.getpid(), served, list(containers)))


def test_a_container_in_the_hosts_namespace_is_listed_with_the_host(served: str, neighbour: int) -> None:
    reading = _survey(served, Running(CONTAINER, "web", neighbour, f"/proc/{neighbour}/ns/net"))
    (entry,) = reading.namespaces.values()
    assert entry["host"]
    assert entry["containers"] == [CONTAINER]
    assert reading.gaps == ()


@pytest.mark.parametrize("sandbox_key", ["", "/var/run/docker/netns/none", "/proc/self/ns/mnt", "\0"])
def test_a_process_that_cannot_be_proven_the_containers_gives_no_facts(
    sandbox_key: str, served: str, neighbour: int
) -> None:
    """The number of a container that stopped may belong to anybody by now."""
    reading = _survey(served, Running(CONTAINER, "web", neighbour, sandbox_key))
    (entry,) = reading.namespaces.values()
    assert entry["containers"] == []
    assert [(gap.why, gap.where) for gap in reading.gaps] == [(Why.VANISHED, "container web")]


def test_a_container_whose_process_ended_meanwhile_gives_a_gap(served: str) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    reading = _survey(served, Running(CONTAINER, "web", ended.pid, ""))
    assert [gap.why for gap in reading.gaps] == [Why.VANISHED]
