"""Containers of other networks cannot use a published port by the host's address.

What it finds
    A published port that a container of another bridge network asks for by the host's address and does not get: with
    the userland proxy switched off, or where INPUT drops what comes from that bridge.

Why it matters
    Up to 28 docker-proxy serves such clients. Without it the packet is translated and forwarded, and the isolation of
    the networks drops it: the client times out, while the host and the LAN are served. With it, the packet passes
    INPUT, where a firewalld zone or ufw may drop it.

How it is decided
    For each network with containers one of them asks for a port that another network publishes; its way is followed
    through the host's tables.

What to do
    Put both on one network, and ask for the container by its name and its own port.

When it stays silent
    When the port is bound to one address, and when every network gets through.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.parties import host_address
from inspector.analysis.reach import trace
from inspector.analysis.wording import command
from inspector.dockerd.bridge import published_network
from inspector.model.answer import Fix, Flow, PathState, Protocol, Trace
from inspector.model.anywhere import ANYWHERE_V4
from inspector.model.container import Container, PortStatus
from inspector.model.edit import ConnectNetwork
from inspector.model.finding import Severity
from inspector.model.ids import Kind, Ref
from inspector.model.network import Network
from inspector.rules.base import Rule, Told, container, inspected, network
from inspector.rules.kernel import host, rulesets, unread_host, why

Server = tuple[Container, int, int, Network]
Asked = tuple[Network, Container, Trace]


def check(case: Case) -> Iterator[Told]:
    servers = list(_servers(case))
    clients = list(_clients(case))
    if not servers or len(clients) < 2:
        return
    if host(case) is None or rulesets(case) is None:
        yield unread_host(RULE, case, "the host's firewall and docker-proxy", *{container(s[0]) for s in servers})
        return
    shut: dict[int, list[Asked]] = {}
    for at, client in clients:
        server = next((s for s in servers if s[3].id not in {e.network_id for e in client.endpoints}), None)
        if server:
            ref = Ref(Kind.CONTAINER, client.id)
            found = trace(case.world, Flow(ref, host_address(case.world, ref), Protocol.TCP, server[1]))
            if found.path is PathState.BLOCKED:
                shut.setdefault(servers.index(server), []).append((at, client, found))
    for number, asked in shut.items():
        yield _finding(case, servers[number], asked)


def _servers(case: Case) -> Iterator[Server]:
    """The first port that each network publishes on every address: the container, host port, own port."""
    networks = {n.id: n for n in case.snapshot.networks}
    seen: set[str] = set()
    for one in case.snapshot.containers:
        for port in one.ports:
            plain = port.status is PortStatus.PUBLISHED and port.protocol == "tcp" and port.host_port
            if not one.has_netns or not plain or port.host_ip not in ANYWHERE_V4:
                continue
            at = networks.get(published_network(case.world.facts.snapshot, one, 4))
            if at and at.id not in seen:
                seen.add(at.id)
                yield one, port.host_port, port.port, at


def _clients(case: Case) -> Iterator[tuple[Network, Container]]:
    """One container of each bridge network that has a way to the host's address."""
    for at in case.snapshot.networks:
        members = (c for c, e in case.world.facts.members.get(at.id, ()) if c.has_netns and e.ipv4 and e.gateway)
        first = next(members, None)
        if at.bridge and at.masquerade and not at.internal and first:
            yield at, first


def _finding(case: Case, server: Server, shut: list[Asked]) -> Told:
    owner, outer, inner, behind = server
    names = ", ".join(at.name for at, _, _ in shut)
    _, client, found = shut[0]
    return RULE.finding(
        case,
        [*(network(at) for at, _, _ in shut), network(behind), container(owner)],
        f"Containers on {names} do not reach port {outer} of the host, which {owner.name} publishes.",
        detail=f"{client.name} was asked for: {found.sentence}",
        cites=[inspected(owner, "/NetworkSettings/Ports", f"{outer}->{inner}/tcp"), *why(found)],
        fixes=[_joined(server, [one for _, one, _ in shut])],
        key=[str(outer)],
    )


def _joined(server: Server, clients: list[Container]) -> Fix:
    owner, _, inner, behind = server
    names = ", ".join(one.name for one in clients)
    if behind.default_bridge:
        return Fix(f"put {names} and {owner.name} on a network of their own")
    return Fix(
        f"put {names} on {behind.name} too, and ask for {owner.name}:{inner}",
        "; ".join(command("docker", "network", "connect", behind.name, one.name) for one in clients),
        cost="none while it runs",
        edits=tuple(ConnectNetwork(container=one.id, network=behind.id) for one in clients),
    )


RULE = Rule("R221", "published-port-from-other-bridge", Severity.NOTE, check)
