"""The host and the containers of a macvlan network do not reach each other, by design.

What it finds
    A macvlan or ipvlan network with running containers, and no interface of the host's own beside them.

Why it matters
    The kernel hands no packet from a child interface to its parent: the LAN reaches these containers, and the host
    gets `No route to host`, both ways. Neither routes nor firewall rules change it.

How it is decided
    By the network's driver and the host's interfaces.

What to do
    Where the host must reach them, give it a macvlan interface of its own on the same parent, and routes by it.

When it stays silent
    When the host has such an interface, and for networks without a running container.
"""

import ipaddress
from collections.abc import Iterator

from inspector.analysis.addresses import network_of
from inspector.analysis.case import Case
from inspector.analysis.wording import command
from inspector.model.answer import Citation, Fix, Source
from inspector.model.container import Container, Endpoint
from inspector.model.finding import Severity
from inspector.model.netns import Netns
from inspector.model.network import Network, Subnet
from inspector.rules.base import Rule, Told, container, inspected, network
from inspector.rules.kernel import host, unread_host

LONGEST = 15
"""Letters that the kernel allows in an interface's name."""


def check(case: Case) -> Iterator[Told]:
    for at in case.snapshot.networks:
        members = [(c, e) for c, e in case.world.facts.members.get(at.id, ()) if c.has_netns and e.ipv4]
        if at.driver not in ("macvlan", "ipvlan") or at.internal or not members or not at.parent:
            continue
        space = host(case)
        if space is None:
            yield unread_host(RULE, case, "interfaces of the host", network(at))
        elif not _beside(space, at):
            yield _finding(case, at, members)


def _beside(space: Netns, at: Network) -> bool:
    parent = next((one.ifindex for one in space.interfaces if one.name == at.parent), 0)
    return any(one.kind == at.driver and one.peer_ifindex == parent and one.addresses for one in space.interfaces)


def _finding(case: Case, at: Network, members: list[tuple[Container, Endpoint]]) -> Told:
    names = ", ".join(c.name for c, _ in members)
    return RULE.finding(
        case,
        [network(at), *(container(c) for c, _ in members)],
        f"The host and {names} do not reach each other: {at.name} is {at.driver} on {at.parent}.",
        detail="It is so by design; machines of the LAN reach them.",
        cites=[
            inspected(at, "/Driver", at.driver),
            inspected(at, "/Options/parent", at.parent),
            Citation(Source.LINK, "host", f"no {at.driver} interface of its own on {at.parent}"),
        ],
        fixes=[_shim(at, members)],
    )


def _shim(at: Network, members: list[tuple[Container, Endpoint]]) -> Fix:
    name = f"shim-{at.parent}"[:LONGEST]
    taken = {e.ipv4 for _, e in members}
    spare = _spare(at, taken)
    kind = ("type", at.driver, "mode", "bridge" if at.driver == "macvlan" else "l2")
    words = [
        command("ip", "link", "add", name, "link", at.parent, *kind),
        command("ip", "address", "add", f"{spare}/32", "dev", name),
        command("ip", "link", "set", name, "up"),
        *(command("ip", "route", "add", f"{address}/32", "dev", name) for address in sorted(taken)),
    ]
    return Fix(
        f"give the host an interface of its own beside them ({spare} must be free on the LAN)",
        "; ".join(words),
        cost="until the next boot, unless it is kept",
    )


def _spare(at: Network, taken: set[str]) -> str:
    """The last address of the network's range that none of its containers has."""
    one = next((s for s in at.subnets if ":" not in s.cidr), Subnet(f"{min(taken)}/24"))
    cidr = network_of(one.ip_range or one.cidr)
    last = int(cidr.broadcast_address)
    free = (str(ipaddress.ip_address(last - back)) for back in range(1, min(cidr.num_addresses, len(taken) + 3)))
    return next((address for address in free if address not in taken | {one.gateway}), str(cidr.broadcast_address))


RULE = Rule("R223", "macvlan-and-its-host", Severity.NOTE, check)
