"""The command line: one short function a command. Heavy imports wait until a command runs, so that --help is quick."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspector.cli_check import check
from inspector.cli_diff import diff
from inspector.cli_evidence import (
    colours,
    engine_options,
    from_option,
    mention,
    one_engine,
    progress_line,
    read_case,
    width,
)
from inspector.cli_probe import probe
from inspector.cli_questions import COMMANDS
from inspector.cli_storage import storage
from inspector.errors import ExportError, UsageError
from inspector.export import ARRANGES, FORMATS, LAYERS, STYLES, THEMES, Arrange, Layer, Style, Theme, format_of

if TYPE_CHECKING:
    from inspector.model.ids import Ref
    from inspector.pipeline import Case
    from inspector.topology.graph import Topology
    from inspector.topology.view import Filter

STDOUT = "-"
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

\b
Where it reads from
  nothing said    DOCKER_HOST, the current docker context or the default socket, in the docker CLI's order
  --host URL      unix:///path, tcp://host:port, ssh://user@host
  --context NAME  a context of `docker context ls`
  --from SOURCE   a file of `snapshot`, or saved `docker inspect` output; - is standard input; repeatable

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
        _to_stdout(evidence.canonical() + b"\n")
    else:
        archive.save(evidence, Path(output))
    click.echo(_summary(build(evidence).topology, output), err=True)
    mention(evidence.gaps)


@inspector.command()
@click.option(
    "--format", "name", metavar="FORMAT", help="One of the formats below; left out, the file's extension says it."
)
@click.option("-o", "--output", metavar="FILE", required=True, help="The file to write; - is standard output.")
@from_option
@engine_options
@click.option(
    "--style", type=click.Choice(STYLES), default="rails", help="The picture: rails (default), or a classic graph."
)
@click.option(
    "--theme", type=click.Choice(THEMES), default="light", help="The picture's colours: light (default) or dark."
)
@click.option(
    "--layer",
    "layers",
    type=click.Choice(LAYERS),
    multiple=True,
    help="Also draw veth: each interface and its other end on the host; links: who is linked to whom; routes: "
    "each container's default route. Repeat for more.",
)
@click.option(
    "--arrange",
    type=click.Choice(ARRANGES),
    default="rails",
    help="What stands with what: rails (by project, default), bridges (by the host's devices, with veths), "
    "storage (by what is mounted), focus (what --focus names, with its neighbours).",
)
@click.option("--project", "projects", metavar="P", multiple=True, help='Only this compose project ("": of none).')
@click.option(
    "--kind", "kinds", metavar="KIND", multiple=True, help="Only this kind, such as network; repeat for more."
)
@click.option(
    "--state", "states", metavar="STATE", multiple=True, help="Only containers in this state, such as running."
)
@click.option("--text", metavar="TEXT", default="", help="Only what has this text in its name, image, address or port.")
@click.option("--focus", metavar="NAME", default="", help="Only this container, network or volume and what touches it.")
@click.option("--title", metavar="TEXT", default="", help="The file's title, instead of the host's name.")
@click.option(
    "--path",
    nargs=2,
    metavar="SOURCE DEST[:PORT]",
    help="Light the way of this question, as reach answers it; DEST:PORT/udp and DEST/icmp work too.",
)
@click.option("--findings", is_flag=True, help="Mark what the rules found, and say it below.")
def export(
    name: str | None,
    output: str,
    sources: tuple[str, ...],
    host: str | None,
    context: str | None,
    style: Style,
    theme: Theme,
    layers: tuple[Layer, ...],
    arrange: Arrange,
    title: str,
    path: tuple[str, str] | None,
    findings: bool,
    **wanted: Any,
) -> None:
    """Write the picture or the graph as a file, the same bytes for the same evidence."""
    from inspector.export.render import export as render
    from inspector.export.view import Question, View

    chosen = _format(name, output)
    if style == "graph" and not (FORMATS[chosen].picture or chosen == "dot"):
        raise UsageError(f"--style graph draws a picture, and {chosen} is none", remedy="Leave --style out.")
    for option in ["--layer"] * bool(layers) + ["--arrange"] * (arrange != "rails"):
        if style == "graph" or not FORMATS[chosen].picture:
            raise UsageError(
                f"{option} is for the rails picture", remedy=f"Leave {option} out, or export svg, png, pdf or html."
            )
    asked = Question.spoken(*path) if path else None
    case = read_case(sources, host, context)
    focus = _named(case.topology, wanted["focus"]) if wanted["focus"] else None
    if arrange == "focus":
        wanted["focus"] = ""
    view = View(
        filter=_filter(case, **wanted),
        arrange=arrange,
        focus=focus if arrange == "focus" else None,
        style=style,
        theme=theme,
        layers=layers,
        title=title.strip(),
        asked=asked,
        findings=findings,
    )
    data = render(case, chosen, view)
    if output == STDOUT:
        _to_stdout(data)
        return
    from inspector.collect.files import write_bytes

    write_bytes(Path(output), data)


export.epilog = "\b\nFormats\n" + "\n".join(f"  {entry.name:<9}{entry.what}" for entry in FORMATS.values())


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


for _command in (*COMMANDS, storage, probe, check, diff):
    inspector.add_command(_command)


def _filter(
    case: Case,
    projects: tuple[str, ...],
    kinds: tuple[str, ...],
    states: tuple[str, ...],
    text: str,
    focus: str,
) -> Filter:
    """The filter that the options ask for; raises UsageError for what is not on this host."""
    from inspector.model.container import State
    from inspector.model.ids import Kind
    from inspector.topology.view import Filter

    _known("project", projects, sorted({one.project for one in case.snapshot.containers}))
    _known("kind", kinds, [kind.value for kind in Kind])
    _known("state", states, [state.value for state in State])
    return Filter(
        projects=frozenset(projects),
        kinds=frozenset(map(Kind, kinds)),
        states=frozenset(map(State, states)),
        text=text,
        focus=_named(case.topology, focus) if focus else None,
    )


def _known(what: str, given: Sequence[str], known: Sequence[str]) -> None:
    for word in given:
        if word not in known:
            shown = ", ".join(filter(None, known))
            raise UsageError(f"No {what} {word!r} here", remedy=f"Known: {shown or 'none'}.")


def _named(topology: Topology, word: str) -> Ref:
    """What --focus names: a ref such as `path:/srv`, or a container, network or volume as people call it."""
    from inspector.model.ids import Kind, Ref

    ref = Ref.parse(word)
    if ref and ref in topology.graph:
        return ref
    try:
        return Ref(Kind.CONTAINER, topology.container(word).id)
    except UsageError as error:
        no_container = str(error)
    with suppress(UsageError):
        return Ref(Kind.NETWORK, topology.network(word).id)
    with suppress(UsageError):
        return Ref(Kind.VOLUME, topology.volume(word).name)
    raise UsageError(f"{word!r} is neither one container, nor a network or volume", remedy=no_container)


def _format(name: str | None, output: str) -> str:
    known = f"Formats: {', '.join(FORMATS)}."
    if name:
        if name.lower() not in FORMATS:
            raise UsageError(f"Unknown format {name!r}", remedy=known)
        return name.lower()
    guessed = format_of(output)
    if guessed is None:
        raise UsageError(f"The name {output!r} does not say which format to write", remedy=f"Add --format. {known}")
    return guessed.name


def _summary(topology: Topology, output: str) -> str:
    found = topology.snapshot
    counts = ((found.containers, "container"), (found.networks, "network"), (found.volumes, "volume"))
    read = ", ".join(f"{len(things)} {noun}{'' if len(things) == 1 else 's'}" for things, noun in counts)
    missing = f"{len(found.gaps)} gap{'' if len(found.gaps) == 1 else 's'}" if found.gaps else "no gaps"
    where = "standard output" if output == STDOUT else output
    return f"{where}: {read}, {missing}, {found.digest}"


def _to_stdout(data: bytes) -> None:
    if sys.stdout.isatty() and b"\0" in data:
        raise ExportError("This file is not text, so it is not written to a terminal", remedy="Name a file with -o.")
    sys.stdout.buffer.write(data)
