"""A command asks for host.docker.internal, which Docker Engine does not serve by itself.

What it finds
    A running container whose command names `host.docker.internal` (or `gateway.docker.internal`) and cannot
    resolve it.

Why it matters
    The name is Docker Desktop's. On Docker Engine for Linux it is unknown unless the container was given it, so
    what works on a developer's machine says `Name or service not known` on the server.

How it is decided
    By the words of the command, and by asking the name as the container would: --add-host entries, its
    /etc/hosts, aliases.

What to do
    Recreate the container with `--add-host=host.docker.internal:host-gateway` (compose: `extra_hosts`). The
    service on the host must then listen on 0.0.0.0 or on the default bridge's gateway, not on 127.0.0.1.

When it stays silent
    When the name resolves, in host mode's own /etc/hosts too, on Docker Desktop, and when no word of the
    command names it.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.mentions import mentions
from inspector.analysis.name_reasons import DESKTOP_NAMES
from inspector.analysis.names import resolve
from inspector.model.answer import Fix, NameOutcome, NameQuery
from inspector.model.container import Container, Mode
from inspector.model.edit import AddHost
from inspector.model.finding import Certainty, Severity
from inspector.rules.base import Rule, Told, container, inspected, unread


def check(case: Case) -> Iterator[Told]:
    if "desktop" in case.snapshot.engine.operating_system.lower():
        return
    for one in case.snapshot.containers:
        if not one.has_netns or one.network_mode.mode is Mode.CONTAINER:
            continue
        for mention in {m.host.lower(): m for m in mentions(one) if m.host.lower() in DESKTOP_NAMES}.values():
            answer = resolve(case.world.facts, NameQuery(container(one), mention.host))
            if answer.outcome is NameOutcome.UNKNOWN:
                yield RULE.undecided(case, [container(one)], *answer.gaps)
            elif answer.outcome is not NameOutcome.FOUND:
                yield _finding(case, one, mention.host.lower(), mention.pointer)
    yield from unread(RULE, case)


def _finding(case: Case, one: Container, name: str, pointer: str) -> Told:
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} asks for `{name}`, which Docker Engine serves only to containers that were given it.",
        detail="The name is Docker Desktop's own.",
        cites=[
            inspected(one, pointer, name),
            inspected(one, "/HostConfig/ExtraHosts", ", ".join(one.extra_hosts) or "(none)"),
        ],
        certainty=Certainty.POSSIBLE,
        fixes=[
            Fix(
                f"recreate {one.name} with --add-host={name}:host-gateway (compose: extra_hosts)",
                cost="a recreate",
                edits=(AddHost(container=one.id, name=name, address="host-gateway"),),
            )
        ],
        key=[name],
    )


RULE = Rule("N10", "host-internal-missing", Severity.WARNING, check)
