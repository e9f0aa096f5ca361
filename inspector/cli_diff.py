"""The diff command: what changed between two readings of a host."""

from __future__ import annotations

import sys

import click

from inspector.cli_evidence import colours, engine_options, mention, read_case, width


@click.command()
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="[AFTER]", required=False)
@engine_options
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="text (default) or json.")
def diff(before: str, after: str | None, host: str | None, context: str | None, form: str) -> None:
    """Say what changed between two readings: containers, networks, volumes, ports, who listens, firewall rules.

    BEFORE and AFTER are files of `snapshot`, or saved `docker inspect` output; without AFTER it is the engine now. What
    one of them has not read is not compared.

    \b
    Examples
      inspector snapshot -o monday.json.gz
      inspector diff monday.json.gz                    what became of it until now
      inspector diff monday.json.gz friday.json.gz
    """
    from inspector.changes.diff import diff as compare
    from inspector.export.answer_text import lines_text
    from inspector.export.change_text import change_lines, changes_json

    old = read_case((before,), None, None).snapshot
    new = read_case((after,) if after else (), host, context).snapshot
    found = compare(old, new)
    if form == "json":
        click.echo(changes_json(old, new, found))
        return
    terminal = sys.stdout.isatty()
    lines = change_lines(found)
    click.echo(lines_text(lines, width=width() if terminal else None, colour=terminal and colours()), nl=False)
    mention(sorted(set(old.gaps) ^ set(new.gaps)))
