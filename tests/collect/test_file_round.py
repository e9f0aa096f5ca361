"""Files of a host and its containers: what is not read is said once, and what never answers is given up."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.collect import file_round
from inspector.collect.file_round import FileRound
from inspector.collect.patience import HANGING, Patience
from inspector.collect.proof import Running
from inspector.model.evidence import Json, Why

pytestmark = pytest.mark.skipif(not hasattr(os, "O_PATH"), reason="/proc is Linux's")


@pytest.fixture
def process() -> Iterator[int]:
    """This very process, whose root is the machine's."""
    fd = os.open("/proc/self", os.O_PATH | os.O_DIRECTORY)
    yield fd
    os.close(fd)


def _container(name: str, *targets: str) -> Running:
    return Running(name * 64, name, 1, "", targets)


def test_a_host_and_a_container_are_read_as_the_kernel_tells(process: int, tmp_path: Path) -> None:
    files = FileRound("sudo")
    files.host(process, [str(tmp_path)])
    files.container(_container("a", str(tmp_path)), process)
    inside = files.paths["a" * 64]
    assert files.mounts["host"] == files.mounts["a" * 64] == Path("/proc/self/mountinfo").read_text()
    assert files.paths["host"][str(tmp_path)]["empty"] is True
    assert inside["facts"][str(tmp_path)]["ino"] == tmp_path.stat().st_ino
    assert {line.partition(":")[0] for line in inside["status"].splitlines()} == {"Uid", "Gid", "Groups", "CapEff"}
    assert inside["uid_map"] == Path("/proc/self/uid_map").read_text()
    assert files.gaps({}) == set()


def test_many_paths_that_cannot_be_read_are_summed_up_by_reason(process: int, tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to("circle")
    files = FileRound("sudo")
    files.host(process, [str(tmp_path / "circle"), "/\ud800"])
    for name in "abc":
        files.container(_container(name, str(tmp_path / "circle")), process)
    found = {gap.why: gap for gap in files.gaps({"a" * 64: "a"})}
    assert found.keys() == {Why.MALFORMED, Why.UNSUPPORTED}
    assert found[Why.MALFORMED].where.endswith("circle in container a and 3 other paths")
    assert all(gap.remedy for gap in found.values())


def test_a_process_that_ended_meanwhile_gives_gaps(tmp_path: Path) -> None:
    ended = os.open(tmp_path, os.O_PATH | os.O_DIRECTORY)
    files = FileRound("sudo")
    files.host(ended, [])
    files.container(_container("a"), ended)
    os.close(ended)
    assert (files.mounts, files.paths) == ({}, {})
    assert {gap.why for gap in files.gaps({})} == {Why.NOT_READ}
    assert all(gap.remedy for gap in files.gaps({}))


def test_more_paths_than_are_read_give_a_gap(process: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_round, "MOST_PATHS", 2)
    files = FileRound("sudo")
    files.host(process, ["/a", "/b", "/c"])
    assert files.paths["host"].keys() == {"/a", "/b"}
    assert [gap.why for gap in files.gaps({})] == [Why.NOT_READ]


def test_a_file_system_that_does_not_answer_is_given_up_and_what_was_read_before_stays() -> None:
    answers = threading.Event()
    folder = os.open("/", os.O_PATH)

    def reading(_: int, found: dict[str, Json]) -> None:
        found["/quick"] = "read"
        answers.wait(60)
        found["/late"] = "read"

    patience = Patience(seconds=0.05)
    start: dict[str, Json] = dict.fromkeys(["/quick", "/late"], "not yet")
    told = [patience.read(reading, folder, start) for _ in range(HANGING + 1)]
    answers.set()
    os.close(folder)
    assert told == [{"/quick": "read", "/late": "not yet"}] * HANGING + [start]


def test_a_long_reading_that_goes_on_is_not_given_up() -> None:
    folder = os.open("/", os.O_PATH)

    def reading(_: int, found: dict[str, Json]) -> None:
        for number in range(5):
            threading.Event().wait(0.1)
            found[str(number)] = True

    patience = Patience(seconds=0.3)
    assert len(patience.read(reading, folder, {})) == 5
    assert patience.hung == 0
    os.close(folder)


# A FUSE file system whose server never answers, on /tmp of a mount namespace of its own.
DEAD = """
import ctypes, json, os, sys, time
from inspector.collect.file_round import FileRound
server = os.open("/dev/fuse", os.O_RDWR)
options = f"fd={server},rootmode=40000,user_id=0,group_id=0".encode()
if ctypes.CDLL(None, use_errno=True).mount(b"dead", b"/tmp", b"fuse", 0, options):
    sys.exit(os.strerror(ctypes.get_errno()))
files = FileRound("sudo")
files.patience.seconds = 0.2
files.host(os.open("/proc/self", os.O_PATH), ["/etc", "/tmp", "/tmp/x"])
print(json.dumps([files.paths["host"], [[gap.where, gap.why, gap.remedy] for gap in files.gaps({})]]))
"""


@pytest.mark.skipif(os.geteuid() != 0 or not Path("/dev/fuse").exists(), reason="needs root and /dev/fuse")
def test_a_real_file_system_that_is_dead_does_not_hold_the_program_up() -> None:
    command = ["unshare", "--mount", "--", sys.executable, "-c", DEAD]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if "No such device" in done.stderr:
        pytest.skip("this kernel has no FUSE")
    facts, ((where, why, remedy),) = json.loads(done.stdout)
    assert facts["/etc"]["type"] == "directory"
    assert facts["/tmp"] == facts["/tmp/x"] == {"type": "unreadable", "why": "timeout"}
    assert (where, why) == ("/tmp and 1 other path", "timeout")
    assert "does not answer" in remedy
