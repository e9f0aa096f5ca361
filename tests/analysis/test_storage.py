"""What is behind a container's path: kinds, nesting, sharing and rights, by inspect data and by kernel facts."""

import pytest
from msgspec.structs import replace

from inspector.analysis.storage import Storage, back
from inspector.analysis.storage_paths import parents
from inspector.errors import UsageError
from inspector.model.backing import Answer3, Backing, BackingKind, PathQuery, Place, PlaceKind, Relation
from inspector.model.files import ContainerFiles, FileKind, MountEntry, PathFact, ProcessUser
from inspector.model.ids import Kind, Ref
from inspector.model.snapshot import Snapshot
from tests.build import World, ident

ROOT = "/var/lib/docker/volumes"
PGDATA = f"{ROOT}/pgdata/_data"


def asked(world: World | Snapshot, container: str, path: str) -> Backing:
    snapshot = world.snapshot() if isinstance(world, World) else world
    return back(Storage.of(snapshot), PathQuery(Ref(Kind.CONTAINER, ident(f"container {container}")), path))


def shared(found: Backing) -> list[tuple[str, str, str, bool]]:
    return [(one.container_name, one.path, one.relation.value, one.writable) for one in found.shared_with]


def shop() -> World:
    world = World()
    world.volume("pgdata")
    world.volume("linked", options={"type": "none", "o": "bind", "device": "/srv/data"})
    world.volume("remote", options={"type": "nfs", "o": "addr=10.0.0.9,rw", "device": ":/export"})
    world.volume("memory", options={"type": "tmpfs", "device": "tmpfs"})
    world.container(
        "db",
        mounts=["pgdata:/var/lib/data", "/srv:/srv", "/opt/conf:/var/lib/data/conf:ro", "remote:/r", "memory:/m"],
        tmpfs={"/run": "size=1m"},
    )
    world.container("backup", state="exited", mounts=["pgdata:/src:ro", "linked:/lnk"])
    return world


@pytest.mark.parametrize(
    ("path", "kind", "mount", "place"),
    [
        ("/var/lib/data", BackingKind.VOLUME, "/var/lib/data", Place(PlaceKind.HOST_PATH, PGDATA)),
        ("/var/lib/data/x/y", BackingKind.VOLUME, "/var/lib/data", Place(PlaceKind.HOST_PATH, f"{PGDATA}/x/y")),
        ("/var/lib/data/../data/x", BackingKind.VOLUME, "/var/lib/data", Place(PlaceKind.HOST_PATH, f"{PGDATA}/x")),
        ("/var/lib/data/conf/a", BackingKind.BIND, "/var/lib/data/conf", Place(PlaceKind.HOST_PATH, "/opt/conf/a")),
        ("/var/lib/data/conf2", BackingKind.VOLUME, "/var/lib/data", Place(PlaceKind.HOST_PATH, f"{PGDATA}/conf2")),
        ("/srv", BackingKind.BIND, "/srv", Place(PlaceKind.HOST_PATH, "/srv")),
        ("/run/x.pid", BackingKind.TMPFS, "/run", Place(PlaceKind.MEMORY, f"{ident('container db')}:/run")),
        ("/r/f", BackingKind.VOLUME, "/r", Place(PlaceKind.REMOTE, "10.0.0.9:/export/f")),
        ("/m/f", BackingKind.VOLUME, "/m", Place(PlaceKind.MEMORY, "volume memory")),
        ("/var/lib", BackingKind.LAYER, None, Place(PlaceKind.LAYER, ident("container db"))),
        ("/etc/hosts", BackingKind.ENGINE_FILE, None, Place(PlaceKind.LAYER, f"{ident('container db')}:/etc/hosts")),
        ("/proc/1", BackingKind.KERNEL, None, Place(PlaceKind.KERNEL, "/proc")),
        ("/dev/shm/x", BackingKind.TMPFS, None, Place(PlaceKind.MEMORY, f"{ident('container db')}:/dev/shm")),
    ],
)  # fmt: skip
def test_a_path_lies_on_its_deepest_mount(path: str, kind: BackingKind, mount: str | None, place: Place) -> None:
    found = asked(shop(), "db", path)
    assert (found.kind, found.mount.target if found.mount else None, found.place) == (kind, mount, place)


