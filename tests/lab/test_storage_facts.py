"""Files and mounts on real engines, against stat, /proc and id: as the host and as the containers see them."""

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from inspector.collect.live import collect_live
from inspector.model.container import State
from inspector.model.evidence import Evidence, Why
from inspector.model.files import ContainerFiles, FileKind, PathFact
from inspector.model.snapshot import Snapshot
from inspector.parse.snapshot import parse
from tests.lab.machine import IMAGE, Machine

pytestmark = pytest.mark.lab

SLEEP = (IMAGE, "sleep", "1000")
MOUNTS = {
    "blank": ("/srv/a b:/in/a b", "/srv/a b", "/in/a b"),
    "newline": ("/srv/a\nb:/in/a\nb", "/srv/a\nb", "/in/a\nb"),
    "link": ("/srv/link:/in/link", "/srv/link", "/in/link"),
    "odd": ("/srv/odd:/in/odd", "/srv/odd", "/in/odd"),
    "file": ("/srv/file:/etc/app.conf", "/srv/file", "/etc/app.conf"),
    "own": ("/srv/own:/in/own:ro", "/srv/own", "/in/own"),
    "data": ("data:/data", "/var/lib/docker/volumes/data/_data", "/data"),
}
PREPARE = r"""
mkdir -p '/srv/a b' '/srv/a
b' /srv/real /srv/own /srv/gone "/srv/$(printf 'caf\351')"
ln -sfn real /srv/link; ln -sfn "$(printf 'caf\351')" /srv/odd
echo old >/srv/file; echo x >/srv/real/x; chown 1234:567 /srv/own; chmod 2750 /srv/own
"""


@pytest.fixture(scope="module")
def host(engine: Machine) -> Iterator[Machine]:
    engine.host("sh", "-c", PREPARE)
    options = [word for mount, _, _ in MOUNTS.values() for word in ("--volume", mount)]
    engine.docker("run", "-d", "--name", "web", *options, "--tmpfs", "/t:mode=700,uid=5", *SLEEP)
    user = ("--user", "1234:567", "--group-add", "777", "--cap-add", "DAC_READ_SEARCH")
    engine.docker("run", "-d", "--name", "user", *user, "-v", "/srv/gone:/in/gone", "-v", "/anonymous", *SLEEP)
    engine.docker("create", "--name", "never", "-v", "/srv/circle:/c", *SLEEP)
    engine.docker("volume", "create", "-o", "type=none", "-o", "o=bind", "-o", "device=/srv/nothing", "broken")
    # The source of a mount lives on after another file took its name, or after its name was taken away.
    engine.host("sh", "-c", "mv /srv/file /srv/file.old; echo new >/srv/file; rmdir /srv/gone")
    engine.host("sh", "-c", "rm -rf /srv/circle; ln -s circle /srv/circle")
    yield engine
    engine.host("sh", "-c", "rm -rf /srv/*")


@pytest.fixture(scope="module")
def evidence(host: Machine) -> Evidence:
    return collect_live(host.url, paths=[("web", "/data/new/er"), ("web", "/bin/busybox"), ("web", "/var/run")])


@pytest.fixture(scope="module")
def snapshot(evidence: Evidence) -> Snapshot:
    return parse(evidence)


def _inside(snapshot: Snapshot, name: str) -> ContainerFiles:
    ident = next(one.id for one in snapshot.containers if one.name == name)
    return next(one for one in snapshot.container_files if one.owner == ident)


def _fact(facts: tuple[PathFact, ...], path: str) -> PathFact:
    return next(fact for fact in facts if fact.path == path)


def _told(fact: PathFact) -> str:
    return f"{fact.inode} {fact.links} {fact.uid} {fact.gid} {fact.mode:o} {fact.kind}"


def _stat(printed: str) -> str:
    """`stat -c FORMAT` with stat's own words for a kind in ours."""
    return printed.replace("regular empty file", "file").replace("regular file", "file")


def _without_free(facts: tuple[PathFact, ...]) -> list[PathFact]:
    return [replace(fact, free_bytes=None) for fact in facts]


FORMAT = "%i %h %u %g %a %F"


@pytest.mark.parametrize("name", MOUNTS)
def test_a_source_is_what_stat_shows_on_the_host(name: str, host: Machine, snapshot: Snapshot) -> None:
    _, source, _ = MOUNTS[name]
    fact = _fact(snapshot.host_paths, source)
    assert _told(fact) == _stat(host.host("stat", "-L", "-c", FORMAT, source))
    assert fact.real == host.host("realpath", source)
    if fact.kind is FileKind.DIRECTORY:
        assert fact.empty is (host.host("ls", "-A", f"{source}/") == "")
    blocks, unit = (int(word) for word in host.host("stat", "-f", "-c", "%b %S", source).split())
    assert fact.size_bytes == blocks * unit
    assert fact.free_bytes is not None
    assert 0 < fact.free_bytes <= fact.size_bytes


