"""The command that writes files: the options of a view, and the format that a file name asks for."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspector.cli_evidence import STDOUT, engine_options, from_option, read_evidence, to_stdout
from inspector.errors import UsageError
from inspector.export import ARRANGES, FORMATS, LAYERS, STYLES, THEMES, Arrange, Layer, Style, Theme, format_of

if TYPE_CHECKING:
    from inspector.model.ids import Ref
    from inspector.pipeline import Case
    from inspector.topology.graph import Topology
    from inspector.topology.view import Filter


@click.command()
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
@click.option("--fold", is_flag=True, help="Draw each compose project as one card with counts.")
@click.option(
    "--unfold", metavar="P", multiple=True, help='But this project, with --fold ("": what is in none); repeat for more.'
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
    fold: bool,
    unfold: tuple[str, ...],
    title: str,
    path: tuple[str, str] | None,
    findings: bool,
    **wanted: Any,
) -> None:
    """Write the picture or the graph as a file, the same bytes for the same evidence."""
    from inspector.export.render import export as render
    from inspector.export.view import Question, View
    from inspector.pipeline import build

    chosen = _format(name, output)
    if style == "graph" and not (FORMATS[chosen].picture or chosen == "dot"):
        raise UsageError(f"--style graph draws a picture, and {chosen} is none", remedy="Leave --style out.")
    for option in ["--layer"] * bool(layers) + ["--arrange"] * (arrange != "rails"):
        if style == "graph" or not FORMATS[chosen].picture:
            raise UsageError(
                f"{option} is for the rails picture", remedy=f"Leave {option} out, or export svg, png, pdf or html."
            )
    if (fold or unfold) and not FORMATS[chosen].folds:
        raise UsageError(f"{chosen} holds every fact, so nothing is folded in it", remedy="Leave --fold out.")
    asked = Question.spoken(*path) if path else None
    evidence = read_evidence(sources, host, context)
    case = build(evidence)
    focus = _named(case.topology, wanted["focus"]) if wanted["focus"] else None
    if arrange == "focus":
        wanted["focus"] = ""
    view = View(
        filter=_filter(case, **wanted),
        arrange=arrange,
        focus=focus if arrange == "focus" else None,
        fold=fold or bool(unfold),
        unfold=frozenset(_group(case.topology, word) for word in unfold),
        style=style,
        theme=theme,
        layers=layers,
        title=title.strip(),
        asked=asked,
        findings=findings,
    )
    data = render(case, chosen, view, evidence)
    if output == STDOUT:
        to_stdout(data)
        return
    from inspector.collect.files import write_bytes

    write_bytes(Path(output), data)


export.epilog = "\b\nFormats\n" + "\n".join(f"  {entry.name:<9}{entry.what}" for entry in FORMATS.values())


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


def _group(topology: Topology, word: str) -> Ref:
    """What --unfold names: a project, `host` for what is in host mode, or either as the map's address spells it."""
    from inspector.model.ids import HOST, Kind, Ref
    from inspector.topology.groups import groups, parse_group

    there = set(groups(topology).values())
    found = next((ref for ref in (Ref(Kind.PROJECT, word), parse_group(word)) if ref in there), None)
    found = found or (HOST if word == "host" and HOST in there else None)
    if found is None:
        _known("project", [word], sorted(ref.id for ref in there))
    assert found
    return found


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
