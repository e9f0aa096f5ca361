"""What the host has mounted over a folder since a container took it: the path shows other data now."""

import pytest

from inspector.model.backing import Answer3, Place, PlaceKind
from tests.analysis.test_storage import asked, shared
from tests.build import World, ident

HOST = "1 0 8:1 / / rw - ext4 /dev/sda rw"
LATE = "5 1 0:9 / /srv/late rw - tmpfs late rw"
ELSEWHERE = "6 1 8:1 /srv /mnt rw - ext4 /dev/sda rw"
ROOT = "1 0 0:1 / / rw - overlay overlay rw"


def world(mount: str, line: str, *host: str) -> World:
    made = World()
    made.container("web", mounts=[mount])
    made.mountinfo("host", "\n".join((HOST, *host)))
    made.mountinfo("web", f"{ROOT}\n{line}")
    return made


CASES = [
    ("/srv/late:/s", "2 1 8:1 /srv/late /s rw - ext4 /dev/sda rw", (), "/s/x", "/srv/late/x"),
    ("/srv/late:/s", "2 1 8:1 /srv/late /s rw - ext4 /dev/sda rw", (LATE,), "/s/x", ""),
    ("/srv/late:/s", "2 1 0:9 / /s rw - tmpfs late rw", (LATE,), "/s/x", "/srv/late/x"),
    ("/srv:/s", "2 1 8:1 /srv /s rw - ext4 /dev/sda rw", (LATE,), "/s/late/x", ""),
    ("/srv:/s", "2 1 8:1 /srv /s rw - ext4 /dev/sda rw", (LATE,), "/s/other", "/srv/other"),
    ("/srv/late:/s", "2 1 8:1 /srv/late /s rw - ext4 /dev/sda rw", (LATE, ELSEWHERE), "/s/x", "/mnt/late/x"),
]


@pytest.mark.parametrize(("mount", "line", "host", "path", "expected"), CASES)
def test_a_place_of_the_host_is_one_that_shows_the_very_data(
    mount: str, line: str, host: tuple[str, ...], path: str, expected: str
) -> None:
    found = asked(world(mount, line, *host), "web", path)
    if expected:
        assert found.place == Place(PlaceKind.HOST_PATH, expected)
        assert f"`{expected}` of the host" in found.sentence
    else:
        assert found.place == Place(PlaceKind.UNKNOWN, f"{ident('container web')}:{path}")
        assert "the host shows something else there now" in found.sentence


def test_rights_and_sharers_of_covered_data_are_not_those_of_what_covers_it() -> None:
    made = world("/srv/late:/s", "2 1 8:1 /srv/late /s rw - ext4 /dev/sda rw", LATE)
    made.container("new", mounts=["/srv/late:/n"], state="created")
    made.container("old", mounts=["/srv/late:/o"])
    made.mountinfo("old", f"{ROOT}\n2 1 8:1 /srv/late /o rw - ext4 /dev/sda rw")
    made.host_path("/srv/late", uid=0, gid=0, mode="0700")
    made.process("web", uid=1000)
    found = asked(made, "web", "/s")
    assert found.writable is Answer3.UNKNOWN
    assert [name for name, *_ in shared(found)] == ["old"]
