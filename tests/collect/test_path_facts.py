"""What is told of a path below a stranger's root: what stands there, where it really is, and nothing from outside."""

import ctypes
import errno
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inspector.collect import below
from inspector.collect.container_paths import dead_links, links, read_paths
from inspector.collect.path_facts import path_fact, real_path

pytestmark = pytest.mark.skipif(not hasattr(os, "O_PATH"), reason="/proc is Linux's")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A root with one of everything; `secret` is outside of it."""
    (tmp_path / "secret").write_text("outside")
    root = tmp_path / "root"
    (root / "full").mkdir(parents=True)
    (root / "full" / "file").write_text("x")
    (root / "empty").mkdir(mode=0o750)
    (root / "a b").mkdir()
    (root / "a\nb").mkdir()
    (root / os.fsdecode(b"caf\xe9")).mkdir()
    (root / "gone (deleted)").write_text("still here")
    os.mkfifo(root / "pipe")
    place = os.open(root, os.O_PATH)  # The path of a socket must be short.
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"/proc/self/fd/{place}/socket")
    os.close(place)
    for name, target in LINKS.items():
        (root / name).symlink_to(target)
    return root


LINKS = {
    "absolute": "/a b",
    "relative": "full/../full",
    "odd": os.fsdecode(b"caf\xe9"),
    "circle": "circle",
    "dangling": "/nothing",
    "out": "../secret",
    "magic": "/proc/self/root",
}


@pytest.fixture
def root(folder: Path) -> Iterator[int]:
    fd = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    yield fd
    os.close(fd)


@pytest.mark.parametrize(
    ("path", "kind", "real"),
    [
        ("/", "directory", "/"),
        ("/full", "directory", "/full"),
        ("/full/", "directory", "/full"),
        ("//full//file", "file", "/full/file"),
        ("/a b", "directory", "/a b"),
        ("/a\nb", "directory", "/a\nb"),
        ("/absolute", "directory", "/a b"),
        ("/relative/file", "file", "/full/file"),
        ("/odd", "directory", "/caf\ufffd"),
        ("/../full", "directory", "/full"),
        ("/gone (deleted)", "file", "/gone (deleted)"),
        ("/pipe", "pipe", "/pipe"),
        ("/socket", "socket", "/socket"),
    ],
)
def test_what_stands_there_is_told_with_its_path_without_links(path: str, kind: str, real: str, root: int) -> None:
    fact = path_fact(root, path)
    assert (fact["type"], fact["real"]) == (kind, real)


@pytest.mark.parametrize(
    ("path", "fact"),
    [
        ("/nothing", {"type": "missing"}),
        ("/dangling", {"type": "missing"}),
        ("/full/file/x", {"type": "missing"}),
        ("/out", {"type": "missing"}),
        ("/circle", {"type": "unreadable", "why": "malformed"}),
        ("/caf\ufffd", {"type": "unreadable", "why": "unsupported"}),
        ("/\ud800", {"type": "unreadable", "why": "unsupported"}),
        ("/a\0b", {"type": "unreadable", "why": "not-read"}),
        (f"/{'x' * 5000}", {"type": "unreadable", "why": "not-read"}),
    ],
    ids=["nothing", "dangling", "below a file", "out", "circle", "not UTF-8", "surrogate", "NUL", "too long"],
)
def test_what_is_not_there_or_cannot_be_named_is_told_as_such(path: str, fact: dict[str, Any], root: int) -> None:
    assert path_fact(root, path) == fact


def test_a_link_of_proc_is_not_followed(folder: Path, root: int) -> None:
    (folder / "proc").mkdir()
    (folder / "proc" / "self").symlink_to("/proc/self")
    assert path_fact(root, "/magic")["type"] in ("missing", "unreadable")


def test_owner_mode_and_space_are_those_of_stat_and_statvfs(folder: Path, root: int) -> None:
    fact, status, space = path_fact(root, "/empty"), (folder / "empty").stat(), os.statvfs(folder)
    assert (fact["uid"], fact["gid"], fact["ino"], fact["nlink"]) == (
        status.st_uid,
        status.st_gid,
        status.st_ino,
        status.st_nlink,
    )
    assert fact["mode"] == "0750"
    assert fact["dev"] == f"{os.major(status.st_dev)}:{os.minor(status.st_dev)}"
    assert fact["size"] == space.f_blocks * space.f_frsize
    assert 0 <= fact["free"] <= fact["size"]
    assert fact["mtime"].endswith("Z")
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    assert str(fact["mnt_id"]) in {line.split()[0] for line in lines}


# struct posix_acl_xattr_header and its entries (tag, permissions, id): u::rwx u:1234:rwx g::--- m::rwx o::---
ENTRIES = ((0x01, 7, -1), (0x02, 7, 1234), (0x04, 0, -1), (0x10, 7, -1), (0x20, 0, -1))
ACL = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in ENTRIES)


def test_an_access_control_list_is_told_where_there_is_one(folder: Path, root: int) -> None:
    try:
        os.setxattr(folder / "full", "system.posix_acl_access", ACL)
    except OSError as error:
        pytest.skip(f"no access control lists here: {error}")
    assert path_fact(root, "/full")["acl"] is True
    assert "acl" not in path_fact(root, "/empty")


@pytest.mark.parametrize(("path", "empty"), [("/empty", True), ("/full", False), ("/pipe", None)])
def test_whether_a_folder_is_empty_is_told_only_where_it_is_looked_at(path: str, empty: bool | None, root: int) -> None:
    assert path_fact(root, path, look_inside=True).get("empty") is empty
    assert "empty" not in path_fact(root, path)


def test_to_look_inside_leaves_the_time_of_the_last_reading(folder: Path, root: int) -> None:
    os.utime(folder / "full", (1_000_000_000, 1_000_000_000))
    path_fact(root, "/full", look_inside=True)
    assert (folder / "full").stat().st_atime == 1_000_000_000


def test_the_kernels_mark_of_a_removed_file_is_no_part_of_its_path(folder: Path, root: int) -> None:
    place = os.open(folder / "full" / "file", os.O_PATH)
    try:
        (folder / "full" / "file").unlink()
        assert real_path(root, place) == "/full/file"
    finally:
        os.close(place)


def test_a_kernel_before_5_6_follows_no_link(root: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(below, "_OPENAT2", 0xFFFF)
    assert ctypes.CDLL(None, use_errno=True).syscall(0xFFFF) == -1
    assert ctypes.get_errno() in (0, errno.ENOSYS, errno.EPERM)
    assert path_fact(root, "/full/file")["real"] == "/full/file"
    assert path_fact(root, "/")["real"] == "/"
    assert path_fact(root, "/absolute") == {"type": "unreadable", "why": "unsupported"}
    assert path_fact(root, "/relative/file")["type"] in ("missing", "unreadable")
    assert path_fact(root, "/../secret") == {"type": "unreadable", "why": "unsupported"}


def test_the_folders_on_the_way_are_told_and_of_a_missing_path_the_one_that_is_there(root: int) -> None:
    facts: dict[str, Any] = {}
    read_paths(root, ["/relative/file"], ["/a b/new/er"], facts)
    told = {path: fact["type"] for path, fact in facts.items()}
    assert told == {
        "/relative/file": "file",
        "/full": "directory",
        "/a b/new/er": "missing",
        "/a b/new": "missing",
        "/a b": "directory",
        "/": "directory",
    }


def test_links_of_the_root_and_a_few_folders_are_told_as_they_are_written(folder: Path, root: int) -> None:
    (folder / "var").mkdir()
    (folder / "var" / "run").symlink_to("/run")
    (folder / "etc").symlink_to("/pipe")
    found = links(root)
    assert found["/var/run"] == "/run"
    assert found["/circle"] == "circle"
    assert found["/odd"] == "caf\ufffd"
    assert found["/etc"] == "/pipe"
    assert "/full" not in found


def test_links_that_lead_to_nothing_are_told_wherever_somebody_asked(folder: Path, root: int) -> None:
    (folder / "full" / "dead").symlink_to("../none")
    facts: dict[str, Any] = {}
    read_paths(root, [], ["/full/dead/x", "/full/new", "/full/file"], facts)
    assert dead_links(root, facts) == {"/full/dead": "../none"}


def test_of_very_many_links_the_first_by_name_are_told(folder: Path, root: int) -> None:
    (folder / "var").mkdir()
    for number in range(150):
        (folder / "var" / f"{number:03}").symlink_to("x")
    assert [path for path in links(root) if path.startswith("/var/")] == [f"/var/{number:03}" for number in range(100)]
