"""A topology as the map shows it: the scene as SVG, what is folded in it, and what is connected with what."""

from collections.abc import Sequence
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from inspector.export import Arrange, Layer
from inspector.export.listing import neighbours
from inspector.export.marked import marked
from inspector.export.path import Mark
from inspector.export.svg import render
from inspector.export.view import View
from inspector.model.ids import Kind, Ref
from inspector.topology.graph import Topology
from inspector.topology.groups import MOST, folded, groups
from inspector.topology.layout import lay_out
from inspector.topology.layout_key import key_scene
from inspector.topology.scene import Scene
from inspector.topology.view import around

_WIDE, _NARROW = 1280.0, 480.0
"""What a small host keeps to: about as wide as the map on a laptop, and as a phone held upright."""

_MOST_NARROW = 80


class Look(Struct, frozen=True):
    """How the map is drawn.

    expanded: groups of a large host that are not folded. narrow: for the screen of a phone. findings: with marks at
    what the rules found.
    """

    arrange: Arrange = "rails"
    layers: frozenset[Layer] = frozenset()
    expanded: frozenset[Ref] = frozenset()
    focus: Ref | None = None
    narrow: bool = False
    findings: bool = True


class Picture(Struct, frozen=True):
    """svg: the scene. near: the neighbours of each Ref. folded: how many groups are drawn as one card."""

    svg: str
    near: dict[str, list[str]]
    folded: int


def folded_away(topology: Topology, look: Look) -> frozenset[Ref]:
    """The groups that are drawn as one card: on a phone sooner than on a screen."""
    topology = _part(topology, look)
    return folded(topology, look.expanded, most=_MOST_NARROW if look.narrow else MOST)


def of_these(view: View, topology: Topology) -> View:
    """The view without groups that are not among these: a link may name what is gone."""
    return replace(view, unfold=view.unfold & frozenset(groups(topology).values()))


def draw(topology: Topology, look: Look, marks: Sequence[Mark] = ()) -> Picture:
    """The picture without its heading and key, which the page says beside it. marks: words that stand at elements."""
    away = folded_away(topology, look)
    topology = _part(topology, look)
    # It is gone, or a filter leaves it out.
    lost = look.arrange == "focus" and look.focus not in topology.graph
    scene = lay_out(
        topology,
        arrange="rails" if lost else look.arrange,
        focus=look.focus,
        folded=away,
        page_width=_NARROW if look.narrow else _WIDE,
        veths="veth" in look.layers,
        links="links" in look.layers,
        routes="routes" in look.layers,
        heading=False,
        legend=False,
    )
    return Picture(render(marked(scene, marks, None), theme="app"), near(topology, scene), len(away))


def _part(topology: Topology, look: Look) -> Topology:
    """What is drawn of it: with a focus, that and its neighbours."""
    if look.arrange == "focus" and look.focus and look.focus in topology.graph:
        return around(topology, look.focus)
    return topology


def near(topology: Topology, scene: Scene) -> dict[str, list[str]]:
    """The neighbours of all that is drawn; a folded group is near to what it hangs from."""
    drawn = {ref for part in scene.parts() for ref in (part.ref, *part.members, *part.joins) if ref}
    found = neighbours(topology, drawn)
    for part in scene.parts():
        if part.joins and part.joins[0].kind in (Kind.PROJECT, Kind.HOST):
            one, other = str(part.joins[0]), str(part.joins[-1])
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
    return found


@cache
def key_to_signs() -> str:
    """The key to the signs, as a small picture of its own."""
    return render(key_scene(), theme="app")
