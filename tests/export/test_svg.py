"""The written picture: strangers' names stay text, nothing runs, nothing is fetched, colours can be read."""

import re
from pathlib import Path

import pytest
from lxml import etree

from inspector.export.svg import render
from inspector.export.theme import COLOURS
from inspector.model.container import Container, Mode, NetworkMode, State
from inspector.model.snapshot import Snapshot
from inspector.pipeline import build
from inspector.topology.graph import link
from inspector.topology.layout import lay_out
from inspector.topology.scene import Box, Dot, Label, Line, Paint, Scene
from tests.recorded import RECORDED, recorded

HOSTILE = [
    "</text><script>alert(1)</script>",
    '" onload="x',
    "a\x00b\x1b[31m",
    "&lt;&#x0;]]>",
    "\ud800",
    "\uffff",
    "\u202egpj",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_text(name: str) -> None:
    one = Container(id=name, name=name, image=name, state=State.RUNNING, network_mode=NetworkMode(Mode.NONE))
    topology = link(Snapshot(taken_at=name, digest="", containers=(one,)))
    root = etree.fromstring(render(lay_out(topology), "app").encode())
    assert {etree.QName(e).localname for e in root.iter()} <= {
        "svg",
        "g",
        "title",
        "style",
        "rect",
        "line",
        "circle",
        "text",
        "path",
    }
    assert not [key for e in root.iter() for key in e.attrib if str(key).startswith("on")]


@pytest.mark.parametrize("name", RECORDED)
@pytest.mark.parametrize("theme", ["light", "dark", "app"])
def test_each_recorded_engine_is_well_formed_and_always_the_same(name: str, theme: str) -> None:
    topology = build(recorded(name)).topology
    svg = render(lay_out(topology), theme)  # type: ignore[arg-type]
    assert svg == render(lay_out(topology), theme)  # type: ignore[arg-type]
    assert not re.search(r"url\(|@import|href=", svg)
    assert ("var(" in svg) == (theme == "app")
    root = etree.fromstring(svg.encode())
    for chosen in root.iterfind(".//*[@data-ref]"):
        assert chosen.get("role") == "button"
        assert chosen.get("tabindex") == "0"
        assert chosen.get("aria-label")


def test_the_tutorial_on_docker0_looks_as_approved() -> None:
    """After a wanted change, look at the new picture and replace the golden file."""
    golden = Path(__file__).parents[1] / "golden" / "svg" / "t1-default-bridge.svg"
    svg = render(lay_out(build(recorded("t1-default-bridge-20.10")).topology))
    assert svg.replace("><", ">\n<") + "\n" == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_ink_is_readable_on_every_ground_where_it_is_used(theme: str) -> None:
    """WCAG 2.2 AA: 4.5 to 1 for text (1.4.3), 3 to 1 for lines, dots and the marks of a state (1.4.11)."""
    colours = COLOURS[theme]
    used = {pair for name in (*RECORDED, "interfaces-28.5") for pair in _inks(lay_out(build(recorded(name)).topology))}
    assert {ground for _, _, ground in used} >= {"paper", "panel", "host", "card", "tag"}
    weak = {
        (kind, ink, ground, round(_contrast(colours[ink], colours[ground]), 2))
        for kind, ink, ground in used
        if _contrast(colours[ink], colours[ground]) < (4.5 if kind == "text" else 3)
    }
    assert not weak


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("paint", Paint)
@pytest.mark.parametrize("ground", ["paper", "panel", "host", "card", "tag"])
def test_every_ink_could_be_text_on_every_ground(theme: str, paint: Paint, ground: str) -> None:
    assert _contrast(COLOURS[theme][paint.value], COLOURS[theme][ground]) >= 4.5


def _inks(scene: Scene) -> set[tuple[str, str, str]]:
    """(text or sign, ink, ground) of every shape: the ground is the innermost box that it stands on."""
    found = set()
    for panel in (None, *scene.panels):
        around = panel.box.style if panel else "paper"
        for part in panel.parts if panel else (*scene.under, *scene.over):
            boxes = [shape for shape in part.shapes if isinstance(shape, Box) and shape.style in ("card", "tag")]
            for shape in part.shapes:
                if isinstance(shape, Label):
                    on = [box for box in boxes if box.x <= shape.left and box.y <= shape.y <= box.y + box.height]
                    found.add(("text", shape.paint.value, on[-1].style if on else around))
                elif isinstance(shape, Line | Dot):
                    on = [
                        box for box in boxes if box.style == "card" and box.y <= getattr(shape, "y", -1) <= box.y + 30
                    ]
                    found.add(("sign", shape.paint.value, on[-1].style if on else around))
    return found


def _contrast(one: str, other: str) -> float:
    first, second = sorted((_luminance(one), _luminance(other)))
    return (second + 0.05) / (first + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
