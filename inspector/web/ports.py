"""Ports worth suggesting for a destination: where it listens, what it declares, what the host publishes."""

from collections.abc import Iterator

from msgspec import Struct

from inspector.analysis.reach import namespace_of
from inspector.analysis.targets import targets
from inspector.analysis.world import World
from inspector.model.answer import Protocol
from inspector.model.container import Container, PortStatus
from inspector.model.ids import Ref
from inspector.pipeline import Case

MOST = 60
STATUS = {PortStatus.EXPOSED: "exposed", PortStatus.PUBLISHED: "published"}


class Suggestion(Struct, frozen=True):
    """A port, and why it may be meant."""

    port: int
    why: str


def suggestions(case: Case, source: Ref, destination: str, protocol: Protocol) -> tuple[Suggestion, ...]:
    """Listening ports first; each port once."""
    if protocol is Protocol.ICMP:
        return ()
    if destination == "internet":
        return (Suggestion(443, "https"), Suggestion(80, "http"))
    meant = targets(case.topology, case.world, source, destination)
    if meant:
        found = [one for target in meant for one in _of_container(case.world, target, protocol)]
    else:
        found = list(_of_host(case, protocol))
    once: dict[int, Suggestion] = {}
    for one in found:
        once.setdefault(one.port, one)
    return tuple(once.values())[:MOST]


def _of_container(world: World, target: Container, protocol: Protocol) -> Iterator[Suggestion]:
    space = namespace_of(world, target) if target.has_netns else None
    declared = {port.port: port for port in target.ports if port.protocol == protocol.value}
    sockets = space.sockets if space is not None and not space.host else None
    heard: dict[int, set[str]] = {}
    for socket in sockets or ():
        if socket.protocol == protocol.value and not socket.peer and not _resolver(socket.address):
            heard.setdefault(socket.port, set()).add(socket.address)
    open_first = sorted(heard, key=lambda port: (_loopback(heard[port]), port))
    for port in open_first:
        yield Suggestion(port, "listens on loopback only" if _loopback(heard[port]) else "listens")
    for port in sorted(declared):
        yield Suggestion(port, STATUS.get(declared[port].status, "published if possible"))


def _of_host(case: Case, protocol: Protocol) -> Iterator[Suggestion]:
    for one in case.snapshot.containers:
        for port in one.ports:
            if port.status is PortStatus.PUBLISHED and port.protocol == protocol.value and port.host_port:
                yield Suggestion(port.host_port, f"published by {one.name}")
    host = case.snapshot.host_netns
    sockets = (host.sockets if host else None) or ()
    for number in sorted({one.port for one in sockets if one.protocol == protocol.value and not one.peer}):
        yield Suggestion(number, "the host listens")


def _resolver(address: str) -> bool:
    """Docker's own DNS inside of a container is nobody's service."""
    return address.startswith("127.0.0.11")


def _loopback(addresses: set[str]) -> bool:
    return all(address.startswith("127.") or address == "::1" for address in addresses)