@pytest.mark.parametrize("path", ["data", "", "./x", "/a\0b"])
def test_a_path_that_is_not_absolute_is_refused_in_one_line(path: str) -> None:
    with pytest.raises(UsageError, match="not absolute"):
        asked(shop(), "db", path)


def test_a_stopped_container_shares_too_and_sees_the_data_at_its_own_path() -> None:
    found = asked(shop(), "db", "/var/lib/data/base/1")
    assert shared(found) == [("backup", "/src/base/1", "above", False)]


def test_a_bind_below_a_shared_volume_is_not_shared_with_it() -> None:
    assert shared(asked(shop(), "db", "/var/lib/data/conf/a")) == []


def test_a_folder_that_a_nested_mount_hides_is_seen_by_the_other_only() -> None:
    found = asked(shop(), "backup", "/src/conf/a")
    assert found.place == Place(PlaceKind.HOST_PATH, f"{PGDATA}/conf/a")
    assert shared(found) == []


def test_a_volume_with_a_device_and_a_bind_of_the_folder_above_are_the_same_data() -> None:
    found = asked(shop(), "backup", "/lnk/f")
    assert found.volume == "linked"
    assert found.place == Place(PlaceKind.HOST_PATH, "/srv/data/f")
    assert shared(found) == [("db", "/srv/data/f", "above", True)]
    assert shared(asked(shop(), "db", "/srv")) == [("backup", "", "below", True)]


@pytest.mark.parametrize(("state", "same"), [("running", True), ("exited", False)])
def test_the_folder_of_a_volume_with_a_device_shows_the_device_while_somebody_runs_with_it(
    state: str, same: bool
) -> None:
    world = World()
    world.volume("linked", options={"type": "none", "o": "bind", "device": "/srv/data"})
    world.container("db", state=state, mounts=["linked:/d"])
    world.container("tool", state="exited", mounts=[f"{ROOT}/linked/_data/in:/t:ro"])
    assert shared(asked(world, "tool", "/t/x")) == ([("db", "/d/in/x", "above", True)] if same else [])


def test_a_socket_under_its_two_usual_names_is_one() -> None:
    world = World()
    world.container("a", mounts=["/var/run/docker.sock:/s"])
    world.container("b", mounts=["/run/docker.sock:/t:ro"])
    assert shared(asked(world, "a", "/s")) == [("b", "/t", Relation.SAME.value, False)]


def test_an_anonymous_volume_is_told_with_and_without_the_label() -> None:
    nameless = "f" * 64
    for labels in ({"com.docker.volume.anonymous": ""}, None):
        world = World()
        world.volume(nameless, labels=labels)
        world.container("db", config={"Volumes": {"/data": {}}})
        world.containers["db"]["Mounts"] = [world._mount(f"{nameless}:/data")]
        found = asked(world, "db", "/data/x")
        assert found.kind is BackingKind.ANONYMOUS_VOLUME
        assert found.code == "STORAGE_ANONYMOUS_VOLUME"
        assert not found.mount or not found.mount.named


def test_a_subpath_of_a_volume_is_a_folder_in_it() -> None:
    world = World()
    wish = {"Type": "volume", "Source": "data", "Target": "/d", "VolumeOptions": {"Subpath": "a/b"}}
    world.container("web", mounts=["data:/d"], host_config={"Binds": None, "Mounts": [wish]})
    assert asked(world, "web", "/d/x").place == Place(PlaceKind.HOST_PATH, f"{ROOT}/data/_data/a/b/x")


def test_a_volume_that_was_not_read_is_a_gap() -> None:
    world = World()
    world.container("web", mounts=["data:/d"])
    del world.volumes["data"]
    found = asked(world, "web", "/d")
    assert [gap.what for gap in found.gaps if "options of the volume" in gap.what] == ["options of the volume data"]


@pytest.mark.parametrize(
    ("settings", "path", "expected"),
    [
        ({}, "/x", Answer3.YES),
        ({"host_config": {"ReadonlyRootfs": True}}, "/x", Answer3.NO),
        ({"mounts": ["/srv:/srv:ro"]}, "/srv", Answer3.NO),
        ({"config": {"User": "1000"}}, "/x", Answer3.UNKNOWN),
        ({"config": {"User": "www-data"}}, "/x", Answer3.UNKNOWN),
        ({"config": {"User": "0:0"}, "host_config": {"CapDrop": ["ALL"]}}, "/x", Answer3.UNKNOWN),
        ({"host_config": {"CapDrop": ["ALL"], "CapAdd": ["DAC_OVERRIDE"]}}, "/x", Answer3.YES),
        ({"host_config": {"CapDrop": ["ALL"], "Privileged": True}}, "/x", Answer3.YES),
        ({}, "/sys/x", Answer3.NO),
        ({}, "/proc/x", Answer3.UNKNOWN),
    ],
)
def test_who_may_write_from_inspect_data_alone(settings: dict[str, object], path: str, expected: Answer3) -> None:
    world = World()
    world.container("web", **settings)  # type: ignore[arg-type]
    assert asked(world, "web", path).writable is expected


