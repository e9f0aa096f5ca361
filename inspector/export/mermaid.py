"""The graph as a Mermaid flowchart. Ids are made up and labels hold entities, so no name can be read as Mermaid."""

import re

from inspector.export.outline import Box, Line, outline
from inspector.export.plain import plain
from inspector.model.ids import Kind
from inspector.topology.graph import Topology

# Opening and closing bracket of each kind's shape.
_SHAPES: dict[Kind, tuple[str, str]] = {
    Kind.CONTAINER: ("[", "]"),
    Kind.NETWORK: ("([", "])"),
    Kind.VOLUME: ("[(", ")]"),
    Kind.PATH: ("[/", "/]"),
    Kind.TMPFS: ("[/", "/]"),
    Kind.PORT: (">", "]"),
    Kind.HOST: ("{{", "}}"),
}

_CLASSES = (
    "classDef network fill:#eff6ff,stroke:#2563eb,color:#0f172a",
    "classDef volume fill:#fef3c7,stroke:#b45309,color:#0f172a",
    "classDef path fill:#f3e8ff,stroke:#7c3aed,color:#0f172a",
    "classDef port fill:#ffe4e6,stroke:#be123c,color:#0f172a",
    "classDef stopped stroke-dasharray:4 3,opacity:0.7",
)
_CLASSED = (Kind.NETWORK, Kind.VOLUME, Kind.PATH, Kind.PORT)


def mermaid(topology: Topology) -> str:
    """`flowchart LR` with a subgraph for each compose project."""
    drawing = outline(topology)
    ids = {box.ref: f"n{number}" for number, box in enumerate(drawing.boxes)}
    lines = ["flowchart LR"]
    lines += [f"  {_box(ids[box.ref], box)}" for box in drawing.boxes if not box.group]
    for number, group in enumerate(drawing.groups):
        lines.append(f'  subgraph g{number}["{_text(group)}"]')
        lines += [f"    {_box(ids[box.ref], box)}" for box in drawing.boxes if box.group == group]
        lines.append("  end")
    lines += [f"  {_line(ids[line.source], ids[line.target], line)}" for line in drawing.lines]
    lines += [f"  {one}" for one in _CLASSES]
    for kind in _CLASSED:
        members = [ids[box.ref] for box in drawing.boxes if box.ref.kind is kind]
        lines += [f"  class {','.join(members)} {kind.value}"] if members else []
    stopped = [ids[box.ref] for box in drawing.boxes if box.faded]
    lines += [f"  class {','.join(stopped)} stopped"] if stopped else []
    return "\n".join(lines) + "\n"


def _box(ident: str, box: Box) -> str:
    before, after = _SHAPES.get(box.ref.kind, ("[", "]"))
    label = "<br/>".join(_text(part) for part in (box.title, *box.details))
    return f'{ident}{before}"{label}"{after}'


def _line(source: str, target: str, line: Line) -> str:
    arrow = {(False, False): "---", (False, True): "-->", (True, False): "-.-", (True, True): "-.->"}
    label = f'|"{_text(line.label)}"|' if line.label else ""
    return f"{source} {arrow[line.dashed, line.directed]}{label} {target}"


def _text(text: str) -> str:
    """Every character that could mean something to Mermaid, Markdown or HTML, as a numbered entity."""
    return re.sub(r"[^\w ./:,-]|_", lambda found: f"#{ord(found[0])};", plain(text)) or " "
