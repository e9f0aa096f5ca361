"""Mounts, volumes and images: where a container's files come from."""

from enum import StrEnum

from msgspec import Struct


class MountKind(StrEnum):
    """`Mounts[].Type`; `--tmpfs` entries (HostConfig.Tmpfs) are tmpfs too."""

    BIND = "bind"
    VOLUME = "volume"
    TMPFS = "tmpfs"
    OTHER = "other"


class MountOrigin(StrEnum):
    """Which words asked for the mount."""

    BINDS = "-v"
    MOUNT = "--mount"
    TMPFS = "--tmpfs"
    IMAGE = "image VOLUME"
    VOLUMES_FROM = "--volumes-from"
    UNKNOWN = "unknown"


class Mount(Struct, frozen=True, kw_only=True, gc=False):
    """One entry of `Mounts`, or of `HostConfig.Tmpfs`.

    source: host path as the engine says it (`_data` for volumes, "" for tmpfs). volume: its name, "" for other kinds.
    inherited_from: id of the container named in `--volumes-from`, where that one is known. named: the words that asked
    for it name the volume, so that `docker rm -v` leaves it (moby `Spec.Source`); inherited mounts have their lender's.
    """

    kind: MountKind
    target: str
    source: str = ""
    volume: str = ""
    driver: str = ""
    writable: bool = True
    anonymous: bool = False
    origin: MountOrigin = MountOrigin.UNKNOWN
    inherited_from: str = ""
    mode: str = ""
    propagation: str = ""
    subpath: str = ""
    options: str = ""
    named: bool = False


class Volume(Struct, frozen=True, kw_only=True, gc=False):
    """One volume. size_bytes and ref_count are None unless sizes were asked for (`system/df`).

    written: the place in a compose file that asks for it, "" for one that an engine told of.
    """

    name: str
    driver: str = ""
    mountpoint: str = ""
    scope: str = ""
    created: str = ""
    options: tuple[tuple[str, str], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    anonymous: bool = False
    project: str = ""
    size_bytes: int | None = None
    ref_count: int | None = None
    written: str = ""


class Image(Struct, frozen=True, kw_only=True, gc=False):
    """One image: what it declares (EXPOSE, VOLUME, USER)."""

    id: str
    tags: tuple[str, ...] = ()
    created: str = ""
    size_bytes: int = 0
    exposed: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    user: str = ""
    env: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    working_dir: str = ""
