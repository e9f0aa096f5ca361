"""Writes a scene as SVG. Elements are built, not pasted: no name becomes markup, nothing runs, nothing is fetched.

What a page may rely on: `data-ref` (what a group stands for), `data-joins` (what it connects) and `data-members` (of a
stack), both JSON lists, `data-hash` (of a box: the same for the same content), and the classes is-card, is-fold,
is-rail, is-store, is-drop, is-link, is-port, is-way (of a port, to the host's edge), is-edge, is-bus, is-pod, is-title,
is-mark (of a path) and is-finding, with is-again for a further piece of a rail, is-faded for what does not run, and
tone-good, tone-warn, tone-bad or tone-idle for its state. The layers `detail` and `veth` are classes of texts. is-far
is a name in large letters, hidden until a page that is zoomed out says `.is-far { display: inline }`; it covers what it
is drawn on.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256

from lxml import etree

from inspector.export.theme import Look, style
from inspector.model.ids import Ref
from inspector.topology.scene import Anchor, Arrow, Box, Dot, Label, Line, Panel, Part, Scene, Shape
from inspector.topology.text_width import shown

_SVG = "http://www.w3.org/2000/svg"
_TAGS = {name: f"{{{_SVG}}}{name}" for name in ("g", "title", "style", "rect", "line", "circle", "text", "path")}


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
    _add(root, "rect", {"width": "100%", "height": "100%", "class": "paper"})
    # Boxes lie under the ways to the host's edge, and those under the cards.
    for part in scene.under:
        _part(root, part)
    for panel in scene.panels:
        _panel(root, panel)
    for part in scene.over:
        _part(root, part)
    return etree.tostring(root, encoding="unicode")


def _panel(root: etree._Element, panel: Panel) -> None:
    group = _add(root, "g", {"class": "box", **_chosen(panel.ref, f"box {panel.name}")})
    if not panel.ref:
        group.set("role", "group")
        group.set("aria-label", shown(f"box {panel.name}"))
    _shape(group, panel.box)
    for part in panel.parts:
        _part(group, part)
    group.set("data-hash", sha256(etree.tostring(group)).hexdigest()[:16])


def _part(root: etree._Element, part: Part) -> None:
    kinds = f"is-{part.kind}{' is-again' if part.again else ''}{' is-faded' if part.faded else ''}"
    kinds += f" tone-{part.tone}" if part.tone else ""
    attributes = {"class": kinds, **_chosen(part.ref, part.name)}
    if part.dim:
        attributes["opacity"] = "0.25"
    if part.joins:
        attributes["data-joins"] = _ids(part.joins)
    if part.members:
        attributes["data-members"] = _ids(part.members)
    group = _add(root, "g", attributes)
    if part.hover:
        _add(group, "title").text = "\n".join(shown(line) for line in part.hover.split("\n"))
    for shape in part.shapes:
        _shape(group, shape)


def _chosen(ref: Ref | None, name: str) -> dict[str, str]:
    """What makes a group one that can be chosen."""
    if ref is None:
        return {}
    return {"data-ref": _id(str(ref)), "role": "button", "tabindex": "0", "aria-label": shown(name)}


def _shape(group: etree._Element, shape: Shape) -> None:
    match shape:
        case Box():
            paint = {"tag": f"s-{shape.paint}", "mark": f"f-{shape.paint}"}.get(shape.style, "")
            place = {"x": _n(shape.x), "y": _n(shape.y), "width": _n(shape.width), "height": _n(shape.height)}
            look = {"rx": _n(shape.radius), "class": _words(shape.style, "dashed" if shape.dashed else "", paint)}
            _add(group, "rect", place | look)
        case Line():
            dots = ("dots" if shape.style == "port" else "dotted") if shape.dotted else ""
            ends = {"x1": _n(shape.x1), "y1": _n(shape.y1), "x2": _n(shape.x2), "y2": _n(shape.y2)}
            _add(group, "line", {**ends, "class": _words(shape.style, f"s-{shape.paint}", dots)})
        case Dot():
            fill = f"hollow s-{shape.paint}" if shape.hollow else f"f-{shape.paint}"
            _add(group, "circle", {"cx": _n(shape.x), "cy": _n(shape.y), "r": _n(shape.radius), "class": fill})
        case Arrow():
            tip = f"M{_n(shape.x)} {_n(shape.y)}l4.5 8h-9z"
            _add(group, "path", {"d": tip, "class": f"f-{shape.paint}"})
        case Label():
            layer = "is-far" if shape.layer == "far" else shape.layer
            look = {"class": _words(f"{shape.style}-text", f"f-{shape.paint}", layer)}
            if shape.anchor is not Anchor.START:
                look["text-anchor"] = shape.anchor.value
            _add(group, "text", {"x": _n(shape.x), "y": _n(shape.y), **look}).text = shown(shape.text)


def _words(*words: str) -> str:
    return " ".join(filter(None, words))


def _add(parent: etree._Element, name: str, attributes: dict[str, str] | None = None) -> etree._Element:
    return etree.SubElement(parent, _TAGS[name], attributes)


def _id(text: str) -> str:
    """A Ref exactly, but for what XML forbids: it is compared, not read."""
    if text.isprintable():
        return text
    return "".join(
        c if c in "\t\n" or " " <= c < "\ud800" or "\ue000" <= c < "\ufffe" or c > "\uffff" else "\ufffd" for c in text
    )


def _ids(refs: Iterable[Ref]) -> str:
    """A JSON list: a path or a volume may hold any separator."""
    return json.dumps([_id(str(ref)) for ref in refs], ensure_ascii=False)


@lru_cache(maxsize=1 << 14)
def _n(value: float) -> str:
    return f"{round(value, 2):g}" if abs(value) < 1e5 else f"{round(value, 1):.1f}"
