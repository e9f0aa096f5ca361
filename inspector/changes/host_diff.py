"""What changed of the host itself, and who listens where; only what both readings have read."""

from collections.abc import Collection, Iterator

from inspector.changes.facts import Fact, changed
from inspector.model.change import Change
from inspector.model.ids import HOST, Kind, Ref
from inspector.model.netns import Interface, Netns, Socket
from inspector.model.snapshot import Engine, Snapshot

_EPHEMERAL = 32768
"""The first port of clients (net.ipv4.ip_local_port_range): a UDP socket there comes and goes with each question."""
RULE = "firewall rule"
_EMBEDDED_DNS = "127.0.0.11"


def host_changes(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    """The engine, the host's own interfaces, and firewall rules."""
    name = after.engine.hostname or "the host"
    yield from changed(HOST, name, _engine(before.engine), _engine(after.engine))
    here, there = before.host_netns, after.host_netns
    if here and there and here.read and there.read:
        bridges = {one.bridge for one in (*before.networks, *after.networks)}
        yield from changed(HOST, name, _interfaces(here, bridges), _interfaces(there, bridges))
    if before.rulesets and after.rulesets:
        yield from changed(HOST, name, _rules(before), _rules(after))


def listening_changes(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    """Servers that opened or closed a port in a container that ran all the time; one that started is news enough."""
    old = {one.id: one for one in before.containers}
    for container in after.containers:
        was = old.get(container.id)
        if was is None or was.started_at != container.started_at or container.network_mode.target in old:
            continue
        here, there = _listening(before, container.id), _listening(after, container.id)
        if here is None or there is None:
            continue
        yield from changed(Ref(Kind.CONTAINER, container.id), container.name, here, there)


def _listening(snapshot: Snapshot, ident: str) -> list[Fact] | None:
    place = next((one for one in snapshot.namespaces if ident in one.containers and not one.host), None)
    if place is None or place.sockets is None:
        return None
    told = {f"{_address(one)}:{one.port}/{one.protocol}" for one in place.sockets if _serves(one)}
    return [Fact("listens on", one, several=True) for one in sorted(told)]


def _serves(one: Socket) -> bool:
    client = one.protocol == "udp" and (one.port >= _EPHEMERAL or bool(one.peer))
    return not client and one.address != _EMBEDDED_DNS


def _address(one: Socket) -> str:
    return f"[{one.address}]" if ":" in one.address else one.address


def _engine(one: Engine) -> Iterator[Fact]:
    yield Fact("engine", f"{one.product} {one.version}".strip())
    yield Fact("API", one.api_version)
    yield Fact("kernel", one.kernel)
    yield Fact("system", one.operating_system)
    yield Fact("host name", one.hostname)
    yield Fact("firewall backend", one.firewall_backend)
    yield Fact("Swarm", one.swarm)


def _interfaces(place: Netns, bridges: Collection[str]) -> Iterator[Fact]:
    """Without veths and bridges of networks, which come and go with what they are of."""
    for one in place.interfaces:
        if one.name in bridges or (one.kind == "veth" and one.master in bridges):
            continue
        yield Fact("interface", one.name, several=True)
        yield Fact(f"addresses of {one.name}", _addresses(one))


def _addresses(one: Interface) -> str:
    """Link-local ones are made by the kernel when a first container comes."""
    return ", ".join(f"{at.address}/{at.prefix}" for at in one.addresses if at.scope != "link")


def _rules(snapshot: Snapshot) -> Iterator[Fact]:
    for rules in snapshot.rulesets:
        for table in rules.tables:
            for chain in table.chains:
                if chain.hook:
                    yield Fact(f"policy of {table.name} {chain.name}, IPv{rules.family or '4 and 6'}", chain.policy)
                yield from (Fact(RULE, f"{table.name} {chain.name}: {rule.text}", several=True) for rule in chain.rules)
