"""Facts of paths and processes, from the shapes of `Evidence.paths`."""

from typing import Any

import pytest

from inspector.model.evidence import Gap, Why
from inspector.model.files import ContainerFiles, FileKind, PathFact, ProcessUser
from inspector.parse.path_facts import files
from tests.build import World, ident

FACT = {
    "type": "directory",
    "real": "/srv/a b",
    "dev": "0:50",
    "ino": 2,
    "nlink": 3,
    "uid": 1000,
    "gid": 100,
    "mode": "1777",
    "mtime": "2026-11-25T08:53:32Z",
    "mnt_id": 83,
    "free": 10,
    "size": 20,
    "empty": True,
    "acl": True,
}
STATUS = "Uid:\t1000\t1001\t1002\t1003\nGid:\t10\t11\t12\t13\nGroups:\t7 5 5 \nCapEff:\t00000000a80425fb\n"


def _host(fact: Any) -> tuple[PathFact, tuple[Gap, ...]]:
    _, (found,), _, gaps = files({}, {"host": {"/srv/l": fact}})
    return found, gaps


def _user(**told: Any) -> tuple[ProcessUser | None, tuple[Gap, ...]]:
    _, _, (found,), gaps = files({}, {"c": told})
    return found.user, gaps


def test_every_field_of_a_fact_is_read() -> None:
    expected = PathFact(
        path="/srv/l",
        kind=FileKind.DIRECTORY,
        real="/srv/a b",
        device="0:50",
        inode=2,
        links=3,
        uid=1000,
        gid=100,
        mode=0o1777,
        empty=True,
        modified="2026-11-25T08:53:32Z",
        mount=83,
        free_bytes=10,
        size_bytes=20,
        acl=True,
    )
    assert _host(FACT) == (expected, ())


def test_what_was_not_told_is_not_known() -> None:
    found, gaps = _host({"type": "socket"})
    assert (found.uid, found.gid, found.empty, found.free_bytes, found.size_bytes) == (-1, -1, None, None, None)
    assert gaps == ()


@pytest.mark.parametrize(
    ("fact", "kind", "why"),
    [
        ({"type": "missing"}, FileKind.MISSING, None),
        ({"type": "unreadable", "why": "permission"}, FileKind.UNREADABLE, Why.PERMISSION),
        ({"type": "unreadable", "why": "timeout"}, FileKind.UNREADABLE, Why.TIMEOUT),
    ],
)
def test_what_is_not_there_or_was_not_read_is_told_from_what_is(
    fact: dict[str, str], kind: FileKind, why: Why | None
) -> None:
    found, gaps = _host(fact)
    assert (found.kind, found.why, found.exists, gaps) == (kind, why, False, ())


def test_an_inode_number_may_need_all_64_bits() -> None:
    assert _host({**FACT, "ino": (1 << 64) - 1})[0].inode == (1 << 64) - 1


@pytest.mark.parametrize(
    ("field", "odd"),
    [("type", "door"), ("type", 7), ("mode", "rwx"), ("ino", 1 << 70), ("uid", "root"), ("empty", "yes"), ("free", [])],
)
def test_an_odd_field_becomes_a_gap(field: str, odd: object) -> None:
    _, gaps = _host({**FACT, field: odd})
    assert {(gap.where, gap.why) for gap in gaps} == {(f"paths/host#/~1srv~1l/{field}", Why.MALFORMED)}


def test_the_rights_for_files_are_the_last_of_the_four_ids() -> None:
    found, gaps = _user(status=STATUS, uid_map="  0  100000  65536\n65536 1 2\n", gid_map="0 0 4294967295\n")
    assert gaps == ()
    assert found == ProcessUser(
        uid=1003,
        gid=13,
        groups=(5, 7),
        capabilities=0xA80425FB,
        uid_map=((0, 100000, 65536), (65536, 1, 2)),
        gid_map=((0, 0, 4294967295),),
    )


@pytest.mark.parametrize(
    "status", ["x", "Uid:\t1\n", STATUS.replace("Gid", "Pid"), STATUS.replace("a80425fb", "lots")], ids=range(4)
)
def test_an_odd_status_gives_no_user_and_a_gap(status: str) -> None:
    found, gaps = _user(status=status)
    assert found is None
    assert [gap.why for gap in gaps] == [Why.MALFORMED]


def test_a_world_tells_files_as_a_host_does() -> None:
    world = World()
    world.container("web", mounts=["/srv/a:/a"])
    world.host_path("/srv/a", uid=1000, mode="0700")
    world.host_path("/srv/b", type="missing")
    world.container_fact("web", "/a", uid=1000, ino=9)
    world.container_link("web", "/var/run", "/run")
    world.mountinfo("web", "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n")
    world.mountinfo("host", "2 0 8:1 / / rw - ext4 /dev/sda1 rw\n")
    world.process("web", uid=33, gid=34, groups=[35], caps=1)
    snapshot = world.snapshot()
    assert snapshot.gaps == ()
    assert [(fact.path, fact.uid, fact.mode) for fact in snapshot.host_paths if fact.exists] == [
        ("/srv/a", 1000, 0o700)
    ]
    assert [mount.number for mount in snapshot.host_mounts or ()] == [2]
    (inside,) = snapshot.container_files
    assert inside.owner == ident("container web")
    assert [mount.number for mount in inside.mounts or ()] == [1]
    assert [(fact.path, fact.inode) for fact in inside.facts] == [("/a", 9)]
    assert inside.links == (("/var/run", "/run"),)
    assert inside.user == ProcessUser(
        uid=33, gid=34, groups=(35,), capabilities=1, uid_map=((0, 0, 4294967295),), gid_map=((0, 0, 4294967295),)
    )


def test_evidence_without_files_is_read_as_before() -> None:
    snapshot = World().snapshot()
    assert (snapshot.host_mounts, snapshot.host_paths, snapshot.container_files) == (None, (), ())


def test_a_container_of_which_only_mounts_were_read_has_no_facts() -> None:
    _, _, found, _ = files({"c": ""}, {})
    assert found == (ContainerFiles(owner="c", mounts=()),)
