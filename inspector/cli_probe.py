"""The command that asks the real containers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from inspector.cli_evidence import engine_options, progress_line
from inspector.errors import CannotProbe

if TYPE_CHECKING:
    from inspector.model.answer import Observation


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
@engine_options
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="text (default) or json.")
def probe(
    source: str, destination: str, port: int | None, protocol: str, host: str | None, context: str | None, form: str
) -> None:
    """Really connect from SOURCE to DEST, once, and say whether that is what reach predicts.

    The one command that acts: as root on the engine's host it opens one connection (or sends one packet) from the
    network namespace of SOURCE, which needs nothing in its image; else it runs one program of the image by docker exec.
    It sends no data over TCP, 16 bytes over UDP, one echo request over ICMP, and writes nothing anywhere.
    """
    from msgspec import to_builtins

    from inspector.analysis import asking
    from inspector.analysis.agreement import agreement
    from inspector.collect.live import collect_live
    from inspector.collect.probe import observe
    from inspector.collect.target import resolve_target
    from inspector.export.plain import plain
    from inspector.model.answer import Protocol
    from inspector.pipeline import build

    if destination == "internet":
        raise CannotProbe("`internet` is no one machine", remedy="Say the address that may be connected to.")
    with progress_line() as progress:
        evidence = collect_live(host, context, progress=progress)
    case = build(evidence)
    asked = Protocol(protocol.lower())
    predicted = asking.reach(case.topology, case.world, source.strip(), destination.strip(), asked, port)
    if not predicted.flow.destination:
        raise CannotProbe(predicted.sentence)
    seen = observe(resolve_target(host, context), evidence.engine, predicted.flow)
    verdict, why = agreement(predicted, seen)
    if form == "json":
        told = {"observed": to_builtins(seen), "agreement": verdict.value, "why": why}
        click.echo(json.dumps(told | {"predicted": asking.trace_json(predicted)}, indent=2))
        return
    click.echo(plain(f"observed: {_words(seen)}"))
    click.echo(plain(f"  asked by {seen.asked_by}"))
    click.echo(plain(f"predicted: {predicted.sentence}"))
    click.echo(plain(f"{verdict.value}: {why}"))


def _words(seen: Observation) -> str:
    silent = ", then silence" if seen.silent and seen.client_sees.value == "connected" else ""
    to = f" {seen.address} after {seen.took_ms:g} ms" if seen.address else ""
    return f"{seen.client_sees.value}{silent}{to}" + (f" ({seen.detail})" if seen.detail else "")