@pytest.mark.parametrize(
    ("user", "owner", "mode", "expected"),
    [
        ((10001, 10001, ()), (1000, 1000), 0o755, Answer3.NO),
        ((1000, 5, ()), (1000, 1000), 0o755, Answer3.YES),
        ((1000, 5, ()), (1000, 1000), 0o555, Answer3.NO),
        ((5, 1000, ()), (0, 1000), 0o775, Answer3.YES),
        ((5, 5, (1000,)), (0, 1000), 0o775, Answer3.YES),
        ((5, 5, ()), (0, 0), 0o777, Answer3.YES),
        ((5, 5, ()), (0, 0), 0o776, Answer3.NO),
        ((0, 0, ()), (1000, 1000), 0o755, Answer3.NO),
    ],
)
def test_owner_and_mode_decide_for_whom_has_no_capability(
    user: tuple[int, int, tuple[int, ...]], owner: tuple[int, int], mode: int, expected: Answer3
) -> None:
    snapshot = observed(
        facts=(PathFact(path="/d", kind=FileKind.DIRECTORY, real="/d", uid=owner[0], gid=owner[1], mode=mode),),
        user=ProcessUser(uid=user[0], gid=user[1], groups=user[2]),
    )
    found = asked(snapshot, "web", "/d")
    assert found.writable is expected
    assert f"{owner[0]}:{owner[1]}" in found.writable_why


@pytest.mark.parametrize(("uid", "expected"), [(1000, Answer3.YES), (5, Answer3.UNKNOWN)])
def test_an_access_control_list_decides_for_all_but_the_owner(uid: int, expected: Answer3) -> None:
    fact = PathFact(path="/d", kind=FileKind.DIRECTORY, real="/d", uid=1000, gid=1000, mode=0o755, acl=True)
    assert asked(observed(facts=(fact,), user=ProcessUser(uid=uid, gid=5)), "web", "/d").writable is expected


def test_a_capability_counts_only_over_owners_that_the_user_namespace_knows() -> None:
    mapped = ((0, 100000, 65536),)
    user = ProcessUser(uid=100000, gid=100000, capabilities=1 << 1, uid_map=mapped, gid_map=mapped)
    for owner, expected in ((100005, Answer3.YES), (0, Answer3.NO)):
        fact = PathFact(path="/d", kind=FileKind.DIRECTORY, real="/d", uid=owner, gid=owner, mode=0o755)
        assert asked(observed(facts=(fact,), user=user), "web", "/d").writable is expected


def entry(number: int, parent: int, target: str, root: str = "/", device: str = "8:1", **more: object) -> MountEntry:
    fields: dict[str, object] = {"options": ("rw",), "filesystem": "ext4"} | more
    return MountEntry(number=number, parent=parent, device=device, root=root, target=target, **fields)  # type: ignore[arg-type]


HOST_MOUNTS = (entry(1, 0, "/"), entry(2, 1, "/mnt", device="8:2"))
CONTAINER_MOUNTS = (
    entry(10, 9, "/", device="0:50", filesystem="overlay"),
    entry(11, 10, "/proc", device="0:51", filesystem="proc"),
    entry(12, 10, "/d", root="/srv/d"),
    entry(13, 10, "/mnt", device="8:2"),
)


def observed(
    mounts: tuple[MountEntry, ...] = CONTAINER_MOUNTS,
    facts: tuple[PathFact, ...] = (),
    links: tuple[tuple[str, str], ...] = (),
    user: ProcessUser | None = None,
    host_paths: tuple[PathFact, ...] = (),
) -> Snapshot:
    """A running container web with /srv/d at /d, and a stopped one that has /srv and /mnt."""
    world = World()
    world.container("web", mounts=["/srv/d:/d", "/mnt:/mnt"])
    world.container("old", state="exited", mounts=["/srv:/s", "/:/host:ro"])
    files = ContainerFiles(owner=ident("container web"), mounts=mounts, facts=facts, links=links, user=user)
    return replace(world.snapshot(), host_mounts=HOST_MOUNTS, host_paths=host_paths, container_files=(files,))


