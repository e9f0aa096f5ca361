"""The picture of a view, as SVG: the rails scene with its caption and the path, or the classic graph."""

from msgspec.structs import replace

from inspector.export.caption import captioned
from inspector.export.lit import lit
from inspector.export.marked import marked
from inspector.export.shown import Shown
from inspector.export.theme import Look
from inspector.model.finding import Finding
from inspector.topology.scene import Scene


def svg(one: Shown, look: Look | None = None) -> str:
    """look: other colours than the view's, such as the page's. Raises ExportError where no graph can be drawn."""
    if one.view.style == "graph":
        from inspector.export.classic import draw

        return draw(one)
    from inspector.export.svg import render

    return render(scene(one), theme=look or one.view.theme)


def scene(one: Shown, found: tuple[Finding, ...] = ()) -> Scene:
    """The rails scene; its own heading says of what and when it was read. found: marked although not asked for."""
    from inspector.topology.layout import lay_out

    view = one.view
    made = lay_out(
        one.topology,
        arrange=view.arrange,
        focus=view.focus,
        folded=one.away,
        veths="veth" in view.layers,
        links="links" in view.layers,
        routes="routes" in view.layers,
    )
    shown = lit(made, one.path) if one.path else made
    marks = replace(one, findings=found).marks if found else one.marks
    return captioned(marked(shown, marks, one.path), one.view.title, one.notes)
