"""Tables as text, for a terminal or a pipe."""

import io
from collections.abc import Sequence
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from inspector.export.plain import plain
from inspector.export.tables import Topic

_UNLIMITED = 100_000

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
    console = Console(
        file=stream,
        width=width or _UNLIMITED,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        _environ={},
    )
    for number, (topic, rows) in enumerate(tables):
        if number:
            console.print()
        if len(tables) > 1:
            console.print(Text(f"{topic.title} ({len(rows)})", style="bold"))
        console.print(_table(topic, rows) if rows else Text(topic.none, style="bright_black"))
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def _table(topic: Topic, rows: Sequence[msgspec.Struct]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in topic.columns:
        table.add_column(column.heading, overflow="fold", justify="right" if column.number else "left")
    for row in rows:
        table.add_row(*(_cell(getattr(row, column.field)) for column in topic.columns))
    return table


def _cell(value: Any) -> Text:
    shown = _words(value)
    return Text(shown, style=_COLOURS.get(shown, ""))


def _words(value: Any) -> str:
    if value is None or value == "" or value == ():
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_words(item) for item in value)
    return plain(str(value))