def test_data_are_told_by_device_so_that_a_mount_of_the_host_below_a_bind_is_another() -> None:
    snapshot = observed()
    assert shared(asked(snapshot, "web", "/d/x")) == [
        ("old", "/host/srv/d/x", "above", False),
        ("old", "/s/d/x", "above", True),
    ]
    assert shared(asked(snapshot, "web", "/mnt/x")) == [("old", "/host/mnt/x", "above", False)]
    assert not asked(snapshot, "web", "/d/x").shared_with[0].path.startswith("/mnt")


def test_symbolic_links_that_were_read_are_followed() -> None:
    found = asked(observed(links=(("/var", "usr/var"), ("/usr/var/data", "/d"))), "web", "/var/data/x")
    assert (found.resolved, found.kind) == ("/d/x", BackingKind.BIND)


def test_links_in_a_circle_are_an_answer_not_a_crash() -> None:
    found = asked(observed(links=(("/a", "/b"), ("/b", "/a"))), "web", "/a/x")
    assert (found.code, found.writable) == ("STORAGE_LINK_LOOP", Answer3.NO)


def test_a_path_that_was_looked_at_is_certain_and_others_are_assumed() -> None:
    fact = PathFact(path="/d/x", kind=FileKind.FILE, real="/d/x", mount=12)
    snapshot = observed(facts=(fact,), user=ProcessUser(uid=0, gid=0, capabilities=2))
    assert not asked(snapshot, "web", "/d/x").assumed
    assert asked(snapshot, "web", "/d/y").assumed


def test_a_mount_over_a_mount_hides_it() -> None:
    stacked = (*CONTAINER_MOUNTS, entry(14, 12, "/d", device="0:60", filesystem="tmpfs"))
    found = asked(observed(mounts=stacked), "web", "/d/x")
    assert found.kind is BackingKind.TMPFS
    assert shared(asked(observed(mounts=stacked), "old", "/s/d/x")) == [("old", "/host/srv/d/x", "above", False)]


def test_a_single_file_that_was_replaced_on_the_host_is_told_with_both_inodes() -> None:
    inside = PathFact(path="/d", kind=FileKind.FILE, real="/d", device="8:1", inode=790)
    host = PathFact(path="/srv/d", kind=FileKind.FILE, real="/srv/d", device="8:1", inode=812)
    found = asked(observed(facts=(inside,), host_paths=(host,)), "web", "/d")
    assert found.code == "STORAGE_BIND_REPLACED"
    assert "inode 812 there, 790 here" in found.sentence
    assert found.fixes[0].command == "docker restart web"


def test_a_bind_source_that_is_missing_is_told() -> None:
    host = PathFact(path="/srv", kind=FileKind.MISSING)
    assert asked(observed(host_paths=(host,)), "old", "/s").code == "STORAGE_BIND_MISSING"


def test_a_symbolic_link_on_the_host_is_followed_to_the_data() -> None:
    link = PathFact(path="/srv", kind=FileKind.DIRECTORY, real="/mnt/big")
    found = asked(observed(host_paths=(link,)), "old", "/s/x")
    assert found.place == Place(PlaceKind.HOST_PATH, "/mnt/big/x")
    assert ("web", "/mnt/big/x", "above", True) in shared(found)


def test_two_containers_that_hold_different_old_files_do_not_share() -> None:
    gone = entry(12, 10, "/d", root="/srv/d//deleted")
    assert shared(asked(observed(mounts=(CONTAINER_MOUNTS[0], gone)), "web", "/d")) == []


USER = ProcessUser(uid=1000, gid=1000)


def folder(path: str, mode: int, uid: int = 0) -> PathFact:
    return PathFact(path=path, kind=FileKind.DIRECTORY, real=path, uid=uid, gid=0, mode=mode)


