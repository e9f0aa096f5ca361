"""Rows of `show` about ports, and why one that was asked for is not bound."""

from msgspec import Struct

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
    return tuple(
        PortRow(
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
        for container in snapshot.containers
        for port in container.ports
    )


def host_side(port: Port) -> str:
    """Address and port of the host, IPv6 in brackets."""
    ip = f"[{port.host_ip}]" if ":" in port.host_ip else port.host_ip or "any address"
    return f"{ip}:{port.host_port or 'chosen by the engine'}"


def _why(container: Container, port: Port) -> str:
    if port.status is PortStatus.PUBLISHED:
        return "bound now"
    if port.status is PortStatus.EXPOSED:
        return "declared only, not published"
    if container.network_mode.mode in (Mode.HOST, Mode.CONTAINER, Mode.NONE):
        return f"asked for, not bound now: mode {container.network_mode.mode.value} publishes nothing"
    if not container.has_netns:
        return f"asked for, not bound now: the container is {container.state.value}"
    return "asked for, not bound now"
