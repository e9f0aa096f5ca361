"""What the browser and a link may ask of the map."""

import pytest

from inspector.export import drawing
from inspector.export.drawing import Look
from inspector.model.ids import Kind, Ref
from inspector.pipeline import build
from inspector.topology.graph import Topology
from inspector.web.parts import look_asked
from tests.build import World, ident
from tests.large import large_host

WEB = Ref(Kind.CONTAINER, ident("container web"))
SHOP = Ref(Kind.PROJECT, "shop")


def topology() -> Topology:
    world = World()
    world.container("web", service="shop/web", mounts=["data:/data", "more:/more"])
    world.container("lone")
    return world.case().topology


@pytest.mark.parametrize(
    ("asked", "look"),
    [
        ({"arrange": "bridges"}, Look(arrange="bridges")),
        ({"arrange": "spiral"}, Look()),
        ({"layers": ["routes", "veth", "onion"]}, Look(layers=frozenset({"routes", "veth"}), findings=False)),
        ({"layers": ["findings"]}, Look()),
        ({"layers": "veth"}, Look()),
        ({"narrow": True}, Look(narrow=True)),
        ({"narrow": "yes"}, Look()),
        ({"unfold": "project:shop"}, Look(expanded=frozenset({SHOP}))),
        ({"unfold": "container:x"}, Look()),
        ({"focus": str(WEB)}, Look(arrange="focus", focus=WEB)),
        ({"focus": "container:nobody"}, Look()),
        ({"focus": {"a": 1}}, Look()),
        ({"arrange": "focus"}, Look(arrange="focus", focus=WEB)),
        ("nonsense", Look()),
        (None, Look()),
    ],
)
def test_what_makes_sense_is_taken_and_the_rest_passed_over(asked: object, look: Look) -> None:
    assert look_asked.changed(Look(), asked, topology(), "") == look


def test_a_match_in_a_folded_project_unfolds_it_and_no_other() -> None:
    found = build(large_host(600)).topology
    hidden = str(Ref(Kind.CONTAINER, found.container("project-003-db-1").id))
    look = look_asked.changed(Look(), {"reveal": hidden}, found, "")
    assert look.expanded == {Ref(Kind.PROJECT, "project-003")}
    assert f'data-ref="{hidden}"' in drawing.draw(found, look).svg
    assert look_asked.changed(look, {"fold": "project:project-003"}, found, "").expanded == frozenset()


def test_what_is_far_from_the_focus_becomes_the_focus() -> None:
    look = look_asked.changed(
        Look(arrange="focus", focus=WEB), {"reveal": str(Ref(Kind.VOLUME, "more"))}, topology(), ""
    )
    assert look.focus == Ref(Kind.VOLUME, "more")


def test_a_focus_that_is_gone_gives_way_to_the_whole_host() -> None:
    gone = Look(arrange="focus", focus=Ref(Kind.CONTAINER, "gone"))
    assert drawing.draw(topology(), gone).svg == drawing.draw(topology(), Look()).svg


def test_a_folded_project_is_near_to_what_it_hangs_from() -> None:
    picture = drawing.draw(build(large_host(600)).topology, Look())
    proxy = f"network:{ident('network proxy')}"
    assert picture.folded == 15
    assert proxy in picture.near["project:project-001"]
    assert "project:project-001" in picture.near[proxy]
