"""A port was asked for with -p, and the engine has not bound it.

What it finds
    A running container whose `HostConfig.PortBindings` names a port that `NetworkSettings.Ports` does not have.

Why it matters
    The engine says nothing of it: `docker run -p` succeeds, and clients of the host's port are refused.

How it is decided
    By the two fields of inspect, and the networks of the container: internal and macvlan networks, `none` and
    `host` carry no published port.

What to do
    Connect the container to a bridge network that is not internal too. With `host` the program's own port is
    the host's port: leave
    -p out.

When it stays silent
    For containers that do not run, and for ports that are bound now.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import command, free_name
from inspector.model.answer import Fix
from inspector.model.container import Container, Mode, Port, PortStatus
from inspector.model.edit import ConnectNetwork, CreateNetwork, UnpublishPort
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, inspected, unread


def check(case: Case) -> Iterator[Told]:
    for one in case.snapshot.containers:
        void = [port for port in one.ports if port.status is PortStatus.REQUESTED]
        if one.has_netns and void:
            yield _finding(case, one, void)
    yield from unread(RULE, case)


def _finding(case: Case, one: Container, void: list[Port]) -> Told:
    ports = ", ".join(f"{port.host_port or 'a port of the host'}->{port.port}/{port.protocol}" for port in void)
    host = one.network_mode.mode is Mode.HOST
    keys = sorted({f"{port.port}/{port.protocol}" for port in void})
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} asked for {ports}, but nothing is published: {_why(case, one)}.",
        detail="With the host's network a program's own ports are the host's; -p has no part in it."
        if host
        else "Clients of the host's port are refused, and the engine does not say why.",
        cites=[
            inspected(one, "/HostConfig/PortBindings", ", ".join(keys)),
            inspected(one, "/NetworkSettings/Ports", "not bound"),
        ],
        severity=Severity.NOTE if host else Severity.ERROR,
        fixes=[_without(one, void) if host else _with_network(case, one)],
        key=keys,
    )


def _why(case: Case, one: Container) -> str:
    if one.network_mode.mode is Mode.HOST:
        return "it runs in the host's network"
    networks = [n for e in one.endpoints if (n := case.world.facts.network_of(e)) is not None]
    if not networks or all(n.driver == "null" for n in networks):
        return "it has no network"
    kinds = [f"{n.name} ({'internal' if n.internal else n.driver})" for n in networks]
    return f"it is only on {', '.join(kinds)}"


def _without(one: Container, void: list[Port]) -> Fix:
    edits = tuple(UnpublishPort(container=one.id, port=port.port, protocol=port.protocol) for port in void)
    return Fix(f"recreate {one.name} without -p", cost="a recreate", edits=edits)


def _with_network(case: Case, one: Container) -> Fix:
    name = free_name("public", case.world.facts.network_names)
    commands = [command("docker", "network", "create", name), command("docker", "network", "connect", name, one.name)]
    if one.network_mode.mode is Mode.NONE:
        commands.insert(1, command("docker", "network", "disconnect", "none", one.name))
    return Fix(
        f"connect {one.name} to a bridge network that is not internal too",
        "; ".join(commands),
        cost="none while it runs; it can then reach the outside too",
        edits=(CreateNetwork(network=name), ConnectNetwork(container=one.id, network=name)),
    )


RULE = Rule("R202", "published-but-not-bound", Severity.ERROR, check)
