"""What a filter, a search and a focus leave."""

import pytest

from inspector.model.container import State
from inspector.model.ids import Kind, Ref
from inspector.pipeline import build
from inspector.topology.graph import Topology
from inspector.topology.veths import interface_rows
from inspector.topology.view import Filter, around, select
from tests.build import World, ident
from tests.recorded import RECORDED, recorded


def names(topology: Topology) -> list[str]:
    snapshot = topology.snapshot
    things = (*snapshot.containers, *snapshot.networks, *snapshot.volumes)
    return sorted(one.name for one in things if one.name not in ("host", "none"))


def world() -> Topology:
    one = World()
    one.network("front", subnet="172.20.0.0/16", project="shop")
    one.volume("spare")
    one.container("web", networks={"front": "172.20.0.2"}, service="shop/web", ports=["8080:80"], mounts=["data:/data"])
    one.container("job", state="exited", service="shop/job", networks={"front": {}})
    one.container("lone", image="redis:7")
    return one.case().topology


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        (Filter(), ["bridge", "data", "front", "job", "lone", "spare", "web"]),
        (Filter(projects=frozenset({"shop"})), ["data", "front", "job", "web"]),
        (Filter(projects=frozenset({""})), ["bridge", "data", "lone", "spare"]),
        (Filter(states=frozenset({State.EXITED})), ["front", "job"]),
        (Filter(kinds=frozenset({Kind.CONTAINER})), ["job", "lone", "web"]),
        (Filter(text="REDIS"), ["bridge", "lone"]),
        (Filter(text="172.20.0.2"), ["data", "front", "web"]),
        (Filter(text="8080"), ["data", "front", "web"]),
        (Filter(text="data web"), ["data", "front", "web"]),
        (Filter(text="spare"), ["spare"]),
        (Filter(text="nothing is called so"), []),
        (Filter(focus=Ref(Kind.VOLUME, "data")), ["data", "web"]),
        (Filter(focus=Ref(Kind.CONTAINER, ident("container lone"))), ["bridge", "lone"]),
        (Filter(focus=Ref(Kind.VOLUME, "unknown")), []),
    ],
)
def test_a_filter_keeps(wanted: Filter, kept: list[str]) -> None:
    assert names(select(world(), wanted)) == kept


@pytest.mark.parametrize(
    ("focus", "kept"),
    [
        (Ref(Kind.CONTAINER, ident("container web")), ["data", "front", "job", "web"]),
        (Ref(Kind.CONTAINER, ident("container lone")), ["bridge", "lone"]),
        (Ref(Kind.NETWORK, ident("network front")), ["front", "job", "web"]),
        (Ref(Kind.VOLUME, "data"), ["data", "web"]),
        (Ref(Kind.VOLUME, "unknown"), []),
    ],
)
def test_around_one_stands_who_shares_something_with_it(focus: Ref, kept: list[str]) -> None:
    assert names(around(world(), focus)) == kept


def test_around_one_the_wires_of_its_neighbours_are_still_known() -> None:
    whole = build(recorded("interfaces-28.5")).topology
    focus = next(Ref(Kind.CONTAINER, one.id) for one in whole.snapshot.containers if one.has_netns and one.endpoints)
    part = around(whole, focus)
    assert part.snapshot.host_netns
    assert any(row.host_interface for row in interface_rows(part.snapshot) if row.container == focus.id)


@pytest.mark.parametrize("name", RECORDED)
@pytest.mark.parametrize("wanted", [Filter(text="a"), Filter(states=frozenset({State.RUNNING})), Filter(text="db")])
def test_what_is_left_is_consistent(name: str, wanted: Filter) -> None:
    whole = build(recorded(name)).topology
    part = select(whole, wanted)
    snapshot = part.snapshot
    held = {Ref(Kind.CONTAINER, one.id) for one in snapshot.containers}
    held |= {Ref(Kind.NETWORK, one.id) for one in snapshot.networks}
    held |= {Ref(Kind.VOLUME, one.name) for one in snapshot.volumes}
    drawn = set(part.refs(Kind.CONTAINER, Kind.NETWORK, Kind.VOLUME))
    assert held <= drawn
    assert all(type(part.entity(ref)).__name__ == "Missing" for ref in drawn - held)
    assert [ref for ref in whole.graph.nodes if ref in part.graph] == list(part.graph.nodes)
