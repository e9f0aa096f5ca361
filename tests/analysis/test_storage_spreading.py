"""Mounts that spread: what inspect data alone cannot know of them is not claimed; and memory by its owner."""

import pytest

from inspector.analysis.storage_words import SPREADING
from inspector.model.backing import Answer3
from tests.analysis.test_storage import asked, shared
from tests.build import World, ident

READ_ONLY = [
    ("/srv:/s:ro", "/s/late/x", Answer3.NO),
    ("/srv:/s:ro,rslave", "/s", Answer3.NO),
    ("/srv:/s:ro,rslave", "/s/late/x", Answer3.UNKNOWN),
    ("/srv:/s:ro,rshared", "/s/late/x", Answer3.UNKNOWN),
    ("/srv:/s:ro,private", "/s/late/x", Answer3.NO),
]


@pytest.mark.parametrize(("mount", "path", "expected"), READ_ONLY)
def test_what_arrives_below_a_read_only_mount_may_be_writable(mount: str, path: str, expected: Answer3) -> None:
    world = World()
    world.container("web", mounts=[mount])
    found = asked(world, "web", path)
    assert found.writable is expected
    assert found.assumed


def test_where_mounts_spread_anywhere_on_the_host_a_gap_says_that_they_were_not_read() -> None:
    world = World()
    world.container("web", mounts=["/srv:/s"])
    assert SPREADING not in [gap.what for gap in asked(world, "web", "/s").gaps]
    world.container("other", mounts=["/opt:/o:rshared"])
    assert SPREADING in [gap.what for gap in asked(world, "web", "/s").gaps]


def test_shared_memory_is_told_by_its_owner_of_running_and_of_stopped_containers_alike() -> None:
    world = World()
    web = ident("container web")
    world.container("web", host_config={"IpcMode": "shareable"})
    world.container("rider", host_config={"IpcMode": f"container:{web}"}, state="created")
    world.container("alone", host_config={"IpcMode": "private"})
    lines = (
        "1 0 0:1 / / rw - overlay overlay rw",
        "2 1 0:2 / /dev rw - tmpfs tmpfs rw",
        "3 2 0:3 / /dev/shm rw - tmpfs shm rw",
    )
    world.mountinfo("web", "\n".join(lines))
    world.mountinfo("host", "1 0 8:1 / / rw - ext4 /dev/sda rw")
    found = asked(world, "web", "/dev/shm/x")
    assert found.gaps == ()
    assert [name for name, *_ in shared(found)] == ["rider"]
