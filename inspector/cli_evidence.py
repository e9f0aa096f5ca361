"""Where a command reads from, and how it speaks to a terminal: what all commands share."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from inspector.errors import ExportError, UsageError

if TYPE_CHECKING:
    from inspector.model.evidence import Evidence, Gap
    from inspector.pipeline import Case

STDOUT = "-"
_GAPS_SHOWN = 3


def engine_options(command: Callable[..., None]) -> Callable[..., None]:
    command = click.option("--context", metavar="NAME", help="Read the engine of this docker context.")(command)
    return click.option("--host", metavar="URL", help="Read the engine at this address.")(command)


def from_option(command: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "--from",
        "sources",
        metavar="SOURCE",
        multiple=True,
        help="Read a file instead of an engine, such as compose.yaml; - is standard input.",
    )(command)


def read_case(
    sources: Sequence[str],
    host: str | None,
    context: str | None,
    *,
    sizes: bool = False,
    paths: Sequence[tuple[str, str]] = (),
) -> Case:
    """The host that the options name. Of a live engine also how large volumes are, and what stands at these paths of
    containers."""
    from inspector.pipeline import build

    return build(read_evidence(sources, host, context, sizes=sizes, paths=paths))


def read_evidence(
    sources: Sequence[str],
    host: str | None,
    context: str | None,
    *,
    sizes: bool = False,
    paths: Sequence[tuple[str, str]] = (),
) -> Evidence:
    """The same as it was read."""
    from inspector.collect.source import open_source

    one_engine(sources, host, context)
    if sizes and sources:
        remedy = "Leave --sizes out; `inspector snapshot --sizes` measures before it writes the file."
        raise UsageError("Only a running engine measures sizes, and --from reads a file", remedy=remedy)
    with progress_line() as progress:
        return open_source(sources, host=host, context=context, sizes=sizes, paths=paths, progress=progress)


def one_engine(sources: Sequence[str], host: str | None, context: str | None) -> None:
    named = [option for option, value in (("--from", sources), ("--host", host), ("--context", context)) if value]
    if len(named) > 1:
        raise UsageError(f"{' and '.join(named)} each say where to read from", remedy="Give one of them.")


@contextmanager
def progress_line() -> Iterator[Callable[[str, int, int], None] | None]:
    """A line that moves on a terminal; nothing at all in a pipe or a log."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=None)

    def show(what: str, done: int, total: int) -> None:
        bar.start()
        bar.update(task, description=what, completed=done, total=total)

    try:
        yield show
    finally:
        bar.stop()


def mention(gaps: Sequence[Gap]) -> None:
    """What could not be read, briefly, on standard error: an answer from half of the facts must not look whole."""
    from inspector.export.plain import plain

    for gap in gaps[:_GAPS_SHOWN]:
        click.echo(plain(f"not read: {gap.what} ({gap.where}): {gap.why.value}. {gap.remedy}".rstrip()), err=True)
    if len(gaps) > _GAPS_SHOWN:
        click.echo(f"not read: {len(gaps) - _GAPS_SHOWN} more, which `inspector show gaps` lists", err=True)


def width() -> int:
    return shutil.get_terminal_size().columns


def colours() -> bool:
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def to_stdout(data: bytes) -> None:
    """Raises ExportError rather than to write pixels to a terminal."""
    if sys.stdout.isatty() and b"\0" in data:
        raise ExportError("This file is not text, so it is not written to a terminal", remedy="Name a file with -o.")
    sys.stdout.buffer.write(data)
