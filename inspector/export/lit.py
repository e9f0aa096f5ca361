"""A scene with a path lit on it: what is not on the path steps back."""

from msgspec.structs import replace

from inspector.export.path import Path
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
    refs = [ref for ref in (part.ref, *part.members) if ref]
    return replace(part, dim=not any(path.holds(ref) for ref in refs))
