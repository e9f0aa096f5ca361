"""The commands that answer questions: names, reach, matrix and ask."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from inspector.cli_evidence import colours, engine_options, from_option, read_case, width
from inspector.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspector.export.answer_text import Line

_PARTIES = """

\b
SOURCE may be a container (name, id or compose service), host, internet or external:ADDRESS.
DEST may be
  db              a name as the source's own code would type it
  172.18.0.3      an address
  container:db    that container's address, whatever DNS says
  host            the host, as the source sees it (its network's gateway)
  internet        a public address
"""


def question_options(command: Callable[..., None]) -> Callable[..., None]:
    choice = click.Choice(("text", "json"))
    command = click.option("--format", "form", type=choice, default="text", help="text (default) or json.")(command)
    return from_option(engine_options(command))


@click.command()
@click.argument("asker")
@click.argument("name", required=False)
@click.option("--family", type=click.Choice(("4", "6")), help="Only IPv4 or only IPv6 addresses.")
@question_options
def names(asker: str, name: str | None, family: str | None, form: str, **where: Any) -> None:
    """Say who answers NAME when it is asked for inside of ASKER, and why; without NAME, all that it can resolve.

    ASKER is a container (name, id or compose service) or host.
    """
    from inspector.analysis import asking, parties
    from inspector.analysis.directory import directory
    from inspector.export.answer_text import directory_lines, resolution_lines

    case = read_case(**where)
    if name is not None:
        _word("NAME", name)
        found = asking.names(case.topology, case.world, asker, name.strip(), int(family or 0))
        told = {"ask": "names", "asker": asker, "name": name.strip(), **asking.resolution_json(found)}
        print_answer(form, told, resolution_lines(found))
        return
    entries = directory(case.world.facts, parties.asker(case.topology, asker), int(family or 0))
    listed = [{"name": one.query.name, **asking.resolution_json(one)} for one in entries]
    print_answer(form, {"ask": "names", "asker": asker, "names": listed}, directory_lines(asker, entries))


@click.command()
@click.argument("source")
@click.argument("destination", metavar="DEST")
@click.option("--port", type=click.IntRange(1, 65535), help="Left out: the destination's only port.")
@click.option(
    "--protocol",
    type=click.Choice(("tcp", "udp", "icmp"), case_sensitive=False),
    default="tcp",
    help="tcp (default), udp or icmp.",
)
@question_options
def reach(source: str, destination: str, port: int | None, protocol: str, form: str, **where: Any) -> None:
    """Say what a client in SOURCE meets when it connects to DEST: hop by hop, with the reply, and what would mend it.

    Nothing is sent: the answer follows from what was read.
    """
    from inspector.analysis import asking
    from inspector.export.answer_text import trace_lines
    from inspector.model.answer import Protocol

    _word("DEST", destination)
    case = read_case(**where)
    found = asking.reach(
        case.topology, case.world, source.strip(), destination.strip(), Protocol(protocol.lower()), port
    )
    told = {
        "ask": "reach",
        "source": source,
        "destination": destination,
        "protocol": protocol.lower(),
        "port": found.flow.port,
        **asking.trace_json(found),
    }
    print_answer(form, told, trace_lines(found))


reach.epilog = _PARTIES


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Left out: the first port of each that is asked.")
@question_options
def matrix(port: int | None, form: str, **where: Any) -> None:
    """Say who reaches whom, by address and by name: all pairs of containers, the host, and the internet as a target.

    Containers that answer alike stand as one group. Without --port each is asked on its own first TCP port, or by echo
    request where it has none.
    """
    from msgspec import to_builtins

    from inspector.analysis.matrix import matrix as ask_all
    from inspector.export.matrix_text import matrix_lines

    found = ask_all(read_case(**where).world, port)
    print_answer(form, {"ask": "matrix", **to_builtins(found)}, matrix_lines(found))


@click.command()
@click.option("--queries", metavar="FILE", required=True, help="One JSON question a line; - is standard input.")
@from_option
@engine_options
@click.option("--format", "form", type=click.Choice(("text", "json")), default="json", help="json (default) or text.")
def ask(queries: str, form: str, **where: Any) -> None:
    """Answer many questions of one reading: a JSON question a line in, a JSON answer a line out, in the same order.

    \b
    {"ask": "names", "asker": "web", "name": "db"}
    {"ask": "reach", "source": "web", "destination": "db", "protocol": "tcp", "port": 5432}
    {"ask": "storage", "container": "db", "path": "/var/lib/postgresql/data"}
    {"ask": "survive", "command": "docker rm -v db"}
    {"ask": "unused"}
    {"ask": "check", "select": ["names", "R201"]}

    A line that is no question gets {"error": ..., "line": N}, and the rest is answered.
    """
    from inspector.analysis.asking import Asked, answer
    from inspector.cli_check import check_question
    from inspector.collect.files import lines_of

    if queries == "-" and "-" in where["sources"]:
        raise UsageError("--queries - and --from - both read standard input", remedy="Save one of them to a file.")
    with lines_of(queries) as lines:
        case = read_case(**where)
        more: dict[str, Asked] = {"check": lambda _, question: check_question(case, question)}
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            told = _told(line, lambda question: answer(case, question, more))
            _tell(form, told | {"line": number} if "error" in told else told)


def _told(line: bytes, answer: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    try:
        question = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": "this line is not JSON"}
    return answer(question)


def _tell(form: str, told: dict[str, Any]) -> None:
    from inspector.export.plain import plain

    if form == "json":
        click.echo(json.dumps(told))
    else:
        click.echo(plain(f"line {told['line']}: {told['error']}" if "error" in told else told["sentence"]))


def _word(what: str, word: str) -> None:
    if not word.strip():
        raise UsageError(f"{what} is empty", remedy="Say a name or an address.")


def print_answer(form: str, told: dict[str, Any], lines: Iterable[Line]) -> None:
    from inspector.export.answer_text import lines_text

    if form == "json":
        click.echo(json.dumps(told, indent=2))
        return
    terminal = sys.stdout.isatty()
    click.echo(lines_text(lines, width=width() if terminal else None, colour=terminal and colours()), nl=False)


COMMANDS = (names, reach, matrix, ask)
