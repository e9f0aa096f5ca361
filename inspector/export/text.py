"""Tables as text, for a terminal or a pipe."""

import io
from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from inspector.export.plain import plain
from inspector.export.tables import Column, Topic

_UNLIMITED = 100_000
_SPACE = 2

# A word of this length or less is not broken over lines.
_BREAKABLE = 24

_COLOURS = {
    "running": "green",
    "published": "green",
    "paused": "yellow",
    "restarting": "yellow",
    "requested": "yellow",
    "dead": "red",
    "unhealthy": "red",
    "exited": "bright_black",
    "created": "bright_black",
    "exposed": "bright_black",
}


def text(tables: Sequence[tuple[Topic, Sequence[msgspec.Struct]]], *, width: int | None, colour: bool) -> str:
    """The tables, one after another.

    width: columns of the terminal, to which long cells are folded; None (a pipe) for one line a row, never cut.
    """
    stream = io.StringIO()
    drawn = [_table(topic, rows, folded=width is not None) for topic, rows in tables]
    console = Console(
        file=stream,
        width=max(width, *(narrowest for _, narrowest in drawn)) if width else _UNLIMITED,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        _environ={},
    )
    for number, ((topic, rows), (table, _)) in enumerate(zip(tables, drawn, strict=True)):
        if number:
            console.print()
        if len(tables) > 1:
            console.print(Text(f"{topic.title} ({len(rows)})", style="bold"))
        console.print(table if rows else Text(topic.none, style="bright_black"))
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def _table(topic: Topic, rows: Sequence[msgspec.Struct], *, folded: bool) -> tuple[Table, int]:
    """The table, and the width under which short words would be broken: a narrower terminal wraps the lines itself."""
    table = Table(box=None, pad_edge=False, padding=(0, _SPACE, 0, 0), header_style="bold")
    columns = [[_cell(_value(row, column), folded) for row in rows] for column in topic.columns]
    narrowest = 0
    for column, cells in zip(topic.columns, columns, strict=True):
        longest = max(cell_len(part) for cell in (column.heading, *cells) for part in str(cell).split("\n"))
        least = min(longest, _BREAKABLE)
        narrowest += least + _SPACE
        justify: Literal["left", "right"] = "right" if column.number else "left"
        table.add_column(Text(column.heading), overflow="fold", justify=justify, min_width=least)
    for line in zip(*columns, strict=True):
        table.add_row(*line)
    return table, narrowest


def _value(row: msgspec.Struct, column: Column) -> Any:
    value = getattr(row, column.field)
    return None if column.zero_is_none and value == 0 else value


def _cell(value: Any, folded: bool) -> Text:
    """A terminal gets each value of a list on a line of its own, a pipe all on one line."""
    if isinstance(value, tuple) and value:
        return Text(("\n" if folded else ", ").join(_word(item) for item in value))
    shown = _word(value)
    return Text(shown, style=_COLOURS.get(shown, ""))


def _word(value: Any) -> str:
    if value is None or value == "" or value == ():
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(str(value))
