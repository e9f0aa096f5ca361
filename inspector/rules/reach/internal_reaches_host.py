"""An internal network still reaches services of the host.

What it finds
    An internal bridge network from which a container reaches a service that listens on the host's side of the bridge.

Why it matters
    `--internal` stops what would be forwarded; packets to the host itself pass INPUT. The bridge's own address is the
    host: its ssh, its databases and its metrics answer there.

How it is decided
    By the host's listening sockets, and the way of a container of the network through the host's rules.

What to do
    On 28 and newer give the network `gateway_mode_ipv4=isolated`, so that the bridge has no address; before, drop what
    enters by the bridge in INPUT. Names still resolve.

When it stays silent
    When nothing listens there, when INPUT stops it, and for networks without a running container.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.listeners import accepts
from inspector.analysis.reach import trace
from inspector.analysis.wording import command
from inspector.model.answer import Fix, Flow, PathState, Protocol, Trace
from inspector.model.container import Container
from inspector.model.edit import SetNetworkOption
from inspector.model.finding import Severity
from inspector.model.ids import Kind, Ref
from inspector.model.netns import Netns
from inspector.model.network import Network
from inspector.rules.base import Rule, Told, container, inspected, network
from inspector.rules.kernel import host, rulesets, unread_host, why
from inspector.rules.remake import COST, remade

MODE = "com.docker.network.bridge.gateway_mode_ipv4"


def check(case: Case) -> Iterator[Told]:
    for at in case.snapshot.networks:
        members = [c for c, e in case.world.facts.members.get(at.id, ()) if c.has_netns and e.ipv4]
        if not at.internal or not at.bridge or not members:
            continue
        space = host(case)
        if space is None or space.sockets is None or rulesets(case) is None:
            yield unread_host(RULE, case, "listening sockets and firewall of the host", network(at))
            continue
        address = _own_address(space, at)
        ports = _services(case, space, address) if address else []
        flows = (Flow(Ref(Kind.CONTAINER, members[0].id), address, Protocol.TCP, port) for port in ports[:5])
        traces = [found for flow in flows if (found := trace(case.world, flow)).path is PathState.OPEN]
        if traces:
            yield _finding(case, at, members, address, traces)


def _own_address(space: Netns, at: Network) -> str:
    """The host's own address on the bridge."""
    return next((a.address for i in space.interfaces if i.name == at.bridge for a in i.addresses if a.family == 4), "")


def _services(case: Case, space: Netns, address: str) -> list[int]:
    """TCP ports on which the host itself listens there: no published ones."""
    published = {p.host_port for c in case.snapshot.containers for p in c.ports}
    sockets = (s for s in space.sockets or () if s.protocol == "tcp" and not s.peer)
    return sorted({s.port for s in sockets if accepts(s, address)} - published)


def _finding(case: Case, at: Network, members: list[Container], address: str, traces: list[Trace]) -> Told:
    ports = ", ".join(str(found.flow.port) for found in traces)
    return RULE.finding(
        case,
        [network(at), *map(container, members)],
        f"{at.name} is internal, yet its containers reach the host at {address}, port {ports}.",
        detail="Internal stops what is forwarded, not what is for the host itself.",
        cites=[inspected(at, "/Internal", "true"), *why(traces[0])],
        fixes=[_isolated(case, at) if case.world.facts.release >= (28, 0) else _dropped(at)],
    )


def _isolated(case: Case, at: Network) -> Fix:
    return Fix(
        f"give the bridge of {at.name} no address",
        remade(case, at, options={MODE: "isolated"}),
        cost=COST + "; the host no longer reaches its containers either",
        edits=(SetNetworkOption(network=at.id, key=MODE, value="isolated"),),
    )


def _dropped(at: Network) -> Fix:
    return Fix(
        f"let nothing in from {at.name}",
        command("iptables", "-I", "INPUT", "-i", at.bridge, "-j", "DROP"),
        cost="until the next boot, unless the rule is kept; the host gets no replies from its containers either",
    )


RULE = Rule("R224", "internal-reaches-host", Severity.NOTE, check)
