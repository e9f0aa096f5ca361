"""Random mounts, links and paths: an answer or one line of refusal, sharing in both directions, never a crash."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.analysis.asking import answer
from inspector.analysis.storage import Storage, back
from inspector.analysis.storage_paths import within
from inspector.model.backing import Backing, PathQuery, Relation
from inspector.model.files import ContainerFiles, MountEntry
from inspector.model.ids import Kind, Ref
from inspector.model.snapshot import Snapshot
from tests.build import World, ident

PART = st.sampled_from(["a", "b", "a b", "é", "..", ".", "x\ny", "<i>", "a\u202eb"])
PATHS = st.lists(PART, max_size=4).map(lambda parts: "/" + "/".join(parts))
CLEAN = st.lists(st.sampled_from(["a", "b", "c"]), max_size=3).map(lambda parts: "/" + "/".join(parts))
SOURCES = st.one_of(st.sampled_from(["v1", "v2", "dev"]), CLEAN)
TARGETS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3).map(lambda parts: "/" + "/".join(parts))
MOUNTS = st.lists(st.tuples(SOURCES, TARGETS, st.sampled_from(["", ":ro"])), max_size=5, unique_by=lambda one: one[1])


def host(one: list[tuple[str, str, str]], two: list[tuple[str, str, str]]) -> World:
    world = World()
    world.volume("dev", options={"type": "none", "o": "bind", "device": "/a"})
    world.container("one", mounts=[f"{source}:{target}{mode}" for source, target, mode in one])
    world.container("two", state="exited", mounts=[f"{source}:{target}{mode}" for source, target, mode in two])
    return world


def asked(storage: Storage, container: str, path: str) -> Backing:
    return back(storage, PathQuery(Ref(Kind.CONTAINER, ident(f"container {container}")), path))


@given(MOUNTS, MOUNTS, CLEAN)
@settings(max_examples=150, deadline=None)
def test_who_shares_with_one_is_shared_with_by_it(
    one: list[tuple[str, str, str]], two: list[tuple[str, str, str]], path: str
) -> None:
    storage = Storage.of(host(one, two).snapshot())
    found = asked(storage, "one", path)
    for other in found.shared_with:
        if other.relation is Relation.BELOW:
            continue
        back_again = asked(storage, other.container_name, other.path)
        assert back_again.place == found.place
        assert ("one", path) in [(sharer.container_name, sharer.path) for sharer in back_again.shared_with]


@given(MOUNTS, st.lists(st.tuples(CLEAN, CLEAN), max_size=4), PATHS)
@settings(max_examples=150, deadline=None)
def test_any_path_and_any_links_have_an_answer(
    mounts: list[tuple[str, str, str]], links: list[tuple[str, str]], path: str
) -> None:
    snapshot = with_facts(host(mounts, []), links)
    found = asked(Storage.of(snapshot), "one", path)
    assert found.sentence
    if found.mount:
        assert within(found.resolved, found.stack[-1])


ENTRIES = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from(["8:1", "0:5"]), CLEAN, CLEAN), max_size=8
)


@given(ENTRIES, ENTRIES, PATHS)
@settings(max_examples=150, deadline=None)
def test_mount_tables_of_any_shape_have_an_answer(
    inside: list[tuple[int, int, str, str, str]], outside: list[tuple[int, int, str, str, str]], path: str
) -> None:
    snapshot = host([("v1", "/a", ""), ("/b", "/a/b", "")], [("/", "/c", "")]).snapshot()
    files = ContainerFiles(owner=ident("container one"), mounts=tuple(entries(inside)))
    snapshot = replace(snapshot, host_mounts=tuple(entries(outside)), container_files=(files,))
    for container in ("one", "two"):
        assert asked(Storage.of(snapshot), container, path).sentence


@given(
    st.dictionaries(st.sampled_from(["ask", "container", "path", "command"]), st.one_of(st.none(), st.text(), PATHS))
)
@settings(max_examples=100, deadline=None)
def test_any_question_gets_json(question: dict[str, object]) -> None:
    case = host([("v1", "/a", "")], []).case()
    for kind in ("storage", "survive", "unused"):
        told = answer(case, {**question, "ask": kind})
        assert json.loads(json.dumps(told))


def entries(rows: list[tuple[int, int, str, str, str]]) -> list[MountEntry]:
    return [
        MountEntry(number=number, parent=parent, device=device, root=root, target=target)
        for number, parent, device, root, target in rows
    ]


def with_facts(world: World, links: list[tuple[str, str]]) -> Snapshot:
    snapshot = world.snapshot()
    files = ContainerFiles(owner=ident("container one"), links=tuple(dict(links).items()))
    return replace(snapshot, container_files=(files,))
