"""Evidence files: what is saved comes back, byte for byte; whatever else is named gets one clear line."""

import gzip
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from inspector.collect import archive
from inspector.collect.files import write_bytes
from inspector.errors import InspectorError, SourceError
from inspector.model.evidence import Evidence, Gap, Why
from tests.collect.conftest import SMALL


@pytest.fixture
def evidence(recorded: dict[str, Any]) -> Evidence:
    gap = Gap("kernel", "host", Why.PERMISSION, "Use sudo.")
    return Evidence(taken_at="2026-11-23T21:00:00Z", tool="inspector 0.1.0", engine=recorded, gaps=(gap,))


@pytest.mark.parametrize("name", ["host.json", "host.json.gz"])
def test_what_is_saved_comes_back_with_the_same_digest(evidence: Evidence, tmp_path: Path, name: str) -> None:
    archive.save(evidence, tmp_path / name)
    loaded = archive.load(tmp_path / name)
    assert loaded == evidence
    assert loaded.digest == evidence.digest


@pytest.mark.parametrize("name", ["host.json", "host.json.gz"])
def test_the_same_evidence_gives_the_same_bytes(evidence: Evidence, tmp_path: Path, name: str) -> None:
    archive.save(evidence, tmp_path / name)
    first = (tmp_path / name).read_bytes()
    os.utime(tmp_path / name, (0, 0))
    archive.save(archive.load(tmp_path / name), tmp_path / name)
    assert (tmp_path / name).read_bytes() == first


def test_gzip_is_recognised_by_its_content(evidence: Evidence, tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_bytes(gzip.compress(evidence.canonical()))
    assert archive.load(tmp_path / "odd.json") == evidence


def test_a_byte_order_mark_is_no_obstacle(evidence: Evidence, tmp_path: Path) -> None:
    (tmp_path / "windows.json").write_bytes(b"\xef\xbb\xbf" + evidence.canonical())
    assert archive.load(tmp_path / "windows.json") == evidence


def refused(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        archive.load(path)
    assert "\n" not in str(caught.value)
    assert caught.value.remedy
    return str(caught.value)


WHOLE = SMALL.read_bytes()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (WHOLE[: len(WHOLE) // 2], "is cut off"),
        (gzip.compress(WHOLE, mtime=0)[:-100], "is cut off"),
        (gzip.compress(WHOLE, mtime=0)[:100] + b"\0" * 100, "is damaged"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is a binary file"),
        (b"\x7fELF\x02\x01\x01\0", "is a binary file"),
        (b"hello", "is not JSON"),
        (b'{"format": NaN}', "is not JSON"),
        (b'{"format": "\xff\xfe"}', "is not JSON"),
        (WHOLE + b"x", "is not JSON"),
        (b"[" * 200_000, "is nested too deeply"),
        (b"[]", "is JSON, but not evidence"),
        (b"3", "is JSON, but not evidence"),
        (b'{"format": 3}', "is JSON, but not evidence"),
        (b'{"kind": "Pod"}', "is JSON, but not evidence"),
        (b'{"format": "inspector-evidence/1"}', "is evidence, but broken"),
        (b'{"format": "inspector-evidence/1", "taken_at": 1, "tool": ""}', "is evidence, but broken"),
        (b'{"format": "inspector-evidence/1", "taken_at": "", "tool": "", "engine": []}', "is evidence, but broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_evidence_is_refused_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(content)
    assert message in refused(file)


def test_another_format_version_says_who_wrote_it_and_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "future.json"
    file.write_text(json.dumps({"format": "inspector-evidence/9", "tool": "inspector 9.1"}))
    message = refused(file)
    assert "inspector-evidence/9, written by inspector 9.1" in message
    assert "upgrade" in message


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert "No such file" in refused(tmp_path / "none.json")
    assert "Is a directory" in refused(tmp_path)


def test_a_small_file_that_unpacks_to_gigabytes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LIMIT_BYTES", 1 << 20)
    (tmp_path / "bomb.json.gz").write_bytes(gzip.compress(b" " * (50 << 20)))
    assert "is larger than 1 MB" in refused(tmp_path / "bomb.json.gz")
    (tmp_path / "large.json").write_bytes(b" " * (2 << 20))
    assert "is larger than 1 MB" in refused(tmp_path / "large.json")


def test_the_demo_is_evidence_or_says_that_it_is_missing() -> None:
    if archive.DEMO.exists():
        assert archive.demo().engine
    else:
        with pytest.raises(SourceError, match=r"demo\.json\.gz"):
            archive.demo()


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "x"
    write_bytes(file, b"one")
    file.chmod(0o600)
    write_bytes(file, b"two")
    assert file.read_bytes() == b"two"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_to_a_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"one")
    (tmp_path / "link").symlink_to("real")
    write_bytes(tmp_path / "link", b"two")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"two"


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x"
    write_bytes(file, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InspectorError, match="No space left"):
        write_bytes(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("name", ["missing/x.json", "."])
def test_where_nothing_can_be_written_is_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(InspectorError, match="Cannot write"):
        write_bytes(tmp_path / name, b"")


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_bytes(Path("/dev/null"), b"x")
    assert not Path("/dev/null").is_file()
