"""Writes the sharing picture as SVG, in the map's colours. Elements are built: no name becomes markup.

What a page may rely on: the classes is-place, is-user, is-more and is-link, `data-ref` (of the container that a mark is
about) and `data-use` (place and use, as two numbers) of what can be chosen.
"""

from lxml import etree

from inspector.export.theme import Look, style
from inspector.model.backing import BackingKind
from inspector.topology.layout_sharing import Glyph, Head, Mark, SharingScene
from inspector.topology.scene import Anchor, Box, Label, Line
from inspector.topology.text_width import shown

_SVG = "http://www.w3.org/2000/svg"
_LOOKS = (
    ".link{fill:none;stroke-width:1.6}.glyph{fill:none;stroke-width:1.7;stroke-linejoin:round}.is-faded{opacity:.75}"
)
_CYLINDER = "M-9,-7a9,3.6 0 1 0 18,0a9,3.6 0 1 0 -18,0v14a9,3.6 0 0 0 18,0v-14"
_FOLDER = "M-10,-6a2,2 0 0 1 2,-2h5l3,3h8a2,2 0 0 1 2,2v9a2,2 0 0 1 -2,2h-16a2,2 0 0 1 -2,-2z"
_CHIP = "M-7,-7h14v14h-14zM-3,-10v3M3,-10v3M-3,7v3M3,7v3M-10,-3h3M-10,3h3M7,-3h3M7,3h3"
_LAYERS = "M-9,3l9,5l9,-5M-9,-2l9,5l9,-5l-9,-5z"
_GLYPHS = {
    BackingKind.BIND: _FOLDER,
    BackingKind.TMPFS: _CHIP,
    BackingKind.LAYER: _LAYERS,
    BackingKind.IMAGE: _LAYERS,
}


def render_sharing(scene: SharingScene, theme: Look = "light") -> str:
    """The picture. "app" leaves colours to CSS variables that follow Streamlit's theme; the others fix them."""
    wide, high = _n(scene.width), _n(scene.height)
    root = etree.Element(f"{{{_SVG}}}svg", nsmap={None: _SVG})  # type: ignore[dict-item]  # the stubs know no default namespace
    for name, value in {"width": wide, "height": high, "viewBox": f"0 0 {wide} {high}", "class": "map"}.items():
        root.set(name, value)
    root.set("role", "group")
    root.set("aria-label", "Who shares which data")
    _add(root, "style").text = style(theme) + _LOOKS
    if theme != "app":
        _add(root, "rect", width="100%", height="100%", **{"class": "paper"})
    for mark in scene.marks:
        _mark(root, mark)
    return etree.tostring(root, encoding="unicode")


def glyph(kind: BackingKind) -> str:
    """The sign of a kind of storage as SVG path data around 0, 0, about 20 pixels wide."""
    return _GLYPHS.get(kind, _CYLINDER)


def _mark(root: etree._Element, mark: Mark) -> None:
    group = _add(root, "g", **{"class": f"is-{mark.kind}{' is-faded' if mark.faded else ''}"})
    if mark.ref:
        group.set("data-ref", shown(str(mark.ref)))
    if mark.use:
        group.set("data-use", f"{mark.use[0]} {mark.use[1]}")
        group.set("role", "button")
        group.set("tabindex", "0")
    if mark.name:
        group.set("aria-label", shown(mark.name))
    if mark.hover:
        _add(group, "title").text = "\n".join(shown(line) for line in mark.hover.split("\n"))
    for shape in mark.shapes:
        _shape(group, shape, dashed=mark.dashed)


def _shape(group: etree._Element, shape: Box | Label | Line | Head | Glyph, *, dashed: bool) -> None:
    match shape:
        case Box():
            look = f"{shape.style} dashed" if shape.dashed else shape.style
            place = {"x": shape.x, "y": shape.y, "width": shape.width, "height": shape.height, "rx": shape.radius}
            _add(group, "rect", **{name: _n(value) for name, value in place.items()}, **{"class": look})
        case Line():
            look = f"link s-{shape.paint}{' dots' if dashed else ''}"
            ends = {"x1": shape.x1, "y1": shape.y1, "x2": shape.x2, "y2": shape.y2}
            _add(group, "line", **{name: _n(value) for name, value in ends.items()}, **{"class": look})
        case Head():
            back = 7.5 if shape.left else -7.5
            tip = f"M{_n(shape.x)},{_n(shape.y)}l{_n(back)},-4.5v9z"
            _add(group, "path", d=tip, **{"class": f"f-{shape.paint}"})
        case Glyph():
            where = f"translate({_n(shape.x)} {_n(shape.y)})"
            dots = " dots" if shape.kind is BackingKind.ANONYMOUS_VOLUME else ""
            _add(group, "path", d=glyph(shape.kind), transform=where, **{"class": f"glyph s-{shape.paint}{dots}"})
        case Label():
            made = _add(group, "text", x=_n(shape.x), y=_n(shape.y))
            made.set("class", f"{shape.style}-text f-{shape.paint}")
            if shape.anchor is not Anchor.START:
                made.set("text-anchor", shape.anchor.value)
            made.text = shown(shape.text)


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_SVG}}}{name}", attributes)


def _n(value: float) -> str:
    return f"{round(value, 2):g}" if abs(value) < 1e5 else f"{round(value, 1):.1f}"
