"""Networks are kept apart in IPv4, and not in IPv6.

What it finds
    Two or more bridge networks with IPv6 and running containers, between which the host forwards IPv6 unhindered.

Why it matters
    Before 27 an engine programs no IPv6 firewall (`ip6tables` is off by default): every port of every container can
    be addressed by IPv6 from other networks and from beyond the host, published or not.

How it is decided
    By what the host's ip6tables rules do with a packet from one bridge to another, or, where they were not read, by
    what this release programs.

What to do
    Upgrade to 27 or newer, or set `"ip6tables": true` (before 27 with `"experimental": true`) in daemon.json.

When it stays silent
    With fewer than two such networks, when a rule stops the packet, and when the host forwards no IPv6.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.reach import trace
from inspector.analysis.wording import command
from inspector.model.answer import Fix, Flow, PathState, Protocol, Trace
from inspector.model.container import Container, Endpoint
from inspector.model.finding import Severity
from inspector.model.ids import Kind, Ref
from inspector.model.network import Network
from inspector.rules.base import Rule, Told, container, inspected, network, unread
from inspector.rules.kernel import why

Place = tuple[Network, Container, Endpoint]


def check(case: Case) -> Iterator[Told]:
    places: list[Place] = []
    for at in case.snapshot.networks:
        members = ((c, e) for c, e in case.world.facts.members.get(at.id, ()) if c.has_netns and e.ipv6)
        first = next(members, None)
        if at.bridge and at.ipv6 and not at.internal and first:
            places.append((at, *first))
    if len(places) > 1:
        yield from _between(case, places)
    yield from unread(RULE, case)


def _between(case: Case, places: list[Place]) -> Iterator[Told]:
    """Each network is asked for from the one before it: what lets one pair pass lets every pair pass."""
    for here, there in zip(places, (*places[1:], places[0]), strict=True):
        flow = Flow(Ref(Kind.CONTAINER, here[1].id), there[2].ipv6, Protocol.ICMP, 0)
        found = trace(case.world, flow)
        if found.path is PathState.OPEN and _forwarded(found):
            yield _finding(case, places, here, there, found)
            return
        if found.path is PathState.UNKNOWN and found.gaps:
            yield RULE.undecided(case, [network(there[0])], *found.gaps)
            return


def _forwarded(found: Trace) -> bool:
    """Through the host, not over a network that both are on."""
    return any("forwarded from" in hop.action for hop in found.hops)


def _finding(case: Case, places: list[Place], here: Place, there: Place, found: Trace) -> Told:
    names = ", ".join(at.name for at, _, _ in places)
    devices = [at.bridge for at, _, _ in places]
    blocks = [
        command("ip6tables", "-I", "FORWARD", "-o", device, "!", "-i", device, "-m", "conntrack")
        + " --ctstate NEW,INVALID -j DROP"
        for device in devices
    ]
    return RULE.finding(
        case,
        [*(network(at) for at, _, _ in places), container(there[1])],
        f"{names} are not kept apart in IPv6: {here[1].name} reaches every port of {there[1].name} by its address.",
        detail=f"{there[1].name} is [{there[2].ipv6}] on {there[0].name}.",
        cites=[inspected(there[0], "/EnableIPv6", "true"), *why(found)],
        fixes=[
            Fix(
                'upgrade to engine 27 or newer, or set `"ip6tables": true, "experimental": true` in daemon.json',
                cost="a restart of the engine",
            ),
            Fix("stop it by rules of your own", "; ".join(blocks), cost="until the next boot, unless they are kept"),
        ],
    )


RULE = Rule("R220", "ipv6-not-isolated", Severity.WARNING, check)
