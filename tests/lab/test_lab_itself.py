"""The lab's own promises: a host of its own, the same engine in every test, nothing left behind."""

from pathlib import Path

import pytest

from tests.lab.machine import IMAGE, Machine, started
from tests.lab.skipping import engine_named

pytestmark = pytest.mark.lab


def test_the_engine_answers_with_its_version(engine: Machine) -> None:
    assert engine.docker("version", "--format", "{{.Server.Version}}").startswith(engine.version)


def test_the_host_has_a_name_a_bridge_and_processes_of_its_own(engine: Machine) -> None:
    assert engine.host("hostname") == "dockerhost"
    assert "docker0" in engine.host("ip", "-brief", "link")
    assert engine.host("cat", "/proc/1/comm") == "machine.sh"
    assert engine.docker("info", "--format", "{{.DockerRootDir}}") == "/var/lib/docker"


def test_a_container_runs_and_is_limited_by_a_cgroup(engine: Machine) -> None:
    assert engine.docker("run", "--rm", "--memory", "64m", IMAGE, "echo", "hello") == "hello"


def test_a_stopped_host_leaves_no_file_no_cgroup_and_no_process_not_even_of_a_paused_container() -> None:
    with started(engine_named("installed")) as machine:
        machine.docker("run", "--detach", "--name", "paused", IMAGE, "sleep", "1000")
        machine.docker("pause", "paused")
        name, pid = machine.state.name, machine.pid
    assert not machine.state.exists()
    assert not Path(f"/proc/{pid}").exists()
    assert [*Path("/sys/fs/cgroup").glob(name), *Path("/sys/fs/cgroup").glob(f"*/{name}")] == []
    assert name not in Path("/proc/self/mountinfo").read_text()
