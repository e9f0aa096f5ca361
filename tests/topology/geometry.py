"""What must not happen in a picture, as lists of offenders: empty when all is well."""

from bisect import bisect_left, bisect_right
from collections import Counter

from inspector.topology.scene import Box, Label, Line, Part, Scene
from inspector.topology.text_width import STYLES

Area = tuple[float, float, float, float]
# How far the fonts reach over and under the baseline, in ems.
_ABOVE, _BELOW = 0.76, 0.22


def overlapping(areas: list[Area]) -> list[tuple[Area, Area]]:
    """Pairs of (left, top, right, bottom) that share an area, found by a sweep from top to bottom."""
    found, open_ = [], []
    for area in sorted(areas, key=lambda b: b[1]):
        open_ = [other for other in open_ if other[3] > area[1] + 0.01]
        found += [(o, area) for o in open_ if o[0] < area[2] - 0.01 and area[0] < o[2] - 0.01]
        open_.append(area)
    return found


def labels(scene: Scene) -> list[tuple[Part, Label]]:
    """All texts but the large names, which are for who looks from far away and cover the rest."""
    return [(p, s) for p in scene.parts() for s in p.shapes if isinstance(s, Label) and s.layer != "far"]


def area(label: Label) -> Area:
    """Where the ink of a text is."""
    size = STYLES[label.style][0]
    return label.left, label.y - _ABOVE * size, label.left + label.width, label.y + _BELOW * size


def cards(scene: Scene) -> list[tuple[Part, Box]]:
    """The cards with their boxes."""
    return [
        (part, next(s for s in reversed(part.shapes) if isinstance(s, Box) and s.style == part.kind))
        for part in scene.parts()
        if part.kind in ("card", "fold")
    ]


def overlapping_labels(scene: Scene) -> list[tuple[Area, Area]]:
    return overlapping([area(label) for _, label in labels(scene)])


def overlapping_cards(scene: Scene) -> list[tuple[Area, Area]]:
    return overlapping([(b.x, b.y, b.x + b.width, b.y + b.height) for _, b in cards(scene)])


def overlapping_boxes(scene: Scene) -> list[tuple[Area, Area]]:
    boxes = [panel.box for panel in scene.panels]
    return overlapping([(b.x, b.y, b.x + b.width, b.y + b.height) for b in boxes])


def struck_labels(scene: Scene) -> list[tuple[str, Line]]:
    """Texts that a line runs through. A tag's own fill hides the line that it hangs on."""
    lines = [s for p in scene.parts() for s in p.shapes if isinstance(s, Line)]
    upright = sorted((s for s in lines if s.x1 == s.x2), key=lambda s: s.x1)
    flat = sorted((s for s in lines if s.y1 == s.y2), key=lambda s: s.y1)
    xs, ys = [s.x1 for s in upright], [s.y1 for s in flat]
    found = []
    for part, label in labels(scene):
        left, top, right, bottom = area(label)
        near = upright[bisect_right(xs, left + 0.5) : bisect_left(xs, right - 0.5)]
        struck = [s for s in near if min(s.y1, s.y2) < bottom and max(s.y1, s.y2) > top]
        near = flat[bisect_right(ys, top) : bisect_left(ys, bottom)]
        struck += [s for s in near if min(s.x1, s.x2) < right and max(s.x1, s.x2) > left]
        own = part.shapes if part.kind == "port" else ()
        middle = (left + right) / 2
        found += [
            (label.text, s) for s in struck if s not in own and not (part.kind == "port" and abs(s.x1 - middle) < 0.5)
        ]
    return found


def trespassing_lines(scene: Scene) -> list[tuple[str, str]]:
    """Lines outside of the boxes that run into the box of a stranger: name of the line, name of the box."""
    found = []
    for panel in scene.panels:
        known = {ref for part in panel.parts for ref in (part.ref, *part.joins, *part.members) if ref}
        known |= {ref for part in scene.over if part.kind == "drop" and known & set(part.joins) for ref in part.joins}
        for part in (*scene.under, *scene.over):
            own = {part.ref, *part.joins} & known
            if not own and any(_meets(s, panel.box) for s in part.shapes if isinstance(s, Line)):
                found.append((part.name, panel.name))
    return found


def _meets(line: Line, box: Box) -> bool:
    across = min(line.x1, line.x2) < box.x + box.width - 0.1 and max(line.x1, line.x2) > box.x + 0.1
    return across and min(line.y1, line.y2) < box.y + box.height - 0.1 and max(line.y1, line.y2) > box.y + 0.1


def lone_pieces(scene: Scene) -> list[Part]:
    """Pieces of storage that is drawn in several places, which no line joins and which do not say so in words."""
    stores = [part for part in scene.parts() if part.kind == "store" and part.ref]
    several = {ref for ref, number in Counter(part.ref for part in stores).items() if number > 1}
    joined = {
        (part.ref, end)
        for part in scene.parts()
        if part.kind == "bus"
        for line in part.shapes
        if isinstance(line, Line)
        for end in ((line.x1, line.y1), (line.x2, line.y2))
    }
    found = []
    for part in stores:
        rail = next(s for s in part.shapes if isinstance(s, Line))
        ends = {(rail.x1, rail.y1), (rail.x2, rail.y2)}
        words = [s.text for s in part.shapes if isinstance(s, Label)]
        said = any("also" in word or " of " in word for word in words)
        if part.ref in several and not said and not any((part.ref, end) in joined for end in ends):
            found.append(part)
    return found
