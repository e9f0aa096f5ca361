"""The matrix: groups answer alike, and folding them changes no verdict."""

import time

import pytest

from inspector.analysis.matrix import Pairs, matrix
from inspector.model.answer import ClientSees, NameOutcome, PathState
from inspector.pipeline import build
from tests.build import World, ident
from tests.recorded import RECORDED, recorded

SMALL = sorted({*RECORDED} - {"host-315"})


def farm(replicas: int = 5) -> World:
    world = World()
    world.network("front", subnet="172.20.0.0/16")
    world.network("back", subnet="172.21.0.0/16", internal=True)
    for number in range(replicas):
        world.container(f"web-{number}", networks={"front": f"172.20.1.{number + 1}"}, exposed=["80/tcp"])
        world.container(f"db-{number}", networks={"back": f"172.21.1.{number + 1}"}, exposed=["5432/tcp"])
        world.container(f"api-{number}", networks={"front": f"172.20.2.{number + 1}", "back": f"172.21.2.{number + 1}"})
    return world


def test_replicas_are_one_group_and_their_size_does_not_matter() -> None:
    small, large = (matrix(farm(count).case().world) for count in (2, 40))
    assert [len(group.members) for group in large.groups] == [40, 40, 40, 1, 1]
    strip = [(c.source, c.target, c.client_sees, c.path, c.code, c.name) for c in small.cells]
    assert strip == [(c.source, c.target, c.client_sees, c.path, c.code, c.name) for c in large.cells]


def test_each_pair_tells_the_way_and_the_name() -> None:
    found = matrix(farm().case().world)
    label = {group.names[0]: group.label for group in found.groups}
    cells = {(cell.source, cell.target): cell for cell in found.cells}
    api, web, db = label["api-0"], label["web-0"], label["db-0"]
    assert (cells[api, db].path, cells[api, db].name) == (PathState.OPEN, NameOutcome.FOUND)
    assert (cells[web, web].path, cells[web, web].name) == (PathState.OPEN, NameOutcome.FOUND)
    assert cells[web, db].client_sees is ClientSees.TIMED_OUT
    assert cells[web, db].name is NameOutcome.FORWARDED
    assert cells[db, web].client_sees is ClientSees.NETWORK_UNREACHABLE
    assert cells[db, "internet"].path is PathState.BLOCKED
    assert cells[web, "internet"].path is PathState.OPEN
    assert cells["host", db].path is PathState.OPEN
    assert not any(cell.source == "internet" for cell in found.cells)


def test_each_target_is_asked_on_its_own_port_or_on_the_one_that_is_given() -> None:
    world = farm().case().world
    ports = {group.names[0]: group.port for group in matrix(world).groups}
    assert (ports["web-0"], ports["db-0"], ports["api-0"]) == (80, 5432, 0)
    assert {group.port for group in matrix(world, 8443).groups} == {8443}


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("a state", {"state": "paused"}),
        ("a network", {"networks": {"front": "172.20.9.9", "back": "172.21.9.9"}}),
        ("a published port", {"ports": ["8080:80"], "exposed": []}),
        ("a hosts entry", {"host_config": {"ExtraHosts": ["db-0:10.0.0.1"]}}),
        ("a resolver", {"host_config": {"Dns": ["9.9.9.9"]}}),
    ],
)
def test_what_may_change_an_answer_sets_a_container_apart(what: str, more: dict[str, object]) -> None:
    world = farm()
    arguments: dict[str, object] = {"networks": {"front": "172.20.9.9"}, "exposed": ["80/tcp"]}
    world.container("odd", **(arguments | more))  # type: ignore[arg-type]
    groups = matrix(world.case().world).groups
    assert next(group.members for group in groups if "odd" in group.names) == (ident("container odd"),), what


@pytest.mark.parametrize("name", [*SMALL, "truth-t1-default-bridge-20.10", "truth-t2-compose-28.5", "truth-t4-compose-nftables-29.7"])  # fmt: skip  # noqa: E501
@pytest.mark.parametrize("port", [None, 80])
def test_every_member_answers_as_its_group_does(name: str, port: int | None) -> None:
    world = build(recorded(name)).world
    pairs = Pairs(world, port)
    folded = {(cell.source, cell.target): cell for cell in matrix(world, port).cells}
    for source in pairs.groups:
        for target in pairs.groups:
            if source.kind == "internet":
                continue
            for asking in source.members:
                for asked in target.members:
                    if asking == asked:
                        continue
                    pairs.asked.clear()
                    one, group = pairs.between(source, target, asking, asked), folded[source.label, target.label]
                    assert (one.client_sees, one.path, one.code) == (group.client_sees, group.path, group.code)
                    assert (one.name, one.name_code) == (group.name, group.name_code)


def test_three_hundred_containers_take_seconds() -> None:
    world = build(recorded("host-315")).world
    start = time.process_time()
    found = matrix(world)
    assert time.process_time() - start < 15
    assert sum(len(group.members) for group in found.groups if group.kind == "container") == 315
    assert len(found.groups) < 200