def test_who_may_make_a_file_that_is_not_there_yet_is_told_by_its_folder() -> None:
    missing = PathFact(path="/d/x", kind=FileKind.MISSING)
    for owner, expected in ((1000, Answer3.YES), (0, Answer3.NO)):
        found = asked(observed(facts=(missing, folder("/d", 0o755, owner)), user=USER), "web", "/d/x")
        assert (found.writable, found.resolved, found.assumed) == (expected, "/d/x", False)


def test_a_folder_on_the_way_that_may_not_be_passed_decides() -> None:
    open_file = PathFact(path="/d/x", kind=FileKind.FILE, real="/d/x", uid=1000, gid=1000, mode=0o666)
    found = asked(observed(facts=(open_file, folder("/d", 0o700)), user=USER), "web", "/d/x")
    assert (found.writable, found.writable_why) == (Answer3.NO, "uid 1000 may not pass /d: 0:0, mode 700")


@pytest.mark.parametrize(
    ("user", "acl"),
    [(USER, True), (replace(USER, capabilities=1 << 2), False)],
    ids=["an access control list may let it", "CAP_DAC_READ_SEARCH"],
)
def test_a_folder_on_the_way_bars_nobody_who_may_pass_it_all_the_same(user: ProcessUser, acl: bool) -> None:
    open_file = PathFact(path="/d/x", kind=FileKind.FILE, real="/d/x", uid=1000, gid=1000, mode=0o666)
    above = replace(folder("/d", 0o700), acl=acl)
    assert asked(observed(facts=(open_file, above), user=user), "web", "/d/x").writable is Answer3.YES


def test_the_groups_of_a_user_that_was_not_read_are_not_guessed() -> None:
    world = World()
    world.container("web", config={"User": "1000"}, mounts=["/srv:/s"], state="exited")
    for mode, expected in ((0o755, Answer3.NO), (0o775, Answer3.UNKNOWN), (0o777, Answer3.YES)):
        fact = PathFact(path="/srv", kind=FileKind.DIRECTORY, real="/srv", uid=0, gid=50, mode=mode)
        assert asked(replace(world.snapshot(), host_paths=(fact,)), "web", "/s").writable is expected


def test_a_memory_has_the_mode_of_the_folder_that_it_covers_but_for_shared_memory() -> None:
    world = World()
    world.container("web", config={"User": "1000"}, tmpfs={"/a": "", "/b": "size=1m,mode=755"})
    assert asked(world, "web", "/a").writable is Answer3.UNKNOWN
    assert asked(world, "web", "/b").writable is Answer3.UNKNOWN
    assert asked(world, "web", "/dev/shm").writable is Answer3.YES


def test_a_link_that_leads_to_nothing_is_followed_to_where_a_file_would_be_made() -> None:
    missing = tuple(PathFact(path=path, kind=FileKind.MISSING) for path in ("/opt/here/x", "/opt/here"))
    snapshot = observed(facts=(*missing, folder("/opt", 0o755)), links=(("/opt/here", "../d/none"),))
    found = asked(snapshot, "web", "/opt/here/x")
    assert (found.resolved, found.kind) == ("/d/none/x", BackingKind.BIND)


def test_nobody_may_write_below_a_file() -> None:
    facts = (PathFact(path="/d/f/x", kind=FileKind.MISSING), PathFact(path="/d/f", kind=FileKind.FILE, real="/d/f"))
    found = asked(observed(facts=facts, user=ProcessUser(uid=0, gid=0, capabilities=2)), "web", "/d/f/x")
    assert (found.writable, found.writable_why) == (Answer3.NO, "/d/f is no folder: nothing can be made below it")


def test_a_volume_whose_options_say_ro_is_not_written() -> None:
    world = World()
    world.volume("fixed", options={"type": "none", "o": "bind,ro", "device": "/srv"})
    world.container("web", state="exited", mounts=["fixed:/d"])
    assert asked(world, "web", "/d").writable is Answer3.NO


def test_what_the_host_has_mounted_read_only_is_not_written_by_a_container_that_will_start() -> None:
    world = World()
    world.container("old", state="exited", mounts=["/mnt/backup:/d"])
    fixed = (*HOST_MOUNTS[:1], entry(2, 1, "/mnt", device="8:2", options=("ro",)))
    found = asked(replace(world.snapshot(), host_mounts=fixed), "old", "/d")
    assert (found.writable, found.writable_why) == (Answer3.NO, "/d is mounted read-only")


