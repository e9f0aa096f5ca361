"""A container's default route and the network that its clients come by are of different kinds.

What it finds
    A running container on a macvlan or ipvlan network and on a bridge network, whose default route is the bridge's.

Why it matters
    A container has one default route, whatever network a client came by. Clients of the macvlan address that are not
    on its own link get their replies by the bridge and the host, which has not seen the request: strict reverse path
    filtering (`rp_filter` = 1) and firewalls that drop INVALID packets stop them, and the client times out. Where
    neither is in the way, it works by luck, and the finding is a note.

How it is decided
    By the engine's order: gw-priority (engine 28 on), networks that are not internal first, then the network's name.
    The order in which they were attached does not count. By the host's rp_filter and its rules, what becomes of the
    reply.

What to do
    Give the network that clients come by a higher gw-priority, before 28 a name that sorts first.

When it stays silent
    For several bridge networks: the host translates for all of them, so that replies find their way. For containers
    with a gw-priority: somebody chose. When the default route is the macvlan's.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.firewall import Packet, Verdict
from inspector.analysis.reach import namespace_of
from inspector.analysis.wording import command
from inspector.model.answer import Citation, Fix, Source
from inspector.model.container import Container, Endpoint
from inspector.model.edit import SetGatewayPriority
from inspector.model.finding import Severity
from inspector.model.network import Network
from inspector.rules.base import Rule, Told, container, inspected, network, unread
from inspector.rules.kernel import BEYOND, host, passing, sysctl, uplink

ON_THE_LAN = ("macvlan", "ipvlan")


def check(case: Case) -> Iterator[Told]:
    for one in case.snapshot.containers:
        if not one.has_netns or any(endpoint.gw_priority for endpoint in one.endpoints):
            continue
        ways = [(e, n) for e, n in case.world.facts.ordered_endpoints(one) if n and e.gateway and not n.internal]
        if len(ways) < 2 or ways[0][1].driver != "bridge":
            continue
        direct = next(((e, n) for e, n in ways if n.driver in ON_THE_LAN), None)
        if direct:
            yield _finding(case, one, ways[0][0], ways[0][1], *direct)
    yield from unread(RULE, case)


def _finding(case: Case, one: Container, out: Endpoint, way: Network, came: Endpoint, lan: Network) -> Told:
    space = namespace_of(case.world, one)
    route = Citation(Source.ROUTE, one.name, f"default via {out.gateway} ({way.name})", not space or space.assumed)
    stopped = _stopped(case, came.ipv4, way.bridge)
    fate = "stops them" if stopped else "lets them pass for now"
    return RULE.finding(
        case,
        [container(one), network(lan), network(way)],
        f"{one.name} answers by {way.name} whoever comes by {lan.name}: its default route is there, by name order.",
        detail=f"Replies of {came.ipv4} to clients beyond its subnet pass the host, which {fate}.",
        cites=[
            inspected(one, "/NetworkSettings/Networks", f"{way.name} and {lan.name}, no GwPriority"),
            route,
            *([stopped] if stopped else []),
        ],
        severity=Severity.WARNING if stopped else Severity.NOTE,
        fixes=[_prefer(one, lan, came) if case.world.facts.release >= (28, 0) else _rename(one, way, lan)],
        key=[lan.name],
    )


def _stopped(case: Case, source: str, bridge: str) -> Citation | None:
    """What stops a reply on the host, which has not seen the request."""
    space = host(case)
    if space is None:
        return None
    for key in (f"net.ipv4.conf.{where}.rp_filter" for where in ("all", bridge)):
        strict = sysctl(case, key)
        if strict and strict.text.strip() == "1":
            return strict
    reply = Packet(family=4, src=source, dst=BEYOND, protocol="tcp", sport=80, dport=40000, ctstate="INVALID")
    outcome = passing(case, space, "FORWARD", reply, iif=bridge, oif=uplink(space)[0])
    return outcome.decider if outcome and outcome.verdict in (Verdict.DROP, Verdict.REJECT) else None


def _prefer(one: Container, lan: Network, at: Endpoint) -> Fix:
    aliases = [word for alias in at.aliases for word in ("--alias", alias)]
    address = ["--ip", at.static_ipv4] if at.static_ipv4 else []
    return Fix(
        f"let {one.name} prefer {lan.name}",
        "; ".join(
            (
                command("docker", "network", "disconnect", lan.name, one.name),
                command("docker", "network", "connect", "--gw-priority", "1", *aliases, *address, lan.name, one.name),
            )
        ),
        cost=f"a reconnect: open connections over {lan.name} break; its way out and published ports move there too",
        edits=(SetGatewayPriority(container=one.id, network=lan.id, gw_priority=1),),
    )


def _rename(one: Container, way: Network, lan: Network) -> Fix:
    return Fix(
        f"give {one.name} a network instead of {lan.name} whose name sorts before {way.name}: this engine goes by the "
        "name alone (gw-priority comes with 28)"
    )


RULE = Rule("R205", "mixed-default-route", Severity.WARNING, check)
