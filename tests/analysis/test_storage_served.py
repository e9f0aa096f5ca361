"""Rights on a file system that another machine or program keeps: owner and mode seen here do not decide them."""

import pytest

from inspector.model.backing import Answer3
from tests.analysis.test_storage import asked
from tests.build import World

DECIDED_THERE = [
    ("nfs4", "rw", "the server of the nfs4 file system decides"),
    ("cifs", "rw", "the server of the cifs file system decides"),
    ("fuse.sshfs", "rw,user_id=0", "the program behind the fuse.sshfs file system decides"),
    ("fuse.gluster", "rw,default_permissions", ""),
    ("ext4", "rw", ""),
]


@pytest.mark.parametrize("state", ["running", "exited"])
@pytest.mark.parametrize(("filesystem", "options", "why"), DECIDED_THERE)
def test_who_decides_what_may_be_written(filesystem: str, options: str, why: str, state: str) -> None:
    world = World()
    world.container("web", mounts=["/mnt/share:/s"], state=state)
    world.host_path("/mnt/share", uid=0, gid=0, mode="0777")
    there = f"9 1 0:9 / /mnt/share rw - {filesystem} nas:/share {options}"
    world.mountinfo("host", f"1 0 8:1 / / rw - ext4 /dev/sda rw\n{there}")
    if state == "running":
        here = f"2 1 0:9 / /s rw - {filesystem} nas:/share {options}"
        world.mountinfo("web", f"1 0 0:1 / / rw - overlay overlay rw\n{here}")
        world.process("web")
        world.container_fact("web", "/s", uid=0, gid=0, mode="0777")
    found = asked(world, "web", "/s")
    if not why:
        assert found.writable is Answer3.YES
        return
    assert found.writable is Answer3.UNKNOWN
    assert found.writable_why == why
    assert any(why in gap.what for gap in found.gaps)


def test_a_read_only_mount_is_read_only_wherever_the_files_are() -> None:
    world = World()
    world.container("web", mounts=["/mnt/share:/s:ro"])
    world.mountinfo("host", "1 0 8:1 / / rw - ext4 /dev/sda rw\n9 1 0:9 / /mnt/share rw - nfs4 nas:/share rw")
    world.mountinfo("web", "1 0 0:1 / / rw - overlay overlay rw\n2 1 0:9 / /s ro - nfs4 nas:/share rw")
    assert asked(world, "web", "/s").writable is Answer3.NO
