"""The graph as a Mermaid flowchart. Ids are made up and labels hold entities, so no name can be read as Mermaid."""

import json
import re
from collections.abc import Iterator

from inspector.export import Theme
from inspector.export.outline import Outline, outline
from inspector.export.outline_boxes import Box, Line
from inspector.export.plain import plain
from inspector.export.shown import Shown
from inspector.export.signs import DASHED, GROUNDS, LIT, SIGNS, sign_of
from inspector.model.ids import Kind

_JOINER = "\u2060"


def mermaid(one: Shown) -> str:
    """`flowchart LR` with a title, a key, and a subgraph for each compose project."""
    drawing = outline(one.topology, one.path, one.marks, one.away)
    ids = {box.ref: f"n{number}" for number, box in enumerate(drawing.boxes)}
    kinds = [kind for kind in SIGNS if any(box.ref.kind is kind for box in drawing.boxes)]
    lines = ["---", f"title: {json.dumps(plain(one.title), ensure_ascii=False)}", "---", "flowchart LR"]
    lines += [f"  {_box(ids[box.ref], box)}" for box in drawing.boxes if not box.group]
    for number, group in enumerate(drawing.groups):
        lines.append(f'  subgraph g{number}["{_text(group)}"]')
        lines += [f"    {_box(ids[box.ref], box)}" for box in drawing.boxes if box.group == group]
        lines.append("  end")
    lines += [f"  {_line(ids[line.source], ids[line.target], line)}" for line in drawing.lines]
    lines += _key(one, kinds)
    lines += _classes(drawing, {box: ids[box.ref] for box in drawing.boxes}, kinds, one)
    lit = [str(number) for number, line in enumerate(drawing.lines) if line.lit]
    lines += [f"  linkStyle {','.join(lit)} stroke:{LIT[one.view.theme]},stroke-width:3px"] if lit else []
    return "\n".join(lines) + "\n"


def _key(one: Shown, kinds: list[Kind]) -> Iterator[str]:
    """What was read, and one box of each kind."""
    yield f'  subgraph key["{"<br/>".join(map(_text, (one.read, *one.notes, DASHED)))}"]'
    yield "    direction LR"
    for kind in kinds:
        before, after = SIGNS[kind].mermaid
        yield f'    k{list(SIGNS).index(kind)}{before}"{SIGNS[kind].word}"{after}'
    yield "  end"


def _classes(drawing: Outline, ids: dict[Box, str], kinds: list[Kind], one: Shown) -> Iterator[str]:
    theme = one.view.theme
    for kind in kinds:
        members = [ids[box] for box in drawing.boxes if box.ref.kind is kind]
        yield f"  classDef {kind.value} {_style(kind, theme)}"
        yield f"  class {','.join((*members, f'k{list(SIGNS).index(kind)}'))} {kind.value}"
    yield "  classDef stopped stroke-dasharray:4 3,opacity:0.7"
    yield f"  classDef onpath stroke:{LIT[theme]},stroke-width:3px"
    for name, members in (
        ("stopped", [ids[box] for box in drawing.boxes if box.faded]),
        ("onpath", [ids[box] for box in drawing.boxes if box.lit]),
    ):
        yield from [f"  class {','.join(members)} {name}"] if members else []


def _style(kind: Kind, theme: Theme) -> str:
    fill, line = SIGNS[kind].colours(theme)
    return f"fill:{fill},stroke:{line},color:{GROUNDS[theme].ink}"


def _box(ident: str, box: Box) -> str:
    before, after = sign_of(box.ref.kind).mermaid
    label = "<br/>".join(_text(part) for part in (box.title, *box.details, *box.marks))
    return f'{ident}{before}"{label}"{after}'


def _line(source: str, target: str, line: Line) -> str:
    arrow = {(False, False): "---", (False, True): "-->", (True, False): "-.-", (True, True): "-.->"}
    label = f'|"{_text(line.label)}"|' if line.label else ""
    return f"{source} {arrow[line.dashed, line.directed]}{label} {target}"


def _text(text: str) -> str:
    """Every character that could mean something to Mermaid, Markdown or HTML, as a numbered entity.

    Mermaid reads labels twice: `&lt;` would become `<`, and `\\n` a line break. An unseen character keeps them apart.
    """
    kept = re.sub(r"&(?=[#\w])|\\(?=n)", lambda found: f"{found[0]}{_JOINER}", plain(text))
    return re.sub(r"[^\w ./:,-]|_", lambda found: f"#{ord(found[0])};", kept) or " "