def test_a_memory_over_a_borrowed_mount_is_what_is_seen() -> None:
    world = World()
    world.volume("pg")
    world.container("db", mounts=["pg:/data"])
    world.container("tool", volumes_from=["db"], tmpfs={"/data": ""})
    world.containers["tool"]["Mounts"] = world.containers["db"]["Mounts"]
    assert asked(world, "tool", "/data/x").kind is BackingKind.TMPFS
    assert shared(asked(world, "db", "/data/x")) == []


def test_a_borrowed_subpath_is_the_lenders() -> None:
    world = World()
    world.volume("pg")
    wish = {"Type": "volume", "Source": "pg", "Target": "/data", "VolumeOptions": {"Subpath": "in"}}
    world.container("db", host_config={"Mounts": [wish]})
    world.containers["db"]["Mounts"] = [world._mount("pg:/data")]
    world.container("tool", volumes_from=["db"])
    world.containers["tool"]["Mounts"] = [world._mount("pg:/data")]
    assert asked(world, "tool", "/data/x").place == Place(PlaceKind.HOST_PATH, f"{ROOT}/pg/_data/in/x")


@pytest.mark.parametrize(("version", "writable"), [("20.10.24", True), ("26.1.5", False)])
def test_what_the_host_has_below_a_read_only_bind_is_read_only_from_25_on(version: str, writable: bool) -> None:
    world = World(version=version)
    world.container("old", state="exited", mounts=["/:/host:ro"])
    snapshot = replace(world.snapshot(), host_mounts=HOST_MOUNTS)
    assert (asked(snapshot, "old", "/host/mnt").writable is not Answer3.NO) is writable


def test_a_mount_behind_a_link_of_the_image_counts_over_what_came_along() -> None:
    world = World()
    world.container("web", mounts=["/srv:/link", "/opt/own:/link/in"])
    mounts = (
        entry(10, 9, "/", device="0:50", filesystem="overlay"),
        entry(11, 10, "/real", root="/srv"),
        entry(12, 11, "/real/in", device="8:2"),
        entry(13, 12, "/real/in", root="/opt/own"),
    )
    facts = tuple(
        PathFact(path=path, kind=FileKind.DIRECTORY, real=real, mount=number)
        for path, real, number in (("/link", "/real", 11), ("/link/in", "/real/in", 13))
    )
    files = ContainerFiles(owner=ident("container web"), mounts=mounts, facts=facts)
    host = (*HOST_MOUNTS[:1], entry(2, 1, "/srv/in", device="8:2"))
    found = asked(replace(world.snapshot(), host_mounts=host, container_files=(files,)), "web", "/link/in")
    assert found.place == Place(PlaceKind.HOST_PATH, "/opt/own")
    assert found.mount
    assert found.mount.target == "/link/in"


def test_a_memory_that_spread_to_another_container_is_shared() -> None:
    """Seen on every release: one rshared bind makes all mounts of its container spread to those that share them."""
    world = World()
    world.container("web", mounts=["/srv:/s"], tmpfs={"/s/t": ""})
    world.container("job", mounts=["/srv:/j"])
    memory = {"device": "0:70", "filesystem": "tmpfs"}
    tables = {
        "web": (entry(11, 10, "/s", root="/srv"), entry(12, 11, "/s/t", **memory)),
        "job": (entry(11, 10, "/j", root="/srv"), entry(12, 11, "/j/t", **memory)),
    }
    root = entry(10, 9, "/", device="0:50", filesystem="overlay")
    files = tuple(ContainerFiles(owner=ident(f"container {who}"), mounts=(root, *rows)) for who, rows in tables.items())
    snapshot = replace(world.snapshot(), host_mounts=HOST_MOUNTS, container_files=files)
    assert shared(asked(snapshot, "web", "/s/t/x")) == [("job", "/j/t/x", "above", True)]


def test_a_mount_table_that_gives_a_number_twice_has_an_answer() -> None:
    """No kernel does, but a file of evidence may; the second line once led to a path without a root, and to no end."""
    odd = (*CONTAINER_MOUNTS, entry(12, 10, "/other", root="/elsewhere"))
    found = asked(observed(mounts=odd), "web", "/d/x")
    assert found.place == Place(PlaceKind.HOST_PATH, "/srv/d/x")


@pytest.mark.parametrize("path", ["", "a/b", "//", "//a", "a"])
def test_the_folders_above_come_to_an_end_whatever_the_path(path: str) -> None:
    assert len(parents(path)) <= 3
