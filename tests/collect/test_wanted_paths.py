"""Of which paths of the host and of a container facts are read."""

from typing import Any

import pytest

from inspector.collect.wanted_paths import means, sources, targets
from inspector.parse.mounts import nested
from tests.build import World, ident


def _engine() -> dict[str, Any]:
    world = World()
    world.container("web", mounts=["/srv/a:/a", "data:/z/"], tmpfs={"/t/": ""}, service="shop/front")
    world.container("old", state="exited", mounts=["/srv/b:/b"])
    world.volume("nas", options={"type": "nfs", "o": "addr=10.0.0.1", "device": ":/export"})
    world.volume("share", options={"type": "cifs", "device": "//server/share"})
    world.volume("disk", options={"type": "none", "o": "bind", "device": "/mnt/disk"})
    return world.evidence().engine


def test_paths_of_the_host_are_sources_of_stopped_containers_too_mountpoints_and_devices_that_are_paths() -> None:
    volumes = [f"/var/lib/docker/volumes/{name}/_data" for name in ("data", "disk", "nas", "share")]
    assert sources(_engine()) == ["/mnt/disk", "/srv/a", "/srv/b", *volumes]


def test_a_mount_point_in_a_bind_is_a_path_of_the_host_too() -> None:
    mounted = {"/app": "/srv/app", "/app/lib/x": "", "/app/lib/x/y": "/opt/y", "/app2": "", "/": "/srv/root"}
    assert nested(mounted) == {"/app/lib/x": "/srv/app/lib/x"}
    world = World()
    world.container("web", mounts=["/srv/app:/app", "modules:/app/node_modules"])
    assert "/srv/app/node_modules" in sources(world.evidence().engine)


def test_paths_of_a_container_are_its_mount_targets_and_the_engines_files() -> None:
    inspect = _engine()[f"/containers/{ident('container web')}/json"]
    assert targets(inspect) == ("/a", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/t", "/z")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("web", True),
        (ident("container web"), True),
        (ident("container web")[:12], True),
        ("front", True),
        ("shop/front", True),
        ("", False),
        ("we", False),
        ("old", False),
    ],
)
def test_a_word_means_a_container_by_name_id_or_service(word: str, meant: bool) -> None:
    assert means(word, _engine()[f"/containers/{ident('container web')}/json"]) is meant


@pytest.mark.parametrize("odd", [None, [], 7, {"Mounts": 7}, {"HostConfig": {"Tmpfs": [], "Mounts": {}}}])
def test_an_engine_that_answers_nonsense_is_no_crash(odd: object) -> None:
    assert sources({"/containers/x/json": odd, "/volumes": odd}) == []
    assert len(targets(odd)) == 3
    assert not means("x", odd)
