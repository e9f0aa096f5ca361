"""A port published on 127.0.0.1 can be reached from the host's own network all the same.

What it finds
    On an engine before 28, a port published on a loopback address whose container accepts it from beyond the host at
    the container's own address.

Why it matters
    `-p 127.0.0.1:5432:5432` opens the container's port in the firewall without asking where a packet comes from. A
    neighbour on the LAN that routes the container's subnet by this host connects to it. From 28 on it is dropped.

How it is decided
    A connection from beyond to the container's address is followed through the host's rules, or through those that
    this release sets up.

What to do
    Upgrade to engine 28 or newer, or drop packets to container addresses that come from elsewhere than their bridge.

When it stays silent
    From 28 on, and when a rule closes the way.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.reach import trace
from inspector.analysis.wording import command, few
from inspector.model.answer import Fix, Flow, PathState, Protocol, Trace
from inspector.model.container import Container, Port, PortStatus
from inspector.model.finding import Severity
from inspector.model.ids import Kind, Ref
from inspector.model.network import Network
from inspector.rules.base import Rule, Told, container, inspected, network, unread
from inspector.rules.kernel import BEYOND, why

FIXED = (28, 0)
Open = tuple[Network, Container, Port, Trace]


def check(case: Case) -> Iterator[Told]:
    open_: list[Open] = []
    if case.snapshot.engine.release < FIXED:
        for one in case.snapshot.containers:
            ports = {
                (p.port, p.protocol): p
                for p in one.ports
                if p.status is PortStatus.PUBLISHED and p.host_ip.startswith("127.")
            }
            if one.has_netns and ports:
                yield from _asked(case, one, list(ports.values()), open_)
    if open_:
        yield _finding(case, open_)
    yield from unread(RULE, case)


def _asked(case: Case, one: Container, ports: list[Port], open_: list[Open]) -> Iterator[Told]:
    for endpoint, at in case.world.facts.ordered_endpoints(one):
        if at is None or not at.bridge or not endpoint.ipv4 or at.internal:
            continue
        for port in ports:
            flow = Flow(Ref(Kind.EXTERNAL, BEYOND), endpoint.ipv4, Protocol(port.protocol), port.port)
            found = trace(case.world, flow)
            if found.path is PathState.UNKNOWN:
                yield RULE.undecided(case, [container(one)], *found.gaps)
                return
            if found.path is PathState.OPEN:
                open_.append((at, one, port, found))


def _finding(case: Case, open_: list[Open]) -> Told:
    """One for the whole host: the engine's release is the one cause, and mends all of them."""
    networks = {at.id: at for at, _, _, _ in open_}
    owners = {one.id: one for _, one, _, _ in open_}
    places = [f"{one.name} at {t.flow.destination}:{port.port}" for _, one, port, t in open_]
    version = case.snapshot.engine.version or "this engine"
    drops = (
        command(
            "iptables", "-t", "raw", "-I", "PREROUTING", "-d", _subnet(at, open_), "!", "-i", at.bridge, "-j", "DROP"
        )
        for at in networks.values()
    )
    return RULE.finding(
        case,
        [*map(network, networks.values()), *map(container, owners.values())],
        f"Published on 127.0.0.1 only, and yet the LAN reaches {few(places, 5)}.",
        detail=f"Docker {version} opens the container's port to whoever routes "
        f"{few([_subnet(at, open_) for at in networks.values()], 3)} by this host; 28 does not.",
        cites=[
            *(inspected(one, "/NetworkSettings/Ports", _place(port)) for _, one, port, _ in open_[:5]),
            *why(open_[0][3]),
        ],
        fixes=[
            Fix("upgrade the engine to 28 or newer", cost="a restart of the engine"),
            Fix(
                "drop what is sent to container addresses from elsewhere, as 28 does",
                "; ".join(drops),
                cost="until the next boot, unless the rules are kept",
            ),
        ],
    )


def _subnet(at: Network, open_: list[Open]) -> str:
    told = next((s.cidr for s in at.subnets if ":" not in s.cidr), "")
    return told or next(f"{found.flow.destination}/32" for other, _, _, found in open_ if other is at)


def _place(port: Port) -> str:
    return f"{port.host_ip}:{port.host_port}->{port.port}/{port.protocol}"


RULE = Rule("R208", "loopback-published-reachable", Severity.WARNING, check)