@pytest.mark.parametrize("name", MOUNTS)
def test_a_target_is_what_stat_shows_in_the_container(name: str, host: Machine, snapshot: Snapshot) -> None:
    _, _, target = MOUNTS[name]
    fact = _fact(_inside(snapshot, "web").facts, target)
    assert _told(fact) == _stat(host.docker("exec", "web", "stat", "-c", FORMAT, target))
    assert fact.real == target
    mounts = {one.number: one for one in _inside(snapshot, "web").mounts or ()}
    assert mounts[fact.mount].target == target


def test_a_file_bind_is_still_the_old_file_after_another_took_its_name(host: Machine, snapshot: Snapshot) -> None:
    inside = _fact(_inside(snapshot, "web").facts, "/etc/app.conf")
    outside = _fact(snapshot.host_paths, "/srv/file")
    assert host.docker("exec", "web", "cat", "/etc/app.conf") == "old"
    assert inside.device == outside.device
    assert inside.inode != outside.inode
    assert inside.inode == int(host.host("stat", "-c", "%i", "/srv/file.old"))


def test_a_source_that_was_removed_is_missing_and_still_mounted(snapshot: Snapshot) -> None:
    assert _fact(snapshot.host_paths, "/srv/gone").kind is FileKind.MISSING
    inside = _inside(snapshot, "user")
    fact = _fact(inside.facts, "/in/gone")
    assert (fact.kind, fact.real, fact.links) == (FileKind.DIRECTORY, "/in/gone", 0)
    assert next(one.root for one in inside.mounts or () if one.number == fact.mount) == "/gone//deleted"


def test_links_in_a_circle_and_a_missing_device_are_told_as_such(snapshot: Snapshot) -> None:
    circle = _fact(snapshot.host_paths, "/srv/circle")
    assert (circle.kind, circle.why) == (FileKind.UNREADABLE, Why.MALFORMED)
    assert _fact(snapshot.host_paths, "/srv/nothing").kind is FileKind.MISSING
    (gap,) = snapshot.gaps
    assert (gap.where, gap.why) == ("/srv/circle", Why.MALFORMED)
    assert gap.remedy


def test_a_tmpfs_is_told_though_no_host_path_is_behind_it(host: Machine, snapshot: Snapshot) -> None:
    fact = _fact(_inside(snapshot, "web").facts, "/t")
    assert _told(fact) == host.docker("exec", "web", "stat", "-c", FORMAT, "/t")


def test_paths_that_were_asked_for_are_told_as_far_as_they_are_there(snapshot: Snapshot) -> None:
    facts = _inside(snapshot, "web").facts
    assert _fact(facts, "/data/new/er").kind is FileKind.MISSING
    assert _fact(facts, "/data/new").kind is FileKind.MISSING
    assert _fact(facts, "/data").kind is FileKind.DIRECTORY
    assert _fact(facts, "/bin/busybox").kind is FileKind.FILE
    assert "/bin/busybox" not in {fact.path for fact in _inside(snapshot, "user").facts}


@pytest.mark.parametrize("name", ["web", "user"])
def test_mounts_are_those_of_proc_and_as_many(name: str, host: Machine, evidence: Evidence, snapshot: Snapshot) -> None:
    pid = host.docker("inspect", "--format", "{{.State.Pid}}", name)
    inside = _inside(snapshot, name)
    # Not by a command of the host: the folder of a control group is named as its reader's own namespace has it.
    shown = Path(f"/proc/{host.pid}/root/proc/{pid}/mountinfo").read_bytes()
    assert evidence.mounts[inside.owner] == shown.replace(b"\xe9", b"\\351").decode()
    assert len(inside.mounts or ()) == len(shown.splitlines())


def test_a_name_that_is_no_utf_8_is_one_name_in_every_fact(snapshot: Snapshot) -> None:
    inside = _inside(snapshot, "web")
    mount = next(one for one in inside.mounts or () if one.target == "/in/odd")
    assert mount.root == "/caf\ufffd"
    assert _fact(snapshot.host_paths, "/srv/odd").real == "/srv/caf\ufffd"


def test_the_engines_own_mounts_are_those_of_its_host(host: Machine, snapshot: Snapshot) -> None:
    shown = host.host("cat", "/proc/1/mountinfo").splitlines()
    assert {str(one.number) for one in snapshot.host_mounts or ()} == {line.split()[0] for line in shown}
    fact = _fact(snapshot.host_paths, "/srv/own")
    assert next(one.target for one in snapshot.host_mounts or () if one.number == fact.mount) == "/srv"


