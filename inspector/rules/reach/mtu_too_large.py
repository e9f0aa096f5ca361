"""A container's interface takes larger packets than its way out.

What it finds
    A bridge network whose containers have a larger MTU than the host's interface that carries the default route, or
    one that another route leads by (a VPN such as wg0, a VLAN).

Why it matters
    Small packets pass, so that ping and the handshake work, and large ones do not: TLS and downloads hang, unless an
    ICMP message gets back that tells the sender to make them smaller. Many firewalls drop those.

How it is decided
    By the MTU of the containers' interfaces and of every device that one of the host's routes leads by, not only of
    eth0.

What to do
    Give the network the smaller MTU (`com.docker.network.driver.mtu`): an engine takes none from the host's
    interfaces by itself.

When it stays silent
    For internal networks, for those without a running container, and when no way out is smaller.
"""

from collections import defaultdict
from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import few
from inspector.model.answer import Citation, Fix, Source
from inspector.model.container import Container
from inspector.model.edit import SetMtu
from inspector.model.finding import Certainty, Severity
from inspector.model.netns import Interface, Netns
from inspector.model.network import Network
from inspector.parse.networks import MTU
from inspector.rules.base import Rule, Told, container, inspected, network
from inspector.rules.kernel import host, unread_host
from inspector.rules.remake import COST, remade

Used = tuple[Network, list[Container]]


def check(case: Case) -> Iterator[Told]:
    used = {}
    for at in case.snapshot.networks:
        members = [c for c, e in case.world.facts.members.get(at.id, ()) if c.has_netns and e.ipv4]
        if at.bridge and not at.internal and members:
            used[at.id] = (at, members)
    if not used:
        return
    space = host(case)
    if space is None or not any(one.mtu_bytes for one in space.interfaces):
        if case.snapshot.origin != "edited":
            yield unread_host(RULE, case, "interfaces of the host", *(network(at) for at, _ in used.values()))
        return
    ways = _ways(space, {n.bridge for n in case.snapshot.networks})
    found: dict[tuple[str, int], list[Used]] = defaultdict(list)
    for at, members in used.values():
        mtu = _inside(case, space, at, members)
        narrow = next((way for way in ways if mtu and way[0].mtu_bytes < mtu), None)
        if narrow:
            found[narrow[0].name, mtu].append((at, members))
    for (device, mtu), hit in found.items():
        yield _finding(case, hit, mtu, *next(way for way in ways if way[0].name == device))


def _ways(space: Netns, docker: set[str]) -> list[tuple[Interface, str]]:
    """Each device that leads beyond the host, with a route that says so; that of the default route first."""
    devices = {one.name: one for one in space.interfaces if one.mtu_bytes and one.kind != "bridge"}
    found: dict[str, tuple[Interface, str]] = {}
    for route in sorted(space.routes, key=lambda one: one.destination != "default"):
        beyond = route.family == 4 and route.device in devices and route.type in ("", "unicast")
        if beyond and route.device not in docker | {"lo"}:
            found.setdefault(route.device, (devices[route.device], route.destination))
    return list(found.values())


def _inside(case: Case, space: Netns, at: Network, members: list[Container]) -> int:
    """The MTU of the network's containers: as one of them has it, else as the bridge has it."""
    addresses = {e.ipv4 for c, e in case.world.facts.members.get(at.id, ()) if e.ipv4}
    for one in members:
        own = case.world.facts.namespaces.get(one.id)
        for interface in own.interfaces if own else ():
            if interface.mtu_bytes and addresses & {a.address for a in interface.addresses}:
                return interface.mtu_bytes
    return at.mtu_bytes or next((i.mtu_bytes for i in space.interfaces if i.name == at.bridge), 0)


def _finding(case: Case, hit: list[Used], mtu: int, way: Interface, destination: str) -> Told:
    """One for all networks that a way out is too small for: it is the one cause."""
    owners = {one.id: one for _, members in hit for one in members}
    first = hit[0][1][0]
    names = [at.name for at, _ in hit]
    route = "default" if destination == "default" else f"route to {destination}"
    return RULE.finding(
        case,
        [*(network(at) for at, _ in hit), *map(container, owners.values())],
        f"Containers on {few(names)} send up to {mtu} bytes, and the {route} by {way.name} takes {way.mtu_bytes}.",
        detail="Ping and handshakes work; large transfers hang wherever the ICMP message about it is lost.",
        cites=[
            Citation(Source.LINK, first.name, f"MTU {mtu} on {names[0]}"),
            Citation(Source.LINK, f"host {way.name}", f"MTU {way.mtu_bytes}"),
            Citation(Source.ROUTE, "host", f"{destination} dev {way.name}"),
            *(inspected(at, "/Options", f"{MTU} {at.mtu_bytes or 'not set'}") for at, _ in hit[:5]),
        ],
        severity=Severity.WARNING if destination == "default" else Severity.NOTE,
        certainty=Certainty.POSSIBLE,
        fixes=_smaller(case, [at for at, _ in hit], way.mtu_bytes),
        key=[way.name],
    )


def _smaller(case: Case, hit: list[Network], mtu: int) -> list[Fix]:
    made = [at for at in hit if not at.default_bridge]
    fixes = []
    if made:
        fixes.append(
            Fix(
                f"give {few([at.name for at in made])} an MTU of {mtu}",
                "; ".join(remade(case, at, options={MTU: str(mtu)}) for at in made),
                cost=COST,
                edits=tuple(SetMtu(network=at.id, mtu_bytes=mtu) for at in made),
            )
        )
    if len(made) < len(hit):
        fixes.append(Fix(f'set `"mtu": {mtu}` in daemon.json and restart the engine', cost="a restart of the engine"))
    return fixes


RULE = Rule("R219", "mtu-too-large", Severity.WARNING, check)
