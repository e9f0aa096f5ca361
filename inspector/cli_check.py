"""The command that asks every rule, and the exit code that CI waits for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from inspector.cli_evidence import colours, engine_options, from_option, mention, read_case, width
from inspector.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from inspector.model.finding import Report, Severity
    from inspector.model.settings import Settings
    from inspector.pipeline import Case

FOUND = 1
FORMATS = ("text", "json", "sarif", "junit", "markdown")
FAIL_ON = ("error", "warning", "note", "never")
_EXTENSIONS = {".json": "json", ".sarif": "sarif", ".xml": "junit", ".md": "markdown"}


@click.command()
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="The least that gives exit code 1; left out: warning.")
@click.option("--select", metavar="RULES", help="Only these: ids, slugs or families, such as N1,R204 or names.")
@click.option("--ignore", metavar="RULES", help="Not these.")
@click.option("--config", metavar="FILE", help="Settings; left out: inspector.toml, if this folder has one.")
@click.option("--baseline", metavar="FILE", help="Findings that are known: only others count.")
@click.option("--write-baseline", metavar="FILE", help="Write today's findings down as known, and exit with 0.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="text (default), json, sarif, junit or markdown.")
@click.option("-o", "--output", metavar="FILE", help="Write to a file; its extension says the format.")
@click.option("--quiet", is_flag=True, help="One line a finding, and nothing else.")
@click.option("--sizes", is_flag=True, help="Also measure containers and volumes (the engine walks its disk: slow).")
@from_option
@engine_options
def check(
    fail_on: str | None,
    select: str | None,
    ignore: str | None,
    config: str | None,
    baseline: str | None,
    write_baseline: str | None,
    form: str | None,
    output: str | None,
    quiet: bool,
    **where: Any,
) -> None:
    """Ask every rule of a host: what is wrong, why, how sure that is, and what would mend it.

    \b
    Exit codes
      0  no finding as bad as --fail-on
      1  there is one
      2  it could not be asked: one line on standard error says why

    A rule that lacks its evidence is counted as not decided, which is no finding.
    """
    from inspector.collect import settings as files

    settings = files.read_settings(config)
    least = _least(fail_on or settings.check.fail_on)
    known = baseline or ("" if write_baseline else settings.check.baseline)
    report = _report(settings, _words(select), _words(ignore), known, where, quiet=quiet)
    if write_baseline:
        files.write_baseline(write_baseline, report)
        click.echo(f"{write_baseline}: {len(report.findings) + len(report.known)} findings are known now", err=True)
        return
    _write(report, _format(form, output), output, least, quiet=quiet)
    if report.worse_than(least):
        click.get_current_context().exit(FOUND)


def check_question(case: Case, question: Mapping[str, Any]) -> dict[str, Any]:
    """`{"ask": "check", "select": ["N1", "reach"]}`: every finding, before any ignore or baseline."""
    from inspector.analysis.asking import only
    from inspector.export.findings_json import report_json
    from inspector.export.findings_text import summary
    from inspector.pipeline import check as ask_all

    only(question, "select", "ignore")
    report = ask_all(case, _list(question, "select"), _list(question, "ignore"))
    return {"ask": "check", "sentence": summary(report), **report_json(report)}


def _list(question: Mapping[str, Any], key: str) -> list[str]:
    value = question.get(key, [])
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise UsageError(f"{key!r} is not a list of rules", remedy=f'Say "{key}": ["N1", "reach"].')
    return value


def _report(
    settings: Settings,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    baseline: str,
    where: dict[str, Any],
    *,
    quiet: bool,
) -> Report:
    from datetime import UTC, datetime

    from inspector.collect.settings import read_baseline
    from inspector.pipeline import check as ask_all
    from inspector.rules import chosen
    from inspector.rules.sifting import sift

    select, ignore = select or settings.check.select, (*settings.check.ignore, *ignore)
    known = {one.fingerprint for one in read_baseline(baseline).findings} if baseline else set()
    chosen(select, ignore)
    case = read_case(**where)
    if not quiet:
        mention(case.snapshot.gaps)
    return sift(ask_all(case, select, ignore), settings.ignore, known, datetime.now(UTC).date())


def _least(word: str | None) -> Severity | None:
    from inspector.model.finding import Severity

    return None if word == "never" else Severity(word or "warning")


def _words(given: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in (given or "").split(",") if word.strip())


def _format(form: str | None, output: str | None) -> str:
    guessed = (kind for ending, kind in _EXTENSIONS.items() if (output or "").lower().endswith(ending))
    return form or next(guessed, "text")


def _write(report: Report, form: str, output: str | None, least: Severity | None, *, quiet: bool) -> None:
    if form == "text":
        terminal = output is None and sys.stdout.isatty()
        text = _text(report, terminal, quiet=quiet)
    else:
        text = _formats()[form](report, least)
    if output is None or output == "-":
        sys.stdout.buffer.write(text.encode())
        return
    from pathlib import Path

    from inspector.collect.files import write_bytes
    from inspector.export.findings_text import summary

    write_bytes(Path(output), text.encode())
    click.echo(f"{output}: {summary(report)}", err=True)


def _text(report: Report, terminal: bool, *, quiet: bool) -> str:
    from inspector.export.answer_text import lines_text
    from inspector.export.findings_text import findings_lines, quiet_lines

    lines = list(quiet_lines(report) if quiet else findings_lines(report))
    if not lines:
        return ""
    return lines_text(lines, width=width() if terminal and not quiet else None, colour=terminal and colours())


def _formats() -> dict[str, Callable[[Report, Severity | None], str]]:
    from inspector.collect.live import tool
    from inspector.export.findings_json import json_text
    from inspector.export.junit import junit
    from inspector.export.markdown import markdown
    from inspector.export.sarif import sarif

    return {
        "json": lambda report, _: json_text(report),
        "sarif": lambda report, _: sarif(report, tool().removeprefix("inspector ")),
        "junit": junit,
        "markdown": lambda report, _: markdown(report),
    }
