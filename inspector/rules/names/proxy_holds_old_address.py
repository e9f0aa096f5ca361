"""A proxy still sends to an address that a recreated container has left.

What it finds
    A running proxy (nginx, HAProxy, Apache, Envoy, Varnish, Squid by its image's name) whose kernel asks in
    vain for an address of one of its own networks that no container has, while a container of that network has
    been started after it.

Why it matters
    Such proxies ask for a name once, when they start. A container that is recreated may get another address;
    the proxy answers 502 until it is reloaded, and the freed address may be given to somebody else.

How it is decided
    By the neighbour table of the proxy's network namespace (entries that failed), the addresses that containers
    have now, and the times of their last starts.

What to do
    Restart or reload the proxy. For good, let it ask again: nginx with `resolver 127.0.0.11 valid=10s;` and the
    name in a variable.

When it stays silent
    When nothing on its networks was started after it, when no address is asked for in vain, and for other
    images.
"""

import re
from collections.abc import Iterator

from inspector.analysis.addresses import address_of, network_of
from inspector.analysis.case import Case
from inspector.analysis.reach import namespace_of
from inspector.analysis.wording import clock, command, few
from inspector.model.answer import Citation, Fix, Source
from inspector.model.container import Container
from inspector.model.edit import RestartContainer
from inspector.model.finding import Certainty, Severity
from inspector.model.netns import Netns
from inspector.rules.base import Rule, Told, container, inspected, not_read, unread

PROXIES = re.compile(r"(^|[/_-])(nginx|openresty|haproxy|httpd|apache2?|envoy|varnish|squid)([:@/_-]|$)")
VAIN = frozenset({"FAILED", "INCOMPLETE"})


def check(case: Case) -> Iterator[Told]:
    for one in case.snapshot.containers:
        younger = _younger(case, one) if one.has_netns and PROXIES.search(one.image) else []
        if not younger:
            continue
        space = namespace_of(case.world, one)
        if space is None or space.assumed:
            yield RULE.undecided(case, [container(one)], not_read("neighbour tables of containers"))
        elif vain := _in_vain(case, one, space):
            yield _finding(case, one, younger, vain)
    yield from unread(RULE, case)


def _younger(case: Case, one: Container) -> list[Container]:
    """Whom the proxy may send to, and who was started after it."""
    facts = case.world.facts
    found = {
        other.id: other
        for endpoint in one.endpoints
        for other, theirs in facts.members.get(facts.network_key(endpoint), ())
        if other is not one and theirs.active and one.started_at and other.started_at > one.started_at
    }
    return sorted(found.values(), key=lambda other: other.name)


def _in_vain(case: Case, one: Container, space: Netns) -> list[str]:
    """Addresses of its own networks that are asked for, and that no container has."""
    subnets = [
        network_of(subnet.cidr)
        for endpoint in one.endpoints
        if (network := case.world.facts.network_of(endpoint)) is not None
        for subnet in network.subnets
    ]
    asked = sorted({n.address for n in space.neighbours if n.state in VAIN})
    return [a for a in asked if a not in case.world.facts.by_address and any(address_of(a) in s for s in subnets)]


def _finding(case: Case, one: Container, younger: list[Container], vain: list[str]) -> Told:
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} still sends to {few(vain)}, which no container has any more.",
        detail=f"{few([_now(one, other) for other in younger], 3)} started after {one.name} "
        f"({clock(one.started_at)}): such proxies ask for a name once, when they start.",
        cites=[
            *(Citation(Source.NEIGHBOUR, one.name, f"{address} does not answer") for address in vain),
            inspected(one, "/State/StartedAt", one.started_at),
            *(inspected(other, "/State/StartedAt", other.started_at) for other in younger[:3]),
        ],
        certainty=Certainty.POSSIBLE,
        fixes=[
            Fix(
                f"restart {one.name}, so that it asks for the names again",
                command("docker", "restart", one.name),
                cost="its open connections break",
                edits=(RestartContainer(container=one.id),),
            ),
            *_for_good(one),
        ],
    )


def _now(one: Container, other: Container) -> str:
    """A younger one, when it started, and where it is now on a network that both are on."""
    shared = {endpoint.network_id for endpoint in one.endpoints}
    at = next((e.ipv4 or e.ipv6 for e in other.endpoints if e.network_id in shared and e.active), "")
    return f"{other.name} ({clock(other.started_at)}, now at {at})"


def _for_good(one: Container) -> Iterator[Fix]:
    if "nginx" in one.image or "openresty" in one.image:
        yield Fix(
            "for now reload it; for good say `resolver 127.0.0.11 valid=10s;` in its configuration and put the "
            "upstream's name into a variable, so that it asks again",
            command("docker", "exec", one.name, "nginx", "-s", "reload"),
        )


RULE = Rule("N7", "proxy-holds-old-address", Severity.WARNING, check)
