"""The graph in Graphviz's language. Names are data: every one is quoted, so none can be read as DOT, escape or HTML."""

from html import escape

from inspector.export import Theme
from inspector.export.outline import Outline, outline
from inspector.export.outline_boxes import Box, Line
from inspector.export.plain import plain, unique
from inspector.export.shown import Shown
from inspector.export.signs import DASHED, GROUNDS, LIT, SIGNS, sign_of
from inspector.model.ids import Kind

_FONT = 'fontname="Inter,Helvetica,Arial,sans-serif"'


def dot(one: Shown) -> str:
    """A digraph with a cluster for each compose project; node names are refs, `kind:id`."""
    theme = one.view.theme
    ground = GROUNDS[theme]
    drawing = outline(one.topology, one.path, one.marks, one.away)
    lines = [
        "digraph topology {",
        f'  graph [{_FONT} fontsize=13 fontcolor="{ground.ink}" bgcolor="{ground.paper}" rankdir=LR nodesep=0.18'
        " ranksep=1.1 splines=true overlap=prism pad=0.3 newrank=true labelloc=t labeljust=l",
        f"    label={_heading(one, drawing)}]",
        f'  node [{_FONT} fontsize=11 fontcolor="{ground.ink}" style="filled,rounded" penwidth=1.2 margin="0.16,0.09"]',
        f'  edge [{_FONT} fontsize=9 fontcolor="{ground.faint}" arrowhead=none penwidth=1.1]',
    ]
    lines += _boxes(drawing, theme, one.path is not None)
    lines += [_line(line, theme, one.path is not None) for line in drawing.lines]
    return "\n".join([*lines, "}"]) + "\n"


def _heading(one: Shown, drawing: Outline) -> str:
    """The title, what was read, and the key, as a table: Graphviz has no other way to show more than one style."""
    ground = GROUNDS[one.view.theme]
    kinds = {box.ref.kind for box in drawing.boxes}
    key = "".join(_swatch(kind, one.view.theme) for kind in SIGNS if kind in kinds)
    key += f'<TD><FONT COLOR="{ground.faint}" POINT-SIZE="10">{DASHED}</FONT></TD>'
    faint = f'<FONT COLOR="{ground.faint}" POINT-SIZE="11">'
    rows = [f'<B><FONT POINT-SIZE="18">{_html(one.title)}</FONT></B>']
    rows += [f"{faint}{_html(text)}</FONT>" for text in (one.read, *one.notes)]
    cells = "".join(f'<TR><TD ALIGN="LEFT">{row}</TD></TR>' for row in rows)
    cells += f'<TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLSPACING="6"><TR>{key}</TR></TABLE></TD></TR>'
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2">{cells}</TABLE>>'


def _swatch(kind: Kind, theme: Theme) -> str:
    fill, line = SIGNS[kind].colours(theme)
    inside = f'<FONT POINT-SIZE="10">{SIGNS[kind].word}</FONT>'
    return f'<TD BORDER="1" STYLE="ROUNDED" CELLPADDING="4" BGCOLOR="{fill}" COLOR="{line}">{inside}</TD>'


def _boxes(drawing: Outline, theme: Theme, path: bool) -> list[str]:
    ground = GROUNDS[theme]
    lines = [f"  {_box(box, theme, path)}" for box in drawing.boxes if not box.group]
    for number, group in enumerate(drawing.groups):
        lines += [
            f"  subgraph cluster_{number} {{",
            f'    label={_label(group)} labeljust=l style="filled,rounded" margin=14'
            f' fillcolor="{ground.frame}" color="{ground.frame_line}"',
            *(f"    {_box(box, theme, path)}" for box in drawing.boxes if box.group == group),
            "  }",
        ]
    return lines


def _box(box: Box, theme: Theme, path: bool) -> str:
    sign = sign_of(box.ref.kind)
    fill, line = sign.colours(theme)
    style = "filled,dashed" if box.faded else "filled"
    if box.ref.kind is Kind.CONTAINER:
        style += ",rounded"
    return (
        f"{quoted(str(box.ref))} [label={_label(box.title, *box.details, *box.marks)} shape={sign.dot}"
        f' style="{style}" fillcolor="{fill if box.lit else _back(fill, path)}"'
        f' color="{LIT[theme] if box.lit else _back(line, path)}"'
        + (" penwidth=2.6" if box.lit else "")
        + (f' fontcolor="{GROUNDS[theme].faint}"' if box.faded or (path and not box.lit) else "")
        + "]"
    )


def _line(line: Line, theme: Theme, path: bool) -> str:
    colour = LIT[theme] if line.lit else _back(sign_of(line.colour_of).colours(theme)[1], path)
    return (
        f'  {quoted(str(line.source))} -> {quoted(str(line.target))} [label={_label(line.label)} color="{colour}"'
        + (" penwidth=2.6" if line.lit else "")
        + (" style=dashed" if line.dashed else "")
        + (" arrowhead=vee" if line.directed else "")
        # constraint=false would keep the two in one rank, but dot fails on such edges between clusters.
        + (" weight=0" if line.source.kind is line.target.kind else "")
        + "]"
    )


def _back(colour: str, path: bool) -> str:
    """Beside a lit path the rest steps back."""
    return f"{colour}40" if path else colour


def quoted(text: str) -> str:
    """A DOT string that names a node. Backslashes come in pairs, so only ours can precede a quotation mark."""
    return '"' + unique(text).replace('"', '\\"') + '"'


def _label(*parts: str) -> str:
    """A DOT label: `\\` and `&` would be read as escape and as entity; `\\n` between the parts is ours."""
    escaped = (plain(part).replace("\\", "\\\\").replace("&", "&amp;").replace('"', '\\"') for part in parts)
    return '"' + "\\n".join(escaped) + '"'


def _html(text: str) -> str:
    """Text in one of Graphviz's tables, which it reads as XML."""
    return escape(plain(text)) or " "
