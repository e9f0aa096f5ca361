"""Who may write where containers have a user namespace of their own: root in them is no root of the host."""

from typing import Any

import pytest

from inspector.analysis.storage import Storage, back
from inspector.model.backing import Answer3, Backing, PathQuery
from inspector.model.ids import Kind, Ref
from tests.build import World, ident

ROOT = "/var/lib/docker/100000.100000"


def remapped(*, option: str = "name=userns", root: str = ROOT, **container: Any) -> World:
    """One container that has a folder of the host, a volume and a tmpfs."""
    world = World()
    world.engine["/info"] = {"DockerRootDir": root, "SecurityOptions": ["name=seccomp,profile=builtin", option]}
    world.container("web", mounts=["/srv:/srv", "data:/data"], tmpfs={"/t": ""}, **container)
    return world


def asked(world: World, path: str) -> Backing:
    return back(Storage.of(world.snapshot()), PathQuery(Ref(Kind.CONTAINER, ident("container web")), path))


@pytest.mark.parametrize("path", ["/x", "/t/x", "/etc/hosts"])
def test_what_only_the_container_has_is_its_roots(path: str) -> None:
    found = asked(remapped(), path)
    assert (found.writable, found.assumed) == (Answer3.YES, True)


@pytest.mark.parametrize("path", ["/srv", "/data"])
def test_what_others_may_own_is_not_known_without_owner_and_mode(path: str) -> None:
    found = asked(remapped(), path)
    assert found.writable is Answer3.UNKNOWN
    words = "uid 0, which is 100000 on the host, needs owner or mode, and its owner and mode were not read"
    assert [gap.what for gap in found.gaps if "may write" in gap.what] == [f"whether web may write there: {words}"]


@pytest.mark.parametrize(
    ("owner", "mode", "user", "expected", "who"),
    [
        (0, 0o755, "", Answer3.NO, "uid 0, which is 100000 on the host, may not write as others"),
        (100000, 0o700, "", Answer3.YES, "uid 0, which is 100000 on the host, may pass over owners and modes"),
        (101000, 0o700, "", Answer3.YES, "may pass over owners and modes"),
        (0, 0o777, "", Answer3.YES, "may write as others"),
        (1000, 0o755, "1000:1000", Answer3.NO, "uid 1000, which is 101000 on the host, may not write as others"),
        (101000, 0o755, "1000:1000", Answer3.YES, "uid 1000, which is 101000 on the host, may write as owner"),
    ],
)
def test_numbers_of_the_host_are_compared(owner: int, mode: int, user: str, expected: Answer3, who: str) -> None:
    world = remapped(state="exited", config={"User": user})
    world.host_path("/srv", uid=owner, gid=owner, mode=f"{mode:04o}")
    found = asked(world, "/srv")
    assert found.writable is expected
    assert who in found.writable_why


def test_a_container_in_the_hosts_namespace_has_the_hosts_root() -> None:
    found = asked(remapped(host_config={"UsernsMode": "host"}), "/srv")
    assert (found.writable, found.writable_why) == (
        Answer3.YES,
        "uid 0 may pass over owners and modes (CAP_DAC_OVERRIDE)",
    )


@pytest.mark.parametrize(
    "world",
    [
        remapped(option="name=rootless", root="/home/me/.local/share/docker"),
        remapped(root="/mnt/docker"),
        remapped(option="", root="/var/lib/containers", host_config={"UsernsMode": "auto"}),
    ],
    ids=["rootless", "the engine's folder has another name", "a namespace for this container alone"],
)
def test_without_the_map_nothing_is_claimed_of_the_hosts_folders(world: World) -> None:
    world.host_path("/srv", uid=1000, gid=1000, mode="0755")
    found = asked(world, "/srv")
    assert found.writable is Answer3.UNKNOWN
    assert found.writable_why == "the number of user root on the host was not read"
    assert asked(world, "/x").writable is Answer3.YES


def test_the_map_that_was_read_counts() -> None:
    world = remapped(option="name=rootless", root="/home/me/.local/share/docker")
    world.host_path("/srv", uid=1000, gid=1000, mode="0755")
    maps = "0 1000 1\n1 100000 65536"
    world.process("web", uid=1000, gid=1000, caps=2, uid_map=maps, gid_map=maps)
    found = asked(world, "/srv")
    assert found.writable is Answer3.YES
    assert "uid 0, which is 1000 on the host, may pass over owners and modes" in found.writable_why
