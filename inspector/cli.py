"""The command line: one short function a command. Heavy imports wait until a command runs, so that --help is quick."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspector.cli_check import check
from inspector.cli_diff import diff
from inspector.cli_evidence import (
    STDOUT,
    colours,
    engine_options,
    from_option,
    mention,
    one_engine,
    progress_line,
    read_case,
    to_stdout,
    width,
)
from inspector.cli_export import export
from inspector.cli_probe import probe
from inspector.cli_questions import COMMANDS
from inspector.cli_storage import storage

if TYPE_CHECKING:
    from inspector.topology.graph import Topology

TOPICS = ("containers", "networks", "interfaces", "mounts", "ports", "volumes", "images", "gaps")

_ABOUT = """Shows the networks and volumes of a Docker host: containers, bridges, veth pairs, ports and mounts.

It only reads: the engine is asked by GET requests, the kernel by netlink, and nothing is changed on either. The one
command that acts is probe: it opens the connection that it is asked about, from the container's own network namespace.

\b
Examples
  inspector show                             everything, of the engine that `docker ps` would ask
  inspector show interfaces                  which veth belongs to which container and bridge
  inspector show mounts --format json        for a program
  inspector export -o host.svg               the picture
  inspector names web db                     who answers the name db, asked inside of web
  inspector reach web db --port 5432         what a client in web meets, hop by hop, and what would mend it
  inspector matrix                           who reaches whom
  inspector check                            what is wrong, why, and what would mend it; exit code 1 where something is
  inspector storage db /var/lib/data         where that is kept, who shares it, what survives which command
  inspector export -o web.pdf --project web  one compose project of it
  inspector snapshot -o host.json.gz         keep what was read, without secrets ...
  inspector show --from host.json.gz         ... and look at it later, anywhere
  inspector diff monday.json.gz              what changed since then
  docker inspect $(docker ps -aq) | inspector show --from -
  inspector check --from compose.yaml        what would be wrong once it is up; nothing has to run

\b
Where it reads from
  nothing said    DOCKER_HOST, the current docker context or the default socket, in the docker CLI's order
  --host URL      unix:///path, tcp://host:port, ssh://user@host
  --context NAME  a context of `docker context ls`
  --from SOURCE   a file of `snapshot`, `docker inspect` output, or a compose file; - is standard input; repeatable

\b
Exit codes
  0  done; a question was answered, be the answer yes or no; check found nothing as bad as --fail-on
  1  check found something as bad as --fail-on (a warning, unless told otherwise)
  2  not done: one line on standard error says why, and what to do
  3  a fault of this program, which please report
"""


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from inspector.collect.live import tool

        click.echo(tool())
        context.exit()


@click.group(
    help=_ABOUT,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version.")
@click.pass_context
def inspector(context: click.Context, debug: bool) -> None:
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@inspector.command()
@click.option("-o", "--output", metavar="FILE", required=True, help="Ends in .json or .json.gz; - is standard output.")
@engine_options
@click.option("--no-host-facts", is_flag=True, help="Ask the engine only, not the kernel (no veth table, no files).")
@click.option("--sizes", is_flag=True, help="Also the sizes of volumes and containers: slow on large disks.")
@click.option("--keep-env", is_flag=True, help="Keep the values of environment variables: they often are secrets.")
def snapshot(
    output: str, host: str | None, context: str | None, no_host_facts: bool, sizes: bool, keep_env: bool
) -> None:
    """Write down what the engine and the kernel say now, without secrets, as one file."""
    from inspector.collect import archive
    from inspector.collect.live import collect_live
    from inspector.pipeline import build

    one_engine((), host, context)
    with progress_line() as progress:
        evidence = collect_live(
            host, context, host_facts=not no_host_facts, sizes=sizes, keep_env=keep_env, progress=progress
        )
    if output == STDOUT:
        to_stdout(evidence.canonical() + b"\n")
    else:
        archive.save(evidence, Path(output))
    click.echo(_summary(build(evidence).topology, output), err=True)
    mention(evidence.gaps)


@inspector.command()
@click.argument("topic", metavar="[TOPIC]", type=click.Choice((*TOPICS, "all")), default="all")
@from_option
@engine_options
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="text (default) or json.")
def show(topic: str, sources: tuple[str, ...], host: str | None, context: str | None, form: str) -> None:
    """Print tables of what there is. TOPIC is one of containers, networks, interfaces (the veth table), mounts,
    ports, volumes, images, gaps (what could not be read, and how to let it be read), or all."""
    from inspector.export import text
    from inspector.export.show_json import show_json
    from inspector.export.tables import TOPICS as ALL

    snapshot = read_case(sources, host, context).snapshot
    chosen = [ALL[name] for name in (TOPICS if topic == "all" else (topic,))]
    tables = [(one, one.rows(snapshot)) for one in chosen]
    if form == "json":
        click.echo(show_json(snapshot, tables))
        return
    terminal = sys.stdout.isatty()
    click.echo(text.text(tables, width=width() if terminal else None, colour=terminal and colours()), nl=False)
    if topic not in ("gaps", "all"):
        mention(snapshot.gaps)


for _command in (export, *COMMANDS, storage, probe, check, diff):
    inspector.add_command(_command)


def _summary(topology: Topology, output: str) -> str:
    found = topology.snapshot
    counts = ((found.containers, "container"), (found.networks, "network"), (found.volumes, "volume"))
    read = ", ".join(f"{len(things)} {noun}{'' if len(things) == 1 else 's'}" for things, noun in counts)
    missing = f"{len(found.gaps)} gap{'' if len(found.gaps) == 1 else 's'}" if found.gaps else "no gaps"
    where = "standard output" if output == STDOUT else output
    return f"{where}: {read}, {missing}, {found.digest}"
