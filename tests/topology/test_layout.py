"""What the rails picture promises, held against recorded engines and made-up hosts."""

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from inspector.model.container import Compose, Container, Endpoint, Mode, NetworkMode, Port, PortStatus, State
from inspector.model.ids import Kind, Ref
from inspector.model.network import Network, Subnet
from inspector.model.snapshot import Snapshot
from inspector.model.storage import Mount, MountKind
from inspector.pipeline import build
from inspector.topology.graph import Topology, link
from inspector.topology.groups import folded
from inspector.topology.layout import lay_out
from inspector.topology.scene import Box, Label, Line, Scene
from inspector.topology.veths import interface_rows
from inspector.topology.view import around
from tests.recorded import RECORDED, recorded
from tests.topology.geometry import (
    cards,
    lone_pieces,
    overlapping_boxes,
    overlapping_cards,
    overlapping_labels,
    struck_labels,
    trespassing_lines,
)

NETS = tuple(
    Network(id=f"n{i:02}", name=f"net-{i:02}", driver="bridge", subnets=(Subnet(f"10.{i}.0.0/16"),)) for i in range(40)
)


def container(
    name: str, *, nets: int = 1, ports: int = 0, mounts: int = 0, project: str = "", **more: object
) -> Container:
    extra = more.pop("extra", ())
    assert isinstance(extra, tuple)
    settings: dict[str, object] = {"state": State.RUNNING, "network_mode": NetworkMode(Mode.NETWORK)} | more
    return Container(
        id=f"id-{name}",
        name=name,
        image="busybox",
        compose=Compose(project, "web", 1) if project else None,
        endpoints=tuple(Endpoint(n.name, n.id, "e", f"10.{i}.3.{i + 2}", 16) for i, n in enumerate(NETS[:nets])),
        ports=tuple(Port(80 + i, "tcp", PortStatus.PUBLISHED, "0.0.0.0", 8000 + 7 * i) for i in range(ports)),
        mounts=tuple(
            Mount(kind=MountKind.BIND, source=f"/srv/{name}/{i}", target=f"/m{i}", writable=i % 2 == 0)
            for i in range(mounts)
        )
        + extra,
        **settings,  # type: ignore[arg-type]
    )


def sharing(name: str, project: str, number: int) -> Container:
    """One of several that mount the same: `media`, a path of the host, or what few have."""
    volumes = ["media"] * (number % 5 < 2) + [f"rare-{number % 5}"] * (number % 6 == 0)
    mounts = [Mount(kind=MountKind.VOLUME, volume=one, source="", target=f"/{one}", writable=True) for one in volumes]
    if number % 3 == 0:
        mounts.append(Mount(kind=MountKind.BIND, source="/srv/certs", target="/certs", writable=False))
    return container(name, project=project, hostname=name, mounts=1, extra=tuple(mounts))


def host(*containers: Container) -> Topology:
    return link(Snapshot(taken_at="2026-11-23T12:00:00Z", digest="", networks=NETS, containers=containers))


WORLDS = {
    "nothing": lambda: host(),
    "one container": lambda: host(container("a")),
    "one container on 12 networks": lambda: host(container("a", nets=12), container("b")),
    "40 networks, 20 ports, 15 mounts": lambda: host(
        container("a", nets=40, ports=20, mounts=15), container("b", ports=2)
    ),
    "60 in 12 projects": lambda: host(
        *(container(f"c{i}", nets=i % 4, ports=i % 3, project=f"p{i % 12}") for i in range(60))
    ),
    "100 replicas": lambda: host(*(container(f"web-{i}", project="big") for i in range(100))),
    "long and foreign names": lambda: host(
        container("x" * 63),
        container("容器服务" * 8),
        container("🐳" * 20),
        container("חנות-שרת"),
        container("<b>&\x00\u202e"),
    ),
    "storage across 12 projects": lambda: host(*(sharing(f"c{i}", f"p{i % 12}", i) for i in range(60))),
    "storage across 3 projects": lambda: host(*(sharing(f"c{i}", f"p{i % 3}", i) for i in range(6))),
    "sidecars": lambda: host(
        container("a", mounts=3),
        *(container(f"s{i}", nets=0, network_mode=NetworkMode(Mode.CONTAINER, "id-a"), mounts=i) for i in range(14)),
    ),
}


