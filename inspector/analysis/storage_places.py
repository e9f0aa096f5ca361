"""Where the data of a mount really is: two mounts of one place show the same data, whatever they are called.

Source: `Mounts[]` and `volumes[].Options` of the engine; local driver options as moby volume/local reads them.
"""

from collections.abc import Mapping

from inspector.analysis.storage_paths import below, clean, join, within
from inspector.model.backing import Place, PlaceKind
from inspector.model.container import Container
from inspector.model.files import PathFact
from inspector.model.storage import Mount, MountKind, Volume

_NETWORK_FILE_SYSTEMS = ("nfs", "cifs", "smb")
_USUAL_LINKS = (("/var/run", "/run"),)
"""A link that every current distribution has; followed only where the host's own was not read."""


def mount_place(
    container: Container, mount: Mount, volumes: Mapping[str, Volume], facts: Mapping[str, PathFact]
) -> Place:
    """The place of one declared mount."""
    match mount.kind:
        case MountKind.BIND:
            return host_place(mount.source, facts)
        case MountKind.TMPFS:
            return Place(PlaceKind.MEMORY, f"{container.id}:{mount.target}")
        case MountKind.VOLUME:
            volume = volumes.get(mount.volume) or Volume(
                name=mount.volume, driver=mount.driver, mountpoint=mount.source
            )
            place = volume_place(volume, facts)
            return _inside(place, mount.subpath)
    return Place(PlaceKind.UNKNOWN, mount.source)


def volume_place(volume: Volume, facts: Mapping[str, PathFact]) -> Place:
    """Where a volume keeps its data: its own folder, or what the options of the local driver name."""
    if volume.driver not in ("", "local"):
        return Place(PlaceKind.PLUGIN, f"{volume.driver}:{volume.name}")
    options = dict(volume.options)
    device, kind, words = options.get("device", ""), options.get("type", ""), options.get("o", "").split(",")
    if {"bind", "rbind"} & set(words) and device.startswith("/"):
        return host_place(device, facts)
    if kind == "tmpfs":
        return Place(PlaceKind.MEMORY, f"volume {volume.name}")
    if kind.startswith(_NETWORK_FILE_SYSTEMS):
        server = next((word.removeprefix("addr=") for word in words if word.startswith("addr=")), "")
        return Place(PlaceKind.REMOTE, f"{server}{device}" if device.startswith(":") else device)
    if device:
        return Place(PlaceKind.DEVICE, device)
    return host_place(volume.mountpoint, facts)


def read_only(volume: Volume | None) -> bool:
    """Whether the options of the local driver say so: then no mount of the volume can be written."""
    return volume is not None and "ro" in dict(volume.options).get("o", "").split(",")


def host_place(path: str, facts: Mapping[str, PathFact]) -> Place:
    """A host path, its links followed where they were read."""
    if not path.startswith("/"):
        return Place(PlaceKind.UNKNOWN, path)
    fact = facts.get(path) or facts.get(clean(path))
    if fact and fact.real:
        return Place(PlaceKind.HOST_PATH, fact.real)
    path = clean(path)
    for link, target in _USUAL_LINKS:
        if within(path, link) and fact is None:
            path = join(target, below(path, link))
    return Place(PlaceKind.HOST_PATH, path)


def _inside(place: Place, subpath: str) -> Place:
    if not subpath or place.kind is not PlaceKind.HOST_PATH:
        return place
    return Place(place.kind, clean(f"{place.where}/{subpath}"))
