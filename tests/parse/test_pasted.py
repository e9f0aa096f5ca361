"""Pasted `docker inspect` objects are told apart by their fields and put under the engine paths they came from."""

from typing import Any

import pytest

from inspector.errors import SourceError
from inspector.model.evidence import Json, Why
from inspector.model.ids import Kind
from inspector.parse.pasted import classify, evidence_from_inspect

CONTAINER = {
    "Id": "c1",
    "Name": "/web",
    "State": {"Status": "running"},
    "Image": "sha256:i1",
    "HostConfig": {},
    "NetworkSettings": {"Networks": {"front": {"NetworkID": "n1"}, "back": {"NetworkID": "n2"}}},
    "Mounts": [{"Type": "volume", "Name": "data", "Driver": "local"}, {"Type": "bind", "Source": "/srv"}],
}
NETWORK = {"Id": "n1", "Name": "front", "Driver": "bridge", "Scope": "local", "IPAM": {}, "Containers": {"c1": {}}}
VOLUME = {"Name": "data", "Driver": "local", "Mountpoint": "/var/lib/docker/volumes/data/_data", "Scope": "local"}
IMAGE = {"Id": "sha256:i1", "RepoTags": ["web:1"], "RootFS": {}, "Config": {}}
# Podman's own names and shapes of the same things.
PODMAN_NETWORK = {"Id": "p1", "Name": "podman", "Driver": "bridge", "Scope": "local", "Containers": {}}
TASK = {"ID": "t1", "Spec": {}, "ServiceID": "s1"}


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (CONTAINER, Kind.CONTAINER),
        (NETWORK, Kind.NETWORK),
        (PODMAN_NETWORK, Kind.NETWORK),
        (VOLUME, Kind.VOLUME),
        (IMAGE, Kind.IMAGE),
        ({"Id": "c1", "Names": ["/web"], "State": "running", "HostConfig": {}, "Command": "x"}, None),
        ({"Id": "sha256:i1", "Command": "x"}, None),
        (TASK, None),
        ({}, None),
        ([], None),
        ("text", None),
    ],
)
def test_an_object_is_known_by_its_fields(one: Json, kind: Kind | None) -> None:
    assert classify(one) is kind


def test_each_kind_goes_under_its_engine_path() -> None:
    evidence = evidence_from_inspect([("all.json", [IMAGE, VOLUME, NETWORK, CONTAINER])], "2026-11-23T21:00:00Z")
    assert evidence.engine == {
        "/containers/c1/json": CONTAINER,
        "/images/sha256:i1/json": IMAGE,
        "/networks": [NETWORK],
        "/networks/n1": NETWORK,
        "/volumes": {"Volumes": [VOLUME], "Warnings": None},
    }
    assert (evidence.taken_at, evidence.source) == ("2026-11-23T21:00:00Z", "docker inspect: all.json")


def gaps(*objects: Json) -> dict[str, str]:
    return {gap.where: gap.remedy for gap in evidence_from_inspect([("x", list(objects))], "").gaps}


def test_what_the_container_names_and_nobody_pasted_is_a_gap_with_the_command_that_prints_it() -> None:
    found = gaps(CONTAINER, {**NETWORK, "Id": "n9", "Name": "other"})
    assert {"front", "back", "data", "/images/sha256:i1/json"} <= found.keys()
    assert found["data"] == "Add `docker volume inspect` of data."


def test_what_was_pasted_is_no_gap() -> None:
    assert gaps(CONTAINER, NETWORK, {**NETWORK, "Id": "n2", "Name": "back"}, VOLUME, IMAGE).keys() == {
        "/version",
        "/info",
        "host",
    }


def test_a_container_that_a_network_names_and_nobody_pasted_is_a_gap() -> None:
    attached = {"c1": {}, "d" * 64: {"Name": "db"}, "lb-front": {"Name": "front-endpoint"}}
    found = gaps(CONTAINER, {**NETWORK, "Containers": attached})
    assert found["db"] == "Add `docker inspect dddddddddddd`."
    assert "front-endpoint" not in found


def test_a_paste_without_containers_says_so() -> None:
    assert "/containers/json" in gaps(NETWORK)


def test_the_answer_of_version_fills_its_gap() -> None:
    assert "/version" not in gaps(CONTAINER, {"Version": "28.5", "ApiVersion": "1.51"})


def test_every_gap_of_a_paste_was_simply_not_read() -> None:
    assert {gap.why for gap in evidence_from_inspect([("x", [CONTAINER])], "").gaps} == {Why.NOT_READ}


@pytest.mark.parametrize("document", [[TASK], [{**TASK, "Version": {"Index": 1}}], [CONTAINER, 3], {"a": 1}, None, []])
def test_what_inspect_does_not_print_is_refused_with_the_files_name(document: Any) -> None:
    with pytest.raises(SourceError, match=r"odd\.json"):
        evidence_from_inspect([("odd.json", document)], "")


def test_odd_shapes_inside_are_no_obstacle() -> None:
    odd = {**CONTAINER, "Mounts": "none", "NetworkSettings": [], "Image": 3}
    assert "/containers/c1/json" in evidence_from_inspect([("x", odd)], "").engine
