"""Large hosts are folded into their projects, and what is looked for is unfolded."""

from inspector.model.ids import HOST, Kind, Ref
from inspector.pipeline import build
from inspector.topology.graph import Topology
from inspector.topology.groups import NO_PROJECT, folded, groups, holders, parse_group
from inspector.topology.layout import lay_out
from inspector.topology.scene import Label
from tests.build import World, ident
from tests.large import large_host

SHOP, BLOG = Ref(Kind.PROJECT, "shop"), Ref(Kind.PROJECT, "blog")


def topology() -> Topology:
    world = World()
    world.network("proxy", subnet="10.9.0.0/24")
    world.network("inner", subnet="10.8.0.0/24", project="shop")
    world.container("web", service="shop/web", networks={"proxy": "10.9.0.2", "inner": "10.8.0.2"}, ports=["8080:80"])
    world.container("db", service="shop/db", networks={"inner": "10.8.0.3"}, mounts=["data:/data"], state="exited")
    world.container("press", service="blog/web", networks={"proxy": "10.9.0.3"})
    world.container("side", service="blog/side", mode=f"container:{ident('container web')}")
    world.container("lone")
    world.container("probe", mode="host")
    return world.case().topology


def test_a_sidecar_belongs_to_the_group_of_the_namespace_it_lives_in() -> None:
    assert set(groups(topology()).values()) == {SHOP, BLOG, NO_PROJECT, HOST}
    assert groups(topology())[ident("container side")] == SHOP


def test_a_small_host_is_not_folded_and_a_large_one_is_but_for_what_is_expanded() -> None:
    assert folded(topology(), frozenset()) == frozenset()
    assert folded(topology(), frozenset({SHOP}), most=3) == {BLOG, NO_PROJECT, HOST}


def test_what_is_looked_for_names_the_group_to_unfold() -> None:
    found = topology()
    assert holders(found, Ref(Kind.CONTAINER, ident("container db"))) == {SHOP}
    assert holders(found, Ref(Kind.VOLUME, "data")) == {SHOP}
    assert holders(found, Ref(Kind.NETWORK, ident("network inner"))) == {SHOP}
    assert holders(found, Ref(Kind.PORT, "0.0.0.0:8080/tcp")) == {SHOP}
    assert holders(found, Ref(Kind.VOLUME, "nothing is called so")) == frozenset()


def test_a_group_is_read_from_a_link() -> None:
    assert [parse_group(text) for text in ("project:shop", "project:", "host:host")] == [SHOP, NO_PROJECT, HOST]
    assert [parse_group(text) for text in ("", "*", "container:a", "project")] == [None] * 4


def test_a_folded_group_says_what_is_in_it_and_hangs_from_what_it_shares() -> None:
    found = topology()
    scene = lay_out(found, folded=folded(found, frozenset(), most=0))
    (part,) = [one for one in scene.parts() if one.kind == "fold" and one.ref == SHOP]
    texts = [shape.text for shape in part.shapes if isinstance(shape, Label) and shape.layer != "far"]
    assert texts == ["shop", "3 containers", "2 running · 1 not", "1 network · 1 volume", "publishes 8080"]
    drops = {one.joins for one in scene.parts() if one.kind == "drop"}
    assert drops == {(group, Ref(Kind.NETWORK, ident("network proxy"))) for group in (SHOP, BLOG)}
    assert not [one for one in scene.parts() if one.kind == "card"]
    assert not [panel for panel in scene.panels if panel.name == "touched by no container"]


def test_ten_thousand_containers_become_a_picture_of_their_projects() -> None:
    found = build(large_host(10_000)).topology
    scene = lay_out(found, folded=folded(found, frozenset()))
    parts = list(scene.parts())
    assert sum(part.kind == "fold" for part in parts) == 250
    assert sum(len(part.shapes) for part in parts) < 5000
    assert 0.9 <= scene.width / scene.height <= 2
