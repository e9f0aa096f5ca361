"""The graph in Graphviz's language. Names are data: every one is quoted, so none can be read as DOT, escape or HTML."""

from inspector.export import Theme
from inspector.export.outline import Box, Line, Outline, outline
from inspector.export.plain import plain, unique
from inspector.model.ids import Kind
from inspector.topology.graph import Topology

_INK: dict[Theme, str] = {"light": "#0f172a", "dark": "#e2e8f0"}
_PAPER: dict[Theme, str] = {"light": "#ffffff", "dark": "#0b1120"}
_FAINT: dict[Theme, str] = {"light": "#64748b", "dark": "#94a3b8"}
_GROUP: dict[Theme, str] = {"light": "#f8fafc", "dark": "#111a2e"}
_GROUP_EDGE: dict[Theme, str] = {"light": "#e2e8f0", "dark": "#26324a"}

_SHAPES: dict[Kind, str] = {
    Kind.CONTAINER: "box",
    Kind.NETWORK: "ellipse",
    Kind.VOLUME: "cylinder",
    Kind.PATH: "folder",
    Kind.TMPFS: "note",
    Kind.PORT: "cds",
    Kind.HOST: "house",
}

# Fill and line of each kind.
_COLOURS: dict[Theme, dict[Kind, tuple[str, str]]] = {
    "light": {
        Kind.CONTAINER: ("#ffffff", "#64748b"),
        Kind.NETWORK: ("#eff6ff", "#2563eb"),
        Kind.VOLUME: ("#fef3c7", "#b45309"),
        Kind.PATH: ("#f3e8ff", "#7c3aed"),
        Kind.TMPFS: ("#f1f5f9", "#64748b"),
        Kind.PORT: ("#ffe4e6", "#be123c"),
        Kind.HOST: ("#ffe4e6", "#be123c"),
    },
    "dark": {
        Kind.CONTAINER: ("#1e293b", "#94a3b8"),
        Kind.NETWORK: ("#172554", "#60a5fa"),
        Kind.VOLUME: ("#451a03", "#f59e0b"),
        Kind.PATH: ("#2e1065", "#a78bfa"),
        Kind.TMPFS: ("#1e293b", "#94a3b8"),
        Kind.PORT: ("#4c0519", "#fb7185"),
        Kind.HOST: ("#4c0519", "#fb7185"),
    },
}


def dot(topology: Topology, theme: Theme = "light") -> str:
    """A digraph with a cluster for each compose project; node names are refs, `kind:id`."""
    drawing = outline(topology)
    ink, faint = _INK[theme], _FAINT[theme]
    font = 'fontname="Inter,Helvetica,Arial,sans-serif"'
    lines = [
        "digraph topology {",
        f'  graph [{font} fontsize=13 fontcolor="{ink}" bgcolor="{_PAPER[theme]}" rankdir=LR nodesep=0.18 ranksep=1.1'
        " splines=true overlap=prism pad=0.3 compound=true]",
        f'  node [{font} fontsize=11 fontcolor="{ink}" style="filled,rounded" penwidth=1.2 margin="0.16,0.09"]',
        f'  edge [{font} fontsize=9 fontcolor="{faint}" arrowhead=none penwidth=1.1]',
    ]
    lines += _boxes(drawing, theme)
    lines += [_line(line, theme) for line in drawing.lines]
    return "\n".join([*lines, "}"]) + "\n"


def _boxes(drawing: Outline, theme: Theme) -> list[str]:
    lines = [f"  {_box(box, theme)}" for box in drawing.boxes if not box.group]
    for number, group in enumerate(drawing.groups):
        lines += [
            f"  subgraph cluster_{number} {{",
            f'    label={_label(group)} labeljust=l style="filled,rounded" margin=14'
            f' fillcolor="{_GROUP[theme]}" color="{_GROUP_EDGE[theme]}"',
            *(f"    {_box(box, theme)}" for box in drawing.boxes if box.group == group),
            "  }",
        ]
    return lines


def _box(box: Box, theme: Theme) -> str:
    fill, line = _COLOURS[theme].get(box.ref.kind, _COLOURS[theme][Kind.CONTAINER])
    style = "filled,dashed" if box.faded else "filled"
    if box.ref.kind is Kind.CONTAINER:
        style += ",rounded"
    return (
        f"{quoted(str(box.ref))} [label={_label(box.title, *box.details)} shape={_SHAPES.get(box.ref.kind, 'box')}"
        f' style="{style}" fillcolor="{fill}" color="{line}"'
        + (f' fontcolor="{_FAINT[theme]}"' if box.faded else "")
        + "]"
    )


def _line(line: Line, theme: Theme) -> str:
    colour = _COLOURS[theme].get(line.colour_of, _COLOURS[theme][Kind.CONTAINER])[1]
    return (
        f'  {quoted(str(line.source))} -> {quoted(str(line.target))} [label={_label(line.label)} color="{colour}"'
        + (" style=dashed" if line.dashed else "")
        + (" arrowhead=vee" if line.directed else "")
        + (" constraint=false" if line.source.kind is line.target.kind else "")
        + "]"
    )


def quoted(text: str) -> str:
    """A DOT string that names a node. Backslashes come in pairs, so only ours can precede a quotation mark."""
    return '"' + unique(text).replace('"', '\\"') + '"'


def _label(*parts: str) -> str:
    """A DOT label: `\\` and `&` would be read as escape and as entity; `\\n` between the parts is ours."""
    escaped = (plain(part).replace("\\", "\\\\").replace("&", "&amp;").replace('"', '\\"') for part in parts)
    return '"' + "\\n".join(escaped) + '"'
