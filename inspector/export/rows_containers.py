"""Rows of `show` about what runs: containers, the networks they are on, the images they are made of."""

from msgspec import Struct

from inspector.export.rows_ports import host_side
from inspector.model.container import Container, Mode, PortStatus
from inspector.model.snapshot import Snapshot


class ContainerRow(Struct, frozen=True, kw_only=True):
    id: str
    short_id: str
    name: str
    state: str
    health: str
    image: str
    project: str
    service: str
    network_mode: str
    networks: tuple[str, ...]
    addresses: tuple[str, ...]
    published: tuple[str, ...]


class NetworkRow(Struct, frozen=True, kw_only=True):
    id: str
    short_id: str
    name: str
    driver: str
    scope: str
    project: str
    subnets: tuple[str, ...]
    gateways: tuple[str, ...]
    bridge: str
    parent: str
    internal: bool
    ipv6: bool
    containers: tuple[str, ...]


class ImageRow(Struct, frozen=True, kw_only=True):
    id: str
    short_id: str
    tags: tuple[str, ...]
    size_bytes: int
    exposed: tuple[str, ...]
    volumes: tuple[str, ...]
    user: str
    used_by: tuple[str, ...]


def containers(snapshot: Snapshot) -> tuple[ContainerRow, ...]:
    names = {container.id: container.name for container in snapshot.containers}
    return tuple(
        ContainerRow(
            id=one.id,
            short_id=one.short_id,
            name=one.name,
            state=one.state.value,
            health=one.health,
            image=one.image,
            project=one.project,
            service=one.compose.service if one.compose else "",
            network_mode=_mode(one, names),
            networks=tuple(endpoint.network for endpoint in one.endpoints),
            addresses=tuple(a for endpoint in one.endpoints for a in (endpoint.ipv4, endpoint.ipv6) if a),
            published=tuple(
                f"{host_side(port)}->{port.port}/{port.protocol}"
                for port in one.ports
                if port.status is PortStatus.PUBLISHED
            ),
        )
        for one in snapshot.containers
    )


def _mode(container: Container, names: dict[str, str]) -> str:
    mode = container.network_mode
    if mode.mode is Mode.CONTAINER:
        return f"container:{names.get(mode.target, mode.target[:12])}"
    return mode.target if mode.mode is Mode.NETWORK and mode.target else mode.mode.value


def networks(snapshot: Snapshot) -> tuple[NetworkRow, ...]:
    """Containers are named by id where their endpoint knows the network's id, otherwise by the network's name."""
    return tuple(
        NetworkRow(
            id=one.id,
            short_id=one.short_id,
            name=one.name,
            driver=one.driver,
            scope=one.scope,
            project=one.project,
            subnets=tuple(subnet.cidr for subnet in one.subnets),
            gateways=tuple(subnet.gateway for subnet in one.subnets if subnet.gateway),
            bridge=one.bridge,
            parent=one.parent,
            internal=one.internal,
            ipv6=one.ipv6,
            containers=tuple(
                container.name
                for container in snapshot.containers
                if any((e.network_id or one.id) == one.id and e.network == one.name for e in container.endpoints)
            ),
        )
        for one in snapshot.networks
    )


def images(snapshot: Snapshot) -> tuple[ImageRow, ...]:
    return tuple(
        ImageRow(
            id=one.id,
            short_id=one.id.removeprefix("sha256:")[:12],
            tags=one.tags,
            size_bytes=one.size_bytes,
            exposed=one.exposed,
            volumes=one.volumes,
            user=one.user,
            used_by=tuple(c.name for c in snapshot.containers if c.image_id == one.id),
        )
        for one in snapshot.images
    )