def world(name: str) -> Topology:
    return WORLDS[name]() if name in WORLDS else build(recorded(name)).topology


@pytest.fixture(params=[*WORLDS, *RECORDED])
def topology(request: pytest.FixtureRequest) -> Topology:
    return world(request.param)


DRAWINGS: dict[str, dict[str, Any]] = {
    "plain": {},
    "veths": {"veths": True},
    "links, routes, phone": {"links": True, "routes": True, "page_width": 460, "heading": False},
    "bridges": {"arrange": "bridges", "routes": True},
    "storage": {"arrange": "storage"},
    "focus": {"arrange": "focus"},
    "folded": {"folded": None},
}


@pytest.fixture(params=DRAWINGS)
def scene(topology: Topology, request: pytest.FixtureRequest) -> Scene:
    wanted = dict(DRAWINGS[request.param])
    if "folded" in wanted:
        wanted["folded"] = folded(topology, frozenset(), most=0)
    if wanted.get("arrange") == "focus" and topology.snapshot.containers:
        wanted["focus"] = Ref(Kind.CONTAINER, topology.snapshot.containers[0].id)
        topology = around(topology, wanted["focus"])
    return lay_out(topology, **wanted)


def test_every_line_is_vertical_or_horizontal(scene: Scene) -> None:
    lines = [s for part in scene.parts() for s in part.shapes if isinstance(s, Line)]
    assert all(line.x1 == line.x2 or line.y1 == line.y2 for line in lines)


def test_no_two_cards_and_no_two_boxes_overlap(scene: Scene) -> None:
    assert not overlapping_cards(scene)
    assert not overlapping_boxes(scene)


def test_no_two_labels_overlap(scene: Scene) -> None:
    assert not overlapping_labels(scene)


def test_no_line_runs_through_a_label(scene: Scene) -> None:
    assert not struck_labels(scene)


def test_no_line_runs_through_a_strangers_box(scene: Scene) -> None:
    assert not trespassing_lines(scene)


def test_storage_that_several_use_is_joined_or_says_where_else_it_is(scene: Scene) -> None:
    assert not lone_pieces(scene)


@pytest.mark.parametrize("page_width", [1600, 460])
def test_a_volume_of_many_projects_is_one_line_with_a_piece_in_each_box(page_width: int) -> None:
    topology = world("storage across 12 projects")
    scene = lay_out(topology, page_width=page_width)
    (bus,) = [part for part in scene.over if part.kind == "bus" and part.name == "storage media, shared"]
    pieces = [p for panel in scene.panels for p in panel.parts if p.kind == "store" and p.name == "storage media"]
    ends = {y for line in bus.shapes if isinstance(line, Line) for y in (line.y1, line.y2)}
    assert len(pieces) >= 12
    assert all(rail.y1 in ends for part in pieces for rail in part.shapes if isinstance(rail, Line))


def test_folded_projects_hang_from_one_line_a_volume() -> None:
    topology = world("storage across 12 projects")
    scene = lay_out(topology, folded=folded(topology, frozenset(), most=0))
    pieces = [part for part in scene.parts() if part.kind == "store" and part.name == "storage media"]
    lines = [part for part in scene.parts() if part.kind == "bus" and part.name == "storage media, shared"]
    assert len(lines) == (len(pieces) > 1)


def test_no_line_crosses_a_card(scene: Scene) -> None:
    rows: dict[float, list[Box]] = {}
    for _, box in cards(scene):
        rows.setdefault(box.y, []).append(box)
    for row in rows.values():
        row.sort(key=lambda box: box.x)
        assert all(a.x + a.width <= b.x for a, b in pairwise(row))
    lines = [s for part in scene.parts() for s in part.shapes if isinstance(s, Line)]
    for line in lines:
        for top, row in rows.items():
            if max(line.y1, line.y2) > top + 0.1 and min(line.y1, line.y2) < top + 1:
                assert not [b for b in row if b.x < line.x1 < b.x + b.width or b.x < line.x2 < b.x + b.width]


