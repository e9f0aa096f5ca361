"""Files of a stranger's root: nothing outside of it is ever read, whatever stands in the place of the file."""

import ctypes
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.collect import below as module
from inspector.collect.name_files import MOST_BYTES, name_files, read_below
from inspector.model.evidence import Why

pytestmark = pytest.mark.skipif(not hasattr(os, "O_PATH"), reason="/proc is Linux's")


@pytest.fixture
def etc(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text("outside")
    (tmp_path / "root" / "etc").mkdir(parents=True)
    return tmp_path / "root" / "etc"


@pytest.fixture
def root(etc: Path) -> Iterator[int]:
    fd = os.open(etc.parent, os.O_PATH | os.O_DIRECTORY)
    yield fd
    os.close(fd)


@pytest.fixture(params=["openat2", "a kernel before 5.6"])
def kernel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param != "openat2":
        monkeypatch.setattr(module, "_OPENAT2", 0xFFFF)  # A call that no kernel has.
        assert ctypes.CDLL(None, use_errno=True).syscall(0xFFFF) == -1
        assert ctypes.get_errno() in (0, errno.ENOSYS, errno.EPERM)
    return str(request.param)


def test_a_file_is_read_as_it_is(etc: Path, root: int, kernel: str) -> None:
    (etc / "hosts").write_bytes(b"10.0.0.1 \xff\0")
    assert read_below(root, "etc/hosts") == b"10.0.0.1 \xff\0"


@pytest.mark.parametrize("target", ["../../secret", "/../secret", "{outside}", "/proc/self/root/{outside}"])
def test_a_link_never_leads_out(target: str, etc: Path, root: int, tmp_path: Path, kernel: str) -> None:
    (etc / "hosts").symlink_to(target.format(outside=tmp_path / "secret"))
    with pytest.raises(OSError, match=r"\S"):
        read_below(root, "etc/hosts")


def test_a_folder_that_is_a_link_never_leads_out(etc: Path, root: int, tmp_path: Path, kernel: str) -> None:
    (tmp_path / "hosts").write_text("outside")
    etc.rmdir()
    etc.symlink_to(tmp_path)
    with pytest.raises(OSError, match=r"\S"):
        read_below(root, "etc/hosts")


def test_an_absolute_link_is_followed_below_the_root_or_on_an_old_kernel_not_at_all(
    etc: Path, root: int, kernel: str
) -> None:
    (etc / "stub").write_text("inside")
    (etc / "resolv.conf").symlink_to("/etc/stub")
    if kernel == "openat2":
        assert read_below(root, "etc/resolv.conf") == b"inside"
        return
    with pytest.raises(OSError, match=r"\S"):
        read_below(root, "etc/resolv.conf")


def test_a_pipe_or_a_folder_or_a_huge_file_is_refused_at_once(etc: Path, root: int, kernel: str) -> None:
    os.mkfifo(etc / "pipe")
    (etc / "folder").mkdir()
    with (etc / "huge").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    for name, code in (("pipe", errno.EINVAL), ("folder", errno.EINVAL), ("huge", errno.EFBIG)):
        with pytest.raises(OSError, match=r"\S") as refusal:
            read_below(root, f"etc/{name}")
        assert refusal.value.errno == code


def test_the_files_of_a_process_are_those_of_its_root_and_an_absent_one_is_empty(etc: Path) -> None:
    (etc / "hosts").write_bytes(b"10.0.0.1 \xff")
    process = etc.parent.parent / "process"
    process.mkdir()
    (process / "root").symlink_to(etc.parent)
    fd = os.open(process, os.O_PATH)
    try:
        assert name_files(fd, "web", "sudo") == ({"hosts": "10.0.0.1 \ufffd", "resolv.conf": ""}, set())
        (etc / "resolv.conf").mkdir()
        texts, gaps = name_files(fd, "web", "sudo")
    finally:
        os.close(fd)
    assert texts.keys() == {"hosts"}
    assert [(gap.what, gap.why) for gap in gaps] == [("/etc/resolv.conf", Why.UNSUPPORTED)]
