"""What an exported scene says besides what is on the host: its title, what is shown, the path's answer."""

from msgspec.structs import replace

from inspector.topology.scene import Label, Paint, Part, Scene
from inspector.topology.text_width import fit, shown, width

_STEP = 18.0


def captioned(scene: Scene, title: str, notes: tuple[str, ...]) -> Scene:
    """The scene with a title in place of the host's name ("" leaves that) and notes below the key."""
    margin = _margin(scene)
    if title:
        over = tuple(
            _titled(part, title, scene.width - margin) if part.kind == "header" else part for part in scene.over
        )
        scene = replace(scene, over=over, name=title)
    if not notes:
        return scene
    room = scene.width - 2 * margin
    lines = [
        Label(margin, scene.height + 6 + _STEP * number, text, "text", width(text, "text"), paint=Paint.MUTED)
        for number, text in enumerate(fit(note, "text", room) for note in notes)
    ]
    caption = Part(kind="caption", name=" ".join(map(shown, notes)), shapes=tuple(lines))
    return replace(scene, height=scene.height + _STEP * len(notes) + 14, over=(*scene.over, caption))


def _margin(scene: Scene) -> float:
    """Where the heading begins."""
    found = (
        shape.x for part in scene.over if part.kind == "header" for shape in part.shapes if isinstance(shape, Label)
    )
    return next(found, 40.0)


def _titled(header: Part, title: str, right: float) -> Part:
    """The heading, whose first label is the host's name: another one there, the host's name before the facts."""
    first, *rest = header.shapes
    if not isinstance(first, Label):
        return header
    text = fit(title, first.style, (right - first.x) * 0.6)
    named = replace(first, text=text, width=width(text, first.style))
    at = named.x + named.width + 16
    for number, label in enumerate(rest):
        if isinstance(label, Label) and label.y == first.y:
            said = fit(f"{first.text} · {label.text}", label.style, right - at)
            rest[number] = replace(label, x=at, text=said, width=width(said, label.style))
    return replace(header, shapes=(named, *rest))
