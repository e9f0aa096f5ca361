"""The rails picture of hosts that nobody thought of."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.model.ids import Kind
from inspector.topology.graph import Topology
from inspector.topology.layout import lay_out
from inspector.topology.layout_arrange import Arrange
from tests.build import World
from tests.topology.geometry import (
    lone_pieces,
    overlapping_boxes,
    overlapping_cards,
    overlapping_labels,
    struck_labels,
    trespassing_lines,
)

NETS = [f"net{number}" for number in range(6)]
SHARED = ["data", "/srv/conf", "a-volume-with-a-long-name", "/run/docker.sock", "media"]
NAMES = st.text("abxw-_.0123", min_size=1, max_size=63)


@st.composite
def worlds(draw: st.DrawFn) -> Topology:
    world = World()
    for number, name in enumerate(NETS):
        world.network(name, subnet=f"172.{20 + number}.0.0/16", internal=number == 2)
    names = draw(st.lists(NAMES, max_size=24, unique=True))
    for number, name in enumerate(names):
        nets = draw(st.lists(st.sampled_from(NETS), max_size=4, unique=True))
        mode = draw(st.sampled_from(["", "", "", "host", "none", "sidecar"]))
        if mode == "sidecar":
            mode = f"container:{names[0]}" if number else ""
        shared = draw(st.lists(st.sampled_from(SHARED), max_size=3, unique=True))
        own = [f"/srv/{number}/{each}" for each in range(draw(st.integers(0, 3)))]
        mounts = [f"{source}:/m/{each}{':ro' * (each % 2)}" for each, source in enumerate(shared + own)]
        links = (
            [f"{one}:db" for one in draw(st.lists(st.sampled_from(names[:number]), max_size=2, unique=True))]
            if number
            else []
        )
        ports = range(draw(st.integers(0, 6)))
        world.container(
            name,
            mode=mode,
            networks=None if mode else {net: f"172.2{net[-1]}.{number}.9" for net in nets},
            ports=[] if mode else [f"{'127.0.0.1:' * (p % 2)}{9000 + 10 * number + p}:{80 + p}" for p in ports],
            mounts=mounts,
            links=links,
            state=draw(st.sampled_from(["running", "running", "exited", "paused"])),
            service=draw(st.sampled_from(["", "shop/web", "blog/web", f"p{number % 7}/job"])),
        )
    return world.case().topology


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    worlds(),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["rails", "rails", "bridges", "storage"]),
    st.sampled_from([460, 1000, 1600]),
)
def test_nothing_overlaps_and_no_line_runs_through_a_text_or_a_strangers_box(
    topology: Topology, veths: bool, ways: bool, arrange: Arrange, page_width: int
) -> None:
    scene = lay_out(topology, arrange=arrange, veths=veths, links=ways, routes=ways, page_width=page_width)
    assert not overlapping_boxes(scene)
    assert not overlapping_cards(scene)
    assert not overlapping_labels(scene)
    assert not struck_labels(scene)
    assert not trespassing_lines(scene)
    assert not lone_pieces(scene)
    drawn = [ref for p in scene.parts() if p.kind == "card" for ref in (p.members or (p.ref,))]
    assert sorted(map(str, drawn)) == sorted(map(str, topology.refs(Kind.CONTAINER)))
