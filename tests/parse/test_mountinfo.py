"""Lines of /proc/PID/mountinfo, as proc(5) describes them and as kernels write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.model.evidence import Why
from inspector.model.files import MountEntry
from inspector.parse.mountinfo import mountinfo

ROOT = "136 93 0:51 / / rw,relatime master:39 - overlay overlay rw,lowerdir=/l/A:/l/B,upperdir=/u,workdir=/w"
BIND = r"156 136 254:0 /a\040b\012c /data\134x ro,nosuid shared:7 master:1 - ext4 /dev/vda rw,discard"


def _one(line: str) -> MountEntry:
    found, gaps = mountinfo(line + "\n", "mounts/x")
    assert gaps == ()
    assert found is not None
    return found[0]


def test_every_field_of_a_line_is_read_and_escapes_are_undone() -> None:
    assert _one(BIND) == MountEntry(
        number=156,
        parent=136,
        device="254:0",
        root="/a b\nc",
        target="/data\\x",
        options=("ro", "nosuid"),
        propagation=("master:1", "shared:7"),
        filesystem="ext4",
        source="/dev/vda",
        super_options=("rw", "discard"),
    )


@pytest.mark.parametrize(
    ("line", "writable"),
    [
        (ROOT, True),
        (BIND, False),
        ("1 0 8:1 / / rw - ext4 /dev/sda1 ro", False),
        ("1 0 8:1 / / rw - ext4 /dev/sda1 rw,errors=remount-ro", True),
    ],
    ids=["both rw", "mount ro", "file system ro", "an option with ro in it"],
)
def test_a_mount_is_writable_when_it_and_its_file_system_are(line: str, writable: bool) -> None:
    assert _one(line).writable is writable


@pytest.mark.parametrize(
    ("line", "source", "options"),
    [
        ("1 0 0:1 / / rw -  tmpfs rw", "tmpfs", ("rw",)),
        ("1 0 0:1 / / rw - tmpfs  rw", "", ("rw",)),
        ("1 0 0:1 / / rw - fuse x rw,name=a b", "x", ("rw", "name=a b")),
        ("1 0 0:4 net:[4026532251] /run/n rw shared:38 - nsfs nsfs rw", "nsfs", ("rw",)),
    ],
    ids=["no type", "no source", "a blank in an option", "a namespace"],
)
def test_odd_lines_that_kernels_write_are_read(line: str, source: str, options: tuple[str, ...]) -> None:
    assert (_one(line).source, _one(line).super_options) == (source, options)


def test_a_byte_that_is_no_utf_8_is_what_the_engine_writes_for_it() -> None:
    assert _one(r"1 0 8:1 /caf\351 /\342\202x rw - ext4 a rw").root == "/caf\ufffd"
    assert _one(r"1 0 8:1 /caf\303\251 /\342\202x rw - ext4 a rw").root == "/café"
    assert _one(r"1 0 8:1 / /\342\202x rw - ext4 a rw").target == "/\ufffd\ufffdx"


@pytest.mark.parametrize(
    "line", ["x", "1 0 8:1 / / rw", "1 0 8:1 / / - ext4 a rw", "a 0 8:1 / / rw - ext4 a rw", "1 0 81 / / rw - e a rw"]
)
def test_lines_that_are_none_become_one_gap_and_the_others_stay(line: str) -> None:
    found, (gap,) = mountinfo(f"{line}\n{ROOT}\n{line}\n", "mounts/x")
    assert [entry.target for entry in found or ()] == ["/"]
    assert (gap.where, gap.why) == ("mounts/x", Why.MALFORMED)
    assert "2 of 3" in gap.what


def test_what_is_no_text_is_not_read() -> None:
    assert mountinfo(None, "mounts/x") == (None, ())
    assert mountinfo(7, "mounts/x")[0] is None
    assert mountinfo("", "mounts/x") == ((), ())


WORDS = st.sampled_from(
    ["1", "0", "8:1", "/", "-", " ", " - ", "\\", "\\040", "\\777", "\n", "rw", "\ud800", "\x00", ","]
)


@given(st.text(max_size=80) | st.lists(WORDS, max_size=40).map("".join))
def test_no_text_whatever_raises(content: str) -> None:
    mountinfo(content, "mounts/x")
