"""Rows of `show` about storage: mounts, with whom each is shared, and volumes."""

from collections import defaultdict

from msgspec import Struct

from inspector.model.snapshot import Snapshot
from inspector.model.storage import Mount, MountKind


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


class VolumeRow(Struct, frozen=True, kw_only=True):
    name: str
    driver: str
    project: str
    anonymous: bool
    mountpoint: str
    size_bytes: int | None
    options: tuple[str, ...]
    used_by: tuple[str, ...]


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
