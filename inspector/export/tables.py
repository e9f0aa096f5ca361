"""What `show` prints: one typed row per container, network, interface, mount, port, volume, image and gap.

The fields of the rows are the JSON output, so they are part of the contract in docs/formats.md; `columns` says which of
them the text table shows, and under which heading.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from inspector.model.container import Container, Mode, Port, PortStatus
from inspector.model.evidence import Gap
from inspector.model.netns import InterfaceRow
from inspector.model.snapshot import Snapshot
from inspector.model.storage import Mount, MountKind
from inspector.topology.veths import interface_rows


class Column(Struct, frozen=True):
    """One column of the text table: a field of the row, its heading, whether it is a number, and whether 0 is none."""

    field: str
    heading: str
    number: bool = False
    zero_is_none: bool = False


class Topic(Struct, frozen=True):
    """One thing that `show` can print. none: what is said where there are no rows."""

    name: str
    title: str
    none: str
    columns: tuple[Column, ...]
    rows: Callable[[Snapshot], Sequence[Any]]


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


class MountRow(Struct, frozen=True, kw_only=True):
    container_id: str
    container: str
    target: str
    kind: str
    source: str
    volume: str
    access: str
    anonymous: bool
    origin: str
    shared_with: tuple[str, ...]


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


class VolumeRow(Struct, frozen=True, kw_only=True):
    name: str
    driver: str
    project: str
    anonymous: bool
    mountpoint: str
    size_bytes: int | None
    options: tuple[str, ...]
    used_by: tuple[str, ...]


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
                f"{_host_side(port)}->{port.port}/{port.protocol}"
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
            short_id=one.id[:12],
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


def mounts(snapshot: Snapshot) -> tuple[MountRow, ...]:
    """Shared: by volume name, by host path, or by the path behind a volume that a device option makes."""
    devices = {volume.name: dict(volume.options).get("device", "") for volume in snapshot.volumes}
    users: dict[str, set[str]] = defaultdict(set)
    for container in snapshot.containers:
        for mount in container.mounts:
            users[_place(mount, devices)].add(container.id)
    names = {container.id: container.name for container in snapshot.containers}
    return tuple(
        MountRow(
            container_id=container.id,
            container=container.name,
            target=mount.target,
            kind=mount.kind.value,
            source=mount.source,
            volume=mount.volume,
            access="rw" if mount.writable else "ro",
            anonymous=mount.anonymous,
            origin=mount.origin.value,
            shared_with=tuple(sorted(names[user] for user in users[_place(mount, devices)] - {container.id}))
            if mount.kind is not MountKind.TMPFS
            else (),
        )
        for container in snapshot.containers
        for mount in container.mounts
    )


def _place(mount: Mount, devices: dict[str, str]) -> str:
    if mount.volume:
        device = devices.get(mount.volume, "")
        return f"path:{device}" if device.startswith("/") else f"volume:{mount.volume}"
    return f"path:{mount.source}"


def ports(snapshot: Snapshot) -> tuple[PortRow, ...]:
    return tuple(
        PortRow(
            container_id=container.id,
            container=container.name,
            port=port.port,
            protocol=port.protocol,
            status=port.status.value,
            host=_host_side(port) if port.status is not PortStatus.EXPOSED else "",
            host_ip=port.host_ip,
            host_port=port.host_port,
            why=_why(container, port),
        )
        for container in snapshot.containers
        for port in container.ports
    )


def _host_side(port: Port) -> str:
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


def volumes(snapshot: Snapshot) -> tuple[VolumeRow, ...]:
    return tuple(
        VolumeRow(
            name=one.name,
            driver=one.driver,
            project=one.project,
            anonymous=one.anonymous,
            mountpoint=one.mountpoint,
            size_bytes=one.size_bytes,
            options=tuple(f"{key}={value}" for key, value in one.options),
            used_by=tuple(c.name for c in snapshot.containers if any(m.volume == one.name for m in c.mounts)),
        )
        for one in snapshot.volumes
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


def interfaces(snapshot: Snapshot) -> tuple[InterfaceRow, ...]:
    return interface_rows(snapshot)


def gaps(snapshot: Snapshot) -> tuple[Gap, ...]:
    return snapshot.gaps


def _columns(*columns: str) -> tuple[Column, ...]:
    """`field` or `field=HEADING`; a heading that ends in # is a number's, in 0# that of one whose 0 means unknown."""
    parts = [column.partition("=") for column in columns]
    return tuple(
        Column(
            field,
            (heading or field.upper().replace("_", " ")).removesuffix("#").removesuffix("0"),
            heading.endswith("#"),
            heading.endswith("0#"),
        )
        for field, _, heading in parts
    )


TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic(
            "containers",
            "Containers",
            "no containers",
            _columns("short_id=ID", "name", "state", "image", "project", "network_mode=MODE", "networks", "addresses")
            + _columns("published"),
            containers,
        ),
        Topic(
            "networks",
            "Networks",
            "no networks",
            _columns("short_id=ID", "name", "driver", "subnets", "gateways", "bridge", "internal", "project")
            + _columns("containers"),
            networks,
        ),
        Topic(
            "interfaces",
            "Interfaces",
            "no container interface was read (show gaps says why)",
            _columns(
                "container_name=CONTAINER", "interface", "ifindex=INDEX0#", "kind", "host_interface=HOST INTERFACE"
            )
            + _columns("host_ifindex=HOST INDEX0#", "bridge", "network", "addresses", "mac", "mtu_bytes=MTU0#"),
            interfaces,
        ),
        Topic(
            "mounts",
            "Mounts",
            "no mounts",
            _columns("container", "target", "kind", "access", "anonymous", "origin=ASKED BY", "shared_with")
            + _columns("volume", "source"),
            mounts,
        ),
        Topic(
            "ports",
            "Ports",
            "no ports",
            _columns("container", "port=PORT#", "protocol", "status", "host", "why"),
            ports,
        ),
        Topic(
            "volumes",
            "Volumes",
            "no volumes",
            _columns("name", "driver", "anonymous", "project", "size_bytes=BYTES#", "options", "used_by", "mountpoint"),
            volumes,
        ),
        Topic(
            "images",
            "Images",
            "no images",
            _columns("short_id=ID", "tags", "size_bytes=BYTES#", "exposed", "volumes", "user", "used_by"),
            images,
        ),
        Topic(
            "gaps", "Gaps", "nothing is missing: everything was read", _columns("what", "where", "why", "remedy"), gaps
        ),
    )
}
"""Every topic by its name, in the order of `show all`."""
