"""Writes a scene as SVG. Elements are built, not pasted: no name becomes markup, nothing runs, nothing is fetched."""

from hashlib import sha256

from lxml import etree

from inspector.export.theme import Look, style
from inspector.topology.scene import Anchor, Box, Dot, Label, Line, Panel, Part, Scene, Shape
from inspector.topology.text_width import shown

_SVG = "http://www.w3.org/2000/svg"


def render(scene: Scene, theme: Look = "light") -> str:
    """The picture. "app" leaves colours to CSS variables that follow Streamlit's theme; the others fix them."""
    size = {
        "width": _n(scene.width),
        "height": _n(scene.height),
        "viewBox": f"0 0 {_n(scene.width)} {_n(scene.height)}",
    }
    root = etree.Element(f"{{{_SVG}}}svg", {**size, "class": "map", "role": "group"}, nsmap={None: _SVG})  # type: ignore[dict-item]  # the stubs know no default namespace
    root.set("aria-label", shown(scene.name))
    _add(root, "title").text = shown(scene.name)
    _add(root, "style").text = style(theme)
    _add(root, "rect", width="100%", height="100%", **{"class": "paper"})
    # Boxes lie under the ways to the host's edge, and those under the cards.
    for part in scene.under:
        _part(root, part)
    for panel in scene.panels:
        _panel(root, panel)
    for part in scene.over:
        _part(root, part)
    return etree.tostring(root, encoding="unicode")


def _panel(root: etree._Element, panel: Panel) -> None:
    group = _add(root, "g", **{"class": "box"})
    if panel.ref:
        group.set("data-ref", _id(str(panel.ref)))
        group.set("role", "button")
        group.set("tabindex", "0")
    else:
        group.set("role", "group")
    group.set("aria-label", shown(f"box {panel.name}"))
    _shape(group, panel.box)
    for part in panel.parts:
        _part(group, part)
    group.set("data-hash", sha256(etree.tostring(group)).hexdigest()[:16])


def _part(root: etree._Element, part: Part) -> None:
    kinds = [part.kind, "again" if part.again else "", "faded" if part.faded else ""]
    group = _add(root, "g", **{"class": " ".join(f"is-{kind}" for kind in kinds if kind)})
    if part.ref:
        group.set("data-ref", _id(str(part.ref)))
        group.set("role", "button")
        group.set("tabindex", "0")
        group.set("aria-label", shown(part.name))
    if part.joins:
        group.set("data-joins", " ".join(_id(str(ref)) for ref in part.joins))
    if part.members:
        group.set("data-members", " ".join(_id(str(ref)) for ref in part.members))
    if part.hover:
        _add(group, "title").text = "\n".join(shown(line) for line in part.hover.split("\n"))
    for shape in part.shapes:
        _shape(group, shape)


def _shape(group: etree._Element, shape: Shape) -> None:
    match shape:
        case Box():
            words = [shape.style, "dashed" if shape.dashed else ""]
            words.append({"tag": f"s-{shape.paint}", "mark": f"f-{shape.paint}"}.get(shape.style, ""))
            box = _add(group, "rect", x=_n(shape.x), y=_n(shape.y), width=_n(shape.width), height=_n(shape.height))
            box.set("rx", _n(shape.radius))
            box.set("class", " ".join(filter(None, words)))
        case Line():
            dots = ("dots" if shape.style == "port" else "dotted") if shape.dotted else ""
            ends = {"x1": _n(shape.x1), "y1": _n(shape.y1), "x2": _n(shape.x2), "y2": _n(shape.y2)}
            _add(group, "line", **ends, **{"class": " ".join(filter(None, (shape.style, f"s-{shape.paint}", dots)))})
        case Dot():
            fill = f"hollow s-{shape.paint}" if shape.hollow else f"f-{shape.paint}"
            _add(group, "circle", cx=_n(shape.x), cy=_n(shape.y), r=_n(shape.radius), **{"class": fill})
        case Label():
            words = [f"{shape.style}-text", f"f-{shape.paint}", shape.layer]
            text = _add(group, "text", x=_n(shape.x), y=_n(shape.y), **{"class": " ".join(filter(None, words))})
            if shape.anchor is not Anchor.START:
                text.set("text-anchor", shape.anchor.value)
            text.text = shown(shape.text)


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_SVG}}}{name}", attributes)


def _id(text: str) -> str:
    """A Ref exactly, but for what XML forbids: it is compared, not read."""
    return "".join(
        c if c in "\t\n" or " " <= c < "\ud800" or "\ue000" <= c < "\ufffe" or c > "\uffff" else "\ufffd" for c in text
    )


def _n(value: float) -> str:
    return f"{round(value, 2):g}" if abs(value) < 1e5 else f"{round(value, 1):.1f}"