def test_rights_are_those_that_id_shows_inside(host: Machine, snapshot: Snapshot) -> None:
    user, root = _inside(snapshot, "user").user, _inside(snapshot, "web").user
    assert user is not None
    assert root is not None
    assert str(user.uid) == host.docker("exec", "user", "id", "-u") == "1234"
    assert str(user.gid) == host.docker("exec", "user", "id", "-g") == "567"
    assert 777 in user.groups
    assert (root.uid, root.gid) == (0, 0)
    status = host.docker("exec", "web", "cat", "/proc/1/status")
    assert f"CapEff:\t{root.capabilities:016x}" in status
    assert root.uid_map == ((0, 0, 4294967295),)


def test_links_are_those_of_the_image(host: Machine, snapshot: Snapshot) -> None:
    links = dict(_inside(snapshot, "web").links)
    assert links["/etc/mtab"] == host.docker("exec", "web", "readlink", "/etc/mtab")


def test_containers_that_do_not_run_have_no_files(snapshot: Snapshot) -> None:
    running = {one.id for one in snapshot.containers if one.state is State.RUNNING}
    assert {one.owner for one in snapshot.container_files} == running


def test_two_readings_are_equal(host: Machine) -> None:
    """But for free space, which other programs of this machine use up meanwhile."""
    first, again = (parse(collect_live(host.url)) for _ in range(2))
    assert again.host_mounts == first.host_mounts
    assert _without_free(again.host_paths) == _without_free(first.host_paths)
    for one, other in zip(again.container_files, first.container_files, strict=True):
        assert replace(one, facts=_without_free(one.facts)) == replace(other, facts=_without_free(other.facts))


def test_without_host_facts_nothing_is_read_and_a_gap_names_files(host: Machine) -> None:
    evidence = collect_live(host.url, host_facts=False)
    assert (evidence.mounts, evidence.paths) == ({}, {})
    assert any("files" in gap.what for gap in evidence.gaps)


def test_sizes_of_volumes_and_layers_are_told_when_asked_for(host: Machine) -> None:
    said: list[str] = []
    write = "dd if=/dev/zero of=/v/x bs=1000 count=100; dd if=/dev/zero of=/x bs=1000 count=50; sleep 1000"
    host.docker("run", "-d", "--name", "big", "-v", "big:/v", IMAGE, "sh", "-c", write)
    try:
        host.docker("exec", "big", "sh", "-c", "until [ $(stat -c %s /x) = 50000 ]; do :; done")
        snapshot = parse(collect_live(host.url, sizes=True, progress=lambda what, *_: said.append(what)))
    finally:
        host.docker("rm", "-f", "big")
        host.docker("volume", "rm", "big")
    volume = next(one for one in snapshot.volumes if one.name == "big")
    assert (volume.size_bytes, volume.ref_count) == (100_000, 1)
    layers = {one.name: one.layer_bytes for one in snapshot.containers}
    assert (layers["big"] or 0) >= 50_000
    assert layers["never"] == 0
    assert "sizes" in said


UNPRIVILEGED = """
import os, sys
from inspector.collect.live import collect_live
url = sys.argv[1]
collect_live(url)
os.setgroups([]); os.setgid(os.stat(url.removeprefix("unix://")).st_gid); os.setuid(65534)
print(collect_live(url).canonical().decode())
"""


def test_an_unprivileged_user_gets_mounts_and_rights_and_one_gap_for_the_files(
    host: Machine, evidence: Evidence
) -> None:
    said = host.host(sys.executable, "-c", UNPRIVILEGED, "unix:///run/docker.sock")
    read = msgspec.json.decode(said, type=Evidence)
    assert read.mounts.keys() == evidence.mounts.keys()
    told = parse(read)
    assert (told.host_paths, {one.facts for one in told.container_files}) == ((), {()})
    assert _inside(told, "user").user == _inside(parse(evidence), "user").user
    gaps = [gap for gap in read.gaps if "files" in gap.where]
    assert [(gap.why, "sudo" in gap.remedy) for gap in gaps] == [(Why.PERMISSION, True)]


def test_a_device_is_told_and_never_opened(host: Machine) -> None:
    """A tape would rewind, a pipe would wait for ever."""
    host.host("mkfifo", "/srv/pipe")
    host.docker("run", "-d", "--name", "odd", "-v", "/srv/pipe:/pipe", "-v", "/dev/null:/null", *SLEEP)
    try:
        snapshot = parse(collect_live(host.url))
    finally:
        host.docker("rm", "-f", "odd")
        host.host("rm", "/srv/pipe")
    kinds = {fact.path: fact.kind for fact in (*snapshot.host_paths, *snapshot.container_files[0].facts)}
    assert (kinds["/srv/pipe"], kinds["/dev/null"]) == (FileKind.PIPE, FileKind.DEVICE)
