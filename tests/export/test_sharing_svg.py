"""The sharing picture as SVG: names are text in it, and the same data give the same bytes."""

import re

import pytest
from lxml import etree

from inspector.analysis.shared_places import shared_places
from inspector.export.sharing_svg import render_sharing
from inspector.model.backing import BackingKind, Place, PlaceKind
from inspector.model.sharing import SharedPlace, Use
from inspector.pipeline import build
from inspector.topology.layout_sharing import NARROW, WIDE, lay_out_sharing
from tests.recorded import recorded

HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "a\nb\x00\ufffe",
    "\u202egnp.exe",
    "\udcff",
    "]]>&amp;",
]


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
@pytest.mark.parametrize("theme", ["app", "light", "dark"])
def test_hostile_names_stay_text(name: str, theme: str) -> None:
    uses = (Use(name, f"/{name}", name, True), Use(f"b{name}", f"/{name}", "b", False, through=f"/{name}"))
    place = SharedPlace(
        name=name, kind=BackingKind.BIND, place=Place(PlaceKind.HOST_PATH, name), project=name, uses=uses
    )
    svg = render_sharing(lay_out_sharing([place]), theme)
    root = etree.fromstring(svg.encode())
    assert {etree.QName(one).localname for one in root.iter()} <= {
        "svg",
        "g",
        "title",
        "style",
        "rect",
        "line",
        "path",
        "text",
    }
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", svg)
    assert root.xpath("count(//*[@data-use])") == 2


@pytest.mark.parametrize("columns", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_same_data_give_the_same_picture(columns) -> None:
    first, second = (
        render_sharing(lay_out_sharing(shared_places(build(recorded("host-315")).storage), columns)) for _ in range(2)
    )
    assert first == second
