"""Rows of `show` about ports, and why one that was asked for is not bound."""

from collections.abc import Iterator

from msgspec import Struct

from inspector.analysis.listeners import is_loopback
from inspector.model.container import Container, Mode, Port, PortStatus
from inspector.model.snapshot import Snapshot


class PortRow(Struct, frozen=True, kw_only=True):
    container_id: str
    container: str
    port: int
    protocol: str
    status: str
    host: str
    host_ip: str
    host_port: int
    why: str


def ports(snapshot: Snapshot) -> tuple[PortRow, ...]:
    """What is published, what is exposed, and what is listened to although nobody declared it."""
    return tuple(row for container in snapshot.containers for row in (*_told(container), *_heard(snapshot, container)))


def _told(container: Container) -> Iterator[PortRow]:
    for port in container.ports:
        yield PortRow(
            container_id=container.id,
            container=container.name,
            port=port.port,
            protocol=port.protocol,
            status=port.status.value,
            host=host_side(port) if port.status is not PortStatus.EXPOSED else "",
            host_ip=port.host_ip,
            host_port=port.host_port,
            why=_why(container, port),
        )


def _heard(snapshot: Snapshot, container: Container) -> Iterator[PortRow]:
    """Ports that others reach, and that neither image nor -p name; where sockets were read, and not of a sidecar."""
    own = next((one for one in snapshot.namespaces if container.id in one.containers and not one.host), None)
    if own is None or container.network_mode.mode is Mode.CONTAINER:
        return
    declared = {(port.port, port.protocol) for port in container.ports}
    sockets = (one for one in own.sockets or () if one.protocol == "tcp" and not one.peer and not is_loopback(one))
    for port, protocol in sorted({(one.port, one.protocol) for one in sockets} - declared):
        yield PortRow(
            container_id=container.id,
            container=container.name,
            port=port,
            protocol=protocol,
            status="listening",
            host="",
            host_ip="",
            host_port=0,
            why="not declared: containers of its networks reach it all the same",
        )


def host_side(port: Port) -> str:
    """Address and port of the host, IPv6 in brackets."""
    ip = f"[{port.host_ip}]" if ":" in port.host_ip else port.host_ip or "any address"
    return f"{ip}:{port.host_port or 'chosen by the engine'}"


def _why(container: Container, port: Port) -> str:
    if port.status is PortStatus.PUBLISHED:
        return "bound at start" if container.written else "bound now"
    if port.status is PortStatus.EXPOSED:
        return "declared only, not published"
    if container.network_mode.mode in (Mode.HOST, Mode.CONTAINER, Mode.NONE):
        return f"asked for, not bound now: mode {container.network_mode.mode.value} publishes nothing"
    if not container.has_netns:
        return f"asked for, not bound now: the container is {container.state.value}"
    return "asked for, not bound now"
