"""Links, default routes, and buses between boxes."""

import pytest

from inspector.model.ids import Kind, Ref
from inspector.topology.graph import Topology
from inspector.topology.layout import lay_out
from inspector.topology.scene import Arrow, Dot, Label, Line, Part, Scene
from tests.build import World, ident
from tests.topology.test_layout import world as recorded_world


def ref(name: str, kind: Kind = Kind.CONTAINER) -> Ref:
    return Ref(kind, ident(f"{kind.value} {name}"))


def linked() -> Topology:
    one = World()
    one.network("a", subnet="10.1.0.0/24")
    one.network("b", subnet="10.2.0.0/24", internal=True)
    one.network("c", subnet="10.3.0.0/24")
    one.container("db")
    one.container("web", links=["db:store"])
    one.container("single", networks={"a": "10.1.0.2", "b": "10.2.0.2"})
    one.container("double", networks={"a": "10.1.0.3", "c": "10.3.0.3"})
    return one.case().topology


def drops(scene: Scene, name: str) -> list[Part]:
    return [part for part in scene.parts() if part.kind in ("drop", "link") and part.joins[:1] == (ref(name),)]


def has(part: Part, kind: type) -> bool:
    return any(isinstance(shape, kind) for shape in part.shapes)


def test_a_link_runs_from_who_names_to_who_is_named_and_only_there_has_an_arrow() -> None:
    scene = lay_out(linked(), links=True)
    (out,) = [part for part in drops(scene, "web") if part.joins[1] == ref("db")]
    (back,) = [part for part in drops(scene, "db") if part.joins[1] == ref("web")]
    assert has(back, Arrow)
    assert not has(out, Arrow)
    assert not has(out, Dot)
    assert not [part for part in lay_out(linked()).parts() if has(part, Arrow)]


def test_a_default_route_is_marked_where_one_gateway_leaves_no_doubt() -> None:
    scene = lay_out(linked(), routes=True)
    marked = {part.joins for part in scene.parts() if part.kind == "drop" and has(part, Arrow)}
    bridge = ref("bridge", Kind.NETWORK)
    assert marked == {(ref("db"), bridge), (ref("web"), bridge), (ref("single"), ref("a", Kind.NETWORK))}


def test_a_default_route_is_the_one_that_the_namespace_was_read_to_have() -> None:
    scene = lay_out(recorded_world("t2-compose-28.5"), routes=True)
    assert [part for part in scene.parts() if part.kind == "drop" and has(part, Arrow)]


@pytest.mark.parametrize("count", [2, 5])
def test_a_network_that_boxes_share_runs_beside_them_and_through_none(count: int) -> None:
    world = World()
    world.network("proxy", subnet="10.9.0.0/24")
    for project in range(count):
        for number in range(9):
            networks = {"proxy": f"10.9.0.{project * 9 + number + 2}"} if not number else None
            world.container(f"p{project}-{number}", service=f"p{project}/s{number}", networks=networks)
    scene = lay_out(world.case().topology, page_width=1000)
    (bus,) = [part for part in scene.parts() if part.kind == "bus" and part.ref == ref("proxy", Kind.NETWORK)]
    lines = [shape for shape in bus.shapes if isinstance(shape, Line)]
    entries = [line for line in lines if line.y1 == line.y2]
    assert len(entries) == count
    for line in lines:
        if line.x1 == line.x2:
            assert not [
                p.name for p in scene.panels if p.box.x <= line.x1 <= p.box.x + p.box.width and _beside(p.box, line)
            ]


def _beside(box, line: Line) -> bool:  # type: ignore[no-untyped-def]
    return box.y < max(line.y1, line.y2) and min(line.y1, line.y2) < box.y + box.height


def test_rails_say_the_gateway_and_what_is_special_of_a_network() -> None:
    world = World()
    options = {
        "com.docker.network.bridge.enable_icc": "false",
        "com.docker.network.bridge.enable_ip_masquerade": "false",
    }
    world.network("odd", subnet="10.1.2.0/24", internal=True, options=options)
    world.container("one", networks={"odd": "10.1.2.5"})
    texts = {s.text for part in lay_out(world.case().topology).parts() for s in part.shapes if isinstance(s, Label)}
    assert {"10.1.2.0/24 gw .1", "internal · icc off · no masquerade", "no DNS"} <= texts


def test_the_physical_picture_names_rails_by_device_and_each_veth() -> None:
    scene = lay_out(recorded_world("interfaces-28.5"), arrange="bridges")
    texts = {s.text for part in scene.parts() for s in part.shapes if isinstance(s, Label)}
    assert {"docker0", "eth0"} <= texts
    assert any(text.startswith("br-") for text in texts)
    assert any(text.startswith("veth") for text in texts)
    assert not [part for part in scene.parts() if part.kind in ("store", "port")]


def test_storage_first_hangs_containers_from_what_they_share_and_says_where_it_is_mounted() -> None:
    world = World()
    world.container("a", mounts=["data:/var/data", "/srv/a:/a"])
    world.container("b", mounts=["data:/mnt:ro"])
    world.container("c")
    scene = lay_out(world.case().topology, arrange="storage")
    assert [panel.name for panel in scene.panels] == ["data", "no storage"]
    texts = {s.text for part in scene.parts() for s in part.shapes if isinstance(s, Label)}
    assert {"/var/data", "/mnt"} <= texts
    dots = [s.hollow for part in drops(scene, "b") for s in part.shapes if isinstance(s, Dot)]
    assert dots == [True]
    assert not [part for part in scene.parts() if part.kind == "rail"]
