"""The pictures of the offline page: what the app would draw anew when it is asked to, drawn beforehand.

A picture has all layers or none; the page hides those of them that are off. Folding is all or nothing.
"""

from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from inspector.export import ARRANGES, LAYERS, Arrange
from inspector.export.drawing import near
from inspector.export.picture import scene
from inspector.export.shown import Shown, refolded
from inspector.export.svg import render
from inspector.export.view import View
from inspector.model.finding import Finding
from inspector.topology.groups import MOST


class OfflineScene(Struct, frozen=True):
    """One picture. layers: whether it has all. folded: whether every group is one card."""

    arrange: str
    layers: bool
    folded: bool
    svg: str


def scenes(one: Shown, found: tuple[Finding, ...]) -> tuple[list[OfflineScene], dict[str, list[str]]]:
    """All pictures, each marked with what was found, and the neighbours of what is drawn in any of them."""
    around: dict[str, set[str]] = defaultdict(set)
    made = []
    for view in _views(one):
        drawn = refolded(one, view)
        picture = scene(drawn, found)
        made.append(OfflineScene(view.arrange, bool(view.layers), view.fold, render(picture, theme="app")))
        for ref, others in near(one.topology, picture).items():
            around[ref].update(others)
    return made, {ref: sorted(others) for ref, others in sorted(around.items())}


def foldable(one: Shown) -> bool:
    """Whether the page offers to fold: as on the map, where it is of many elements, or was exported so."""
    snapshot = one.topology.snapshot
    return bool(one.away) or len(snapshot.containers) + len(snapshot.networks) + len(snapshot.volumes) > MOST


def arranges(one: Shown) -> list[Arrange]:
    """Those that the page has; what stands around one element is drawn of the one that was asked for only."""
    return [name for name in ARRANGES if name != "focus" or one.view.arrange == "focus"]


def _views(one: Shown) -> Iterator[View]:
    for arrange in arranges(one):
        for fold in (False, True) if foldable(one) else (False,):
            for layers in ((), LAYERS):
                yield replace(one.view, arrange=arrange, layers=layers, fold=fold, unfold=frozenset())