def test_everything_is_inside_the_canvas(scene: Scene) -> None:
    for part in scene.parts():
        for s in part.shapes:
            if isinstance(s, Label):
                assert s.left >= 0
                assert s.left + s.width <= scene.width
                assert s.y <= scene.height
            if isinstance(s, Box):
                assert s.x >= 0
                assert s.x + s.width <= scene.width
                assert s.y + s.height <= scene.height


def test_everything_is_drawn_once(topology: Topology) -> None:
    scene = lay_out(topology)
    seen = Counter(ref for p in scene.parts() if p.kind == "card" for ref in (p.members or (p.ref,)))
    assert seen == Counter(topology.refs(Kind.CONTAINER))
    rails = Counter(p.ref for p in scene.parts() if p.kind == "rail" and not p.again)
    drawn = [n for n in topology.snapshot.networks if n.driver not in ("host", "null")]
    assert max(rails.values(), default=1) == 1
    assert {n.id for n in drawn} <= {ref.id for ref in rails if ref}
    stores = Counter(
        r
        for p in scene.parts()
        if p.kind == "store" and not p.again
        for r in {p.ref, *p.members}
        if r.kind is Kind.VOLUME
    )
    assert stores == Counter(topology.refs(Kind.VOLUME))


def test_the_same_topology_gives_the_same_scene(topology: Topology) -> None:
    assert lay_out(topology) == lay_out(topology)


def test_equal_replicas_become_a_stack_that_says_how_many() -> None:
    scene = lay_out(world("100 replicas"))
    (part,) = [part for part in scene.parts() if part.kind == "card"]
    assert "web × 100" in part.name
    assert len(part.members) == 100


def test_a_large_host_has_the_shape_of_a_screen() -> None:
    scene = lay_out(world("host-315"))
    assert 1 <= scene.width / scene.height <= 1.8


@pytest.mark.parametrize("count", [40, 150, 600])
def test_one_large_project_is_no_strip(count: int) -> None:
    scene = lay_out(
        host(*(container(f"c{i}", project="big", hostname=f"h{i}", mounts=i % 3) for i in range(count))),
        stack_over=10**9,
    )
    assert 0.6 <= scene.width / scene.height <= 2.2


def test_boxes_apart_from_each_other_have_their_own_piece_of_a_shared_rail() -> None:
    topology = world("60 in 12 projects")
    scene = lay_out(topology)
    pieces = [part for part in scene.parts() if part.kind == "rail" and part.ref and part.ref.id == "n00"]
    assert len(pieces) > 1
    assert [piece.again for piece in pieces].count(False) == 1
    assert not [line for part in scene.under for line in part.shapes if isinstance(line, Line) and line.style == "rail"]
    assert [part.kind for part in scene.under].count("edge") == 1


def test_the_hosts_edge_names_the_interface_of_the_default_route() -> None:
    scene = lay_out(world("t1-default-bridge-20.10"))
    (edge,) = [part for part in scene.parts() if part.kind == "edge"]
    assert "host edge · eth0 198.51.100.2" in [s.text for s in edge.shapes if isinstance(s, Label)]


def test_the_veth_layer_puts_the_interface_and_its_other_end_beside_the_drop() -> None:
    topology = world("interfaces-28.5")
    rows = {row.host_interface for row in interface_rows(topology.snapshot) if row.host_interface and row.bridge}
    texts = {s.text for p in lay_out(topology, veths=True).parts() for s in p.shapes if isinstance(s, Label)}
    assert rows
    assert rows <= texts
    assert not rows & {s.text for p in lay_out(topology).parts() for s in p.shapes if isinstance(s, Label)}
