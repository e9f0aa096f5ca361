"""A scene with a path lit on it: what is not on the path steps back."""

from msgspec.structs import replace

from inspector.export.path import Path
from inspector.model.ids import HOST
from inspector.topology.scene import Part, Scene

# These say what the picture is, whatever is lit on it.
_WORDS = ("header", "legend", "title", "far")


def lit(scene: Scene, path: Path) -> Scene:
    """The scene with only the path in full colour."""
    panels = tuple(replace(panel, parts=tuple(_lit(part, path) for part in panel.parts)) for panel in scene.panels)
    return replace(
        scene,
        under=tuple(_lit(part, path) for part in scene.under),
        panels=panels,
        over=tuple(_lit(part, path) for part in scene.over),
    )


def _lit(part: Part, path: Path) -> Part:
    if part.kind in _WORDS:
        return part
    if part.joins:
        return replace(part, dim=not path.joins_all(*part.joins))
    if part.kind == "fold" and part.ref == HOST:
        # Every way goes through the host, not through what lives in its namespace.
        return replace(part, dim=not any(mark.ref == str(HOST) for mark in path.marks))
    refs = [ref for ref in (part.ref, *part.members) if ref]
    return replace(part, dim=not any(path.holds(ref) for ref in refs))
