"""Mounts of a container, and which words asked for each."""

import posixpath
import re
from collections.abc import Iterator, Mapping

import msgspec

from inspector.model.storage import Mount, MountKind, MountOrigin
from inspector.parse.reading import Cursor

NAMELESS = re.compile(r"[0-9a-f]{64}")
"""The name that the engine gives to a volume that nobody named."""

_KINDS = {"bind": MountKind.BIND, "volume": MountKind.VOLUME, "tmpfs": MountKind.TMPFS}


class Asked(msgspec.Struct, frozen=True):
    """One wish for a mount, by its target: from -v, --mount, --tmpfs or `Config.Volumes`."""

    origin: MountOrigin
    source: str = ""
    options: str = ""
    subpath: str = ""


def mounts(inspect: Cursor) -> tuple[Mount, ...]:
    """`Mounts` and the `HostConfig.Tmpfs` that the engine leaves out there, by target (the engine's order is random).

    A mount that no words of this container explain keeps origin unknown: `--volumes-from` and image VOLUMEs are told
    from each other when all containers and images are known (`inspector.parse.origins`).
    """
    wishes = dict(_wishes(inspect))
    found = [_mount(place, wishes) for place in inspect.each("Mounts")]
    told = {mount.target for mount in found if mount.kind == MountKind.TMPFS}
    for target, options in inspect.pairs("HostConfig", "Tmpfs"):
        if clean_path(target) not in told:
            writable = "ro" not in options.split(",")
            found.append(
                Mount(
                    kind=MountKind.TMPFS,
                    target=clean_path(target),
                    writable=writable,
                    origin=MountOrigin.TMPFS,
                    options=options,
                )
            )
    return tuple(sorted(found, key=lambda one: (one.target, one.origin == MountOrigin.TMPFS, one.kind, one.source)))


def declared_volumes(inspect: Cursor) -> frozenset[str]:
    """Targets in `Config.Volumes`: image VOLUMEs, and each `-v /path` without a source."""
    return frozenset(clean_path(key) for key, _ in inspect.items("Config", "Volumes"))


def nested(mounted: Mapping[str, str]) -> dict[str, str]:
    """Mount points that lie in a bind mount, and so in its source: target to path of the host.

    mounted: of one container, target to bind source, "" for other kinds.
    """
    found = {}
    for target in mounted:
        above = next((top for top in _above(target) if top in mounted), "")
        if mounted.get(above, ""):
            found[target] = mounted[above].rstrip("/") + target[len(above) :]
    return found


def _mount(at: Cursor, wishes: dict[str, Asked]) -> Mount:
    word = at.text("Type") or ("volume" if at.text("Name") else "bind")
    kind = _KINDS.get(word, MountKind.OTHER)
    target, name, mode = clean_path(at.text("Destination")), at.text("Name"), at.text("Mode")
    asked = wishes.get(target, Asked(MountOrigin.UNKNOWN))
    if asked.origin == MountOrigin.TMPFS and kind != MountKind.TMPFS:
        # Borrowed by --volumes-from, and hidden: --tmpfs of the same target is mounted over it.
        asked = Asked(MountOrigin.UNKNOWN)
    named = bool(name) and asked.source == name
    return Mount(
        kind=kind,
        target=target,
        source=at.text("Source") or (name if kind == MountKind.OTHER else ""),
        volume=name if kind == MountKind.VOLUME else "",
        driver=at.text("Driver") or (word if kind == MountKind.OTHER else ""),
        writable=at.flag("RW", default="ro" not in mode.split(",")),
        anonymous=kind == MountKind.VOLUME and not named and bool(NAMELESS.fullmatch(name)),
        named=kind == MountKind.VOLUME and named,
        origin=asked.origin,
        mode=mode,
        propagation=at.text("Propagation"),
        subpath=asked.subpath,
        options=asked.options,
    )


def _wishes(inspect: Cursor) -> Iterator[tuple[str, Asked]]:
    for target, options in inspect.pairs("HostConfig", "Tmpfs"):
        yield clean_path(target), Asked(MountOrigin.TMPFS, options=options)
    for word in inspect.texts("HostConfig", "Binds"):
        source, colon, rest = word.partition(":")
        if colon:
            yield clean_path(rest.partition(":")[0]), Asked(MountOrigin.BINDS, source=source)
    for place in inspect.each("HostConfig", "Mounts"):
        subpath = place.text("VolumeOptions", "Subpath") or place.text("ImageOptions", "Subpath")
        options = ",".join(_mount_options(place))
        yield (
            clean_path(place.text("Target")),
            Asked(MountOrigin.MOUNT, source=place.text("Source"), subpath=subpath, options=options),
        )


def _mount_options(at: Cursor) -> Iterator[str]:
    """`--mount` options that change what a process sees, in mount(8)'s and docker's words."""
    if at.flag("VolumeOptions", "NoCopy"):
        yield "volume-nocopy"
    if at.flag("BindOptions", "NonRecursive"):
        yield "bind-nonrecursive"
    size = at.integer("TmpfsOptions", "SizeBytes")
    if size:
        yield f"size={size}"
    mode = at.integer("TmpfsOptions", "Mode")
    if mode > 0:
        yield f"mode={mode:o}"


def clean_path(path: str) -> str:
    """The path as the engine writes it in `Mounts`: no trailing slash, no doubled one."""
    return "/" + posixpath.normpath(path).lstrip("/") if path.startswith("/") else path


def _above(path: str) -> Iterator[str]:
    """The folders over a path, the deepest first, without the root."""
    while (path := path.rpartition("/")[0]) != "":
        yield path
