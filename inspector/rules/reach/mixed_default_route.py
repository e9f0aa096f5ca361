"""A container's default route and the network that its clients come by are of different kinds.

What it finds
    A running container on a macvlan or ipvlan network and on a bridge network, whose default route is the bridge's.

Why it matters
    A container has one default route, whatever network a client came by. Clients of the macvlan address that are not
    on its own link get their replies by the bridge, translated to the host's address: the connection never comes
    about. The published ports and the way out follow the default route too.

How it is decided
    By the engine's order: gw-priority (engine 28 on), networks that are not internal first, then the network's name.
    The order in which they were attached does not count. Where the namespace was read, by its own routes.

What to do
    Give the network that clients come by a higher gw-priority, before 28 a name that sorts first.

When it stays silent
    For several bridge networks: the host translates for all of them, so that replies find their way. For containers
    with a gw-priority: somebody chose. When the default route is the macvlan's.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.reach import namespace_of
from inspector.analysis.wording import command
from inspector.model.answer import Citation, Fix, Source
from inspector.model.container import Container, Endpoint
from inspector.model.edit import SetGatewayPriority
from inspector.model.finding import Severity
from inspector.model.network import Network
from inspector.rules.base import Rule, Told, container, inspected, network, unread

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
    route = f"default via {out.gateway} ({way.name})"
    space = namespace_of(case.world, one)
    read = space is not None and any(r.destination == "default" and r.gateway == out.gateway for r in space.routes)
    assumed = not read or space is None or space.assumed
    return RULE.finding(
        case,
        [container(one), network(lan), network(way)],
        f"{one.name} answers by {way.name} whoever comes by {lan.name}: its default route is there, by name order.",
        detail=f"Clients of {came.ipv4} from beyond its own subnet get replies from the host's address, and give up.",
        cites=[
            inspected(one, "/NetworkSettings/Networks", f"{way.name} and {lan.name}, no GwPriority"),
            Citation(Source.ROUTE, one.name, route, assumed),
        ],
        fixes=[_prefer(one, lan) if case.world.facts.release >= (28, 0) else _rename(one, way, lan)],
        key=[lan.name],
    )


def _prefer(one: Container, lan: Network) -> Fix:
    at = next(e for e in one.endpoints if e.network == lan.name)
    aliases = [word for alias in at.aliases for word in ("--alias", alias)]
    address = ["--ip", at.static_ipv4 or at.ipv4] if at.static_ipv4 else []
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
