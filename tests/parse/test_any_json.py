"""Whatever JSON stands wherever: a snapshot and Gaps, never an exception; and no order of facts changes it."""

import json
import random
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.model.evidence import Evidence, Json, Why
from inspector.parse.snapshot import parse
from inspector.pipeline import build
from inspector.topology.view import Filter, select
from tests.recorded import RECORDED, recorded

SMALL = [name for name in RECORDED if name != "host-315"]
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(st.characters(), max_size=8),
    st.sampled_from(
        ["80/tcp/x", "-1/tcp", "0/tcp", "99999/tcp", "1-65535/udp", "\ud800", "\x00", "", "container:", "/"]
    ),
)
ANY_JSON = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=6,
)
FACT = st.dictionaries(
    st.sampled_from(["type", "why", "real", "dev", "ino", "nlink", "uid", "gid", "mode", "empty", "mtime", "free"]),
    LEAVES | st.sampled_from(["directory", "missing", "unreadable", "permission", "0755", "9"]),
)
FILES = st.dictionaries(
    st.sampled_from(["facts", "links", "status", "uid_map", "/a"]),
    st.dictionaries(st.text(max_size=3), FACT | LEAVES, max_size=3) | FACT | LEAVES,
)
PATHS = ["/version", "/info", "/containers/json", "/networks", "/volumes", "/images/json", "/system/df", "/x"]
UNORDERED = {"Mounts", "Networks", "RepoTags", "Aliases", "DNSNames", "Names", "CapAdd"}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_any_json_in_any_place_is_no_exception(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(SMALL))
    evidence = recorded(name)
    engine = {**evidence.engine}
    for _ in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from(sorted(engine)))
        places = _places(name, path)
        place = places[data.draw(st.integers(0, len(places) - 1))]
        engine[path] = _with(engine[path], place, data.draw(ANY_JSON))
    case = build(_evidence(evidence, engine))
    select(case.topology, Filter(text="a", projects=frozenset({""})))
    assert len(case.snapshot.gaps) == len(set(case.snapshot.gaps))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(PATHS), ANY_JSON))
def test_an_engine_that_answers_nonsense_is_no_exception(engine: dict[str, Json]) -> None:
    build(_evidence(recorded("docker-20.10"), engine))


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_lists_and_objects_does_not_matter(name: str, seed: int) -> None:
    evidence = recorded(name)
    random_order = random.Random(seed)
    shuffled = {path: _shuffled(answer, random_order) for path, answer in _pairs(evidence.engine, random_order)}
    one, other = parse(evidence), parse(_evidence(evidence, shuffled))
    assert replace(other, digest=one.digest) == one


def test_what_is_malformed_is_named_by_a_json_pointer() -> None:
    evidence = recorded("docker-20.10")
    path = next(path for path in evidence.engine if path.endswith("/json") and path.startswith("/containers/4"))
    broken = json.loads(json.dumps(evidence.engine[path]))
    broken["NetworkSettings"]["Ports"] = {"80/tcp/x": [], "9000/tcp": [{"HostPort": "many"}]}
    broken["Config"]["Labels"] = ["a", "b"]
    broken["State"]["Pid"] = "none"
    gaps = {gap.where for gap in parse(_evidence(evidence, {path: broken})).gaps if gap.why == Why.MALFORMED}
    assert gaps == {
        f"{path}#/NetworkSettings/Ports/80~1tcp~1x",
        f"{path}#/NetworkSettings/Ports/9000~1tcp/0/HostPort",
        f"{path}#/Config/Labels",
        f"{path}#/State/Pid",
    }


def test_a_container_told_twice_is_kept_once_whatever_the_order() -> None:
    first = {"Id": "a" * 64, "Name": "/one", "Config": {}}
    second = {"Id": "a" * 64, "Name": "/two", "Config": {}}
    base = recorded("docker-20.10")
    both = [
        parse(_evidence(base, {"/containers/x/json": one, "/containers/y/json": other}))
        for one, other in ((first, second), (second, first))
    ]
    assert both[0].containers == both[1].containers
    assert [one.name for one in both[0].containers] == ["one"]
    assert any(gap.why == Why.MALFORMED for gap in both[0].gaps)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["host", "a" * 64, "b"]), ANY_JSON, max_size=3),
    st.dictionaries(st.sampled_from(["host", "a" * 64, "b"]), FILES | ANY_JSON, max_size=3),
)
def test_nonsense_of_files_and_mounts_is_no_exception(mounts: dict[str, Json], paths: dict[str, Json]) -> None:
    case = build(replace(recorded("docker-20.10"), mounts=mounts, paths=paths))
    assert {one.owner for one in case.snapshot.container_files} == (mounts.keys() | paths.keys()) - {"host"}


def _evidence(base: Evidence, engine: dict[str, Json]) -> Evidence:
    return replace(base, engine=engine)


@cache
def _places(name: str, path: str) -> list[tuple[str | int, ...]]:
    """Every place of an answer, the answer itself included."""
    found: list[tuple[str | int, ...]] = []
    front: list[tuple[tuple[str | int, ...], Any]] = [((), recorded(name).engine[path])]
    while front:
        place, value = front.pop()
        found.append(place)
        if isinstance(value, dict):
            front += [((*place, key), below) for key, below in value.items()]
        elif isinstance(value, list):
            front += [((*place, number), below) for number, below in enumerate(value)]
    return sorted(found, key=str)


def _with(value: Json, place: tuple[str | int, ...], new: Json) -> Json:
    """The value with another one at this place, if the place is still there."""
    if not place:
        return new
    step, *rest = place
    if isinstance(value, dict) and step in value:
        return {**value, step: _with(value[step], tuple(rest), new)}
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return [_with(one, tuple(rest), new) if number == step else one for number, one in enumerate(value)]
    return value


def _pairs(value: dict[str, Json], order: random.Random) -> list[tuple[str, Json]]:
    return order.sample(sorted(value.items()), len(value))


def _shuffled(value: Json, order: random.Random, key: str = "") -> Json:
    """The same facts told in another order; lists whose order means something stay as they are."""
    if isinstance(value, dict):
        return {name: _shuffled(one, order, name) for name, one in _pairs(value, order)}
    if isinstance(value, list):
        mixed = order.sample(value, len(value)) if key in UNORDERED or (value and isinstance(value[0], dict)) else value
        return [_shuffled(one, order) for one in mixed]
    return value
