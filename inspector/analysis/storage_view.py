"""What one container sees at each of its paths: pieces of data, from the kernel's own mounts or from inspect alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from inspector.analysis.storage_mounts import MountTree
from inspector.analysis.storage_paths import below, clean, join, parents, within
from inspector.analysis.storage_places import mount_place, read_only
from inspector.model.backing import BackingKind, Place, PlaceKind
from inspector.model.container import Container
from inspector.model.files import ContainerFiles, MountEntry, PathFact
from inspector.model.storage import Mount, MountKind, Volume

Key = tuple[str, str]
"""Identity of data: a realm (a device, a host, one container's memory) and a path in it."""

_ENGINE_FILES = ("/etc/hosts", "/etc/hostname", "/etc/resolv.conf")
_KERNEL = ("/proc", "/sys", "/dev")
_KERNEL_FILE_SYSTEMS = ("proc", "sysfs", "devpts", "mqueue", "cgroup", "cgroup2", "devtmpfs", "securityfs", "bpf")
_SHM = "/dev/shm"  # noqa: S108 - the path in a container, not a file of ours
_DELETED = "//deleted"


@dataclass(frozen=True, slots=True)
class Piece:
    """One mounted place in a container. mount: the declared one it comes from; entry: the kernel's line for it."""

    target: str
    kind: BackingKind
    place: Place
    key: Key
    writable: bool = True
    mount: Mount | None = None
    entry: MountEntry | None = None


@dataclass(frozen=True)
class View:
    """All pieces of one container. observed: they follow the kernel's mountinfo, not inspect data alone."""

    container: Container
    pieces: tuple[Piece, ...]
    tree: MountTree | None = None

    @property
    def observed(self) -> bool:
        return self.tree is not None

    def over(self, path: str) -> list[Piece]:
        """The pieces a path lookup passes, the one it ends on last; never empty."""
        if self.tree:
            passed = [self._by_number[entry.number] for entry in self.tree.over(path)]
            if passed:
                return passed
        return [self._by_target[top] for top in reversed(parents(path)) if top in self._by_target]

    @cached_property
    def _by_number(self) -> dict[int, Piece]:
        return {piece.entry.number: piece for piece in self.pieces if piece.entry}

    @cached_property
    def _by_target(self) -> dict[str, Piece]:
        return {piece.target: piece for piece in self.pieces}


@dataclass(frozen=True)
class Ground:
    """What views stand on: the volumes, and the host's paths and mounts where they were read.

    recursive_readonly: a read-only bind makes what comes along below it read-only too (moby 25.0 on Linux 5.12).
    mounted: folders of volumes with driver options that somebody runs with, and the place that shows there meanwhile.
    """

    volumes: Mapping[str, Volume]
    facts: Mapping[str, PathFact]
    host: MountTree | None
    recursive_readonly: bool = True
    mounted: Mapping[str, Place] = field(default_factory=dict)

    def key(self, place: Place) -> Key:
        """The identity of a place's data; host paths are told by device where the host's mounts were read."""
        if place.kind is not PlaceKind.HOST_PATH:
            return f"{place.kind.value} {place.where}", "/"
        origin = self.host.origin(place.where) if self.host else None
        return (f"device {origin[0]}", origin[1]) if origin else self._shown(place.where)

    def writable(self, place: Place) -> bool:
        """Not on what the host itself has mounted read-only, as far as its mounts were read."""
        passed = self.host.over(place.where) if self.host and place.kind is PlaceKind.HOST_PATH else []
        return not passed or passed[-1].writable

    def _shown(self, path: str) -> Key:
        top = next((one for one in parents(path) if one in self.mounted), "")
        if not top:
            return "host", path
        place, rest = self.mounted[top], below(path, top)
        if place.kind is PlaceKind.HOST_PATH:
            return "host", join(place.where, rest)
        return f"{place.kind.value} {place.where}", join("/", rest)


def view(container: Container, files: ContainerFiles | None, ground: Ground) -> View:
    """The kernel's view of a running container where it was read, otherwise what its inspect data declare."""
    if files and files.mounts and ground.host:
        tree = MountTree.of(files.mounts)
        if tree.root:
            return View(container, tuple(_observed(container, files, tree, ground)), tree)
    return View(container, tuple(_declared(container, ground)))


def _declared(container: Container, ground: Ground) -> Iterator[Piece]:
    """What the engine would mount, the root first; a mount of the same target as one of the engine's replaces it."""
    found = {piece.target: piece for piece in _usual(container)}
    for mount in sorted(container.mounts, key=lambda one: one.target):
        target = clean(mount.target)
        place = mount_place(container, mount, ground.volumes, ground.facts)
        kind = mount_kind(mount)
        may = mount.writable and not read_only(ground.volumes.get(mount.volume)) and ground.writable(place)
        found[target] = Piece(target, kind, place, ground.key(place), may, mount)
        if ground.host and place.kind is PlaceKind.HOST_PATH and "bind-nonrecursive" not in mount.options:
            for entry in ground.host.under(place.where):
                inner = join(target, below(entry.target, place.where))
                at = Place(PlaceKind.HOST_PATH, entry.target)
                writable = entry.writable and (may or not ground.recursive_readonly)
                found.setdefault(inner, Piece(inner, kind, at, ground.key(at), writable, mount))
    yield from (found[target] for target in sorted(found))


def _usual(container: Container) -> Iterator[Piece]:
    """What every container has without asking (the engine's default OCI spec)."""
    layer = Place(PlaceKind.LAYER, container.id)
    yield Piece("/", BackingKind.LAYER, layer, (f"layer {container.id}", "/"), not container.readonly_rootfs)
    for path in _KERNEL:
        kernel = Place(PlaceKind.KERNEL, path)
        yield Piece(path, BackingKind.KERNEL, kernel, (f"kernel {container.id}", path), path != "/sys")
    if container.ipc_mode != "none":
        yield Piece(_SHM, BackingKind.TMPFS, shm := _shm(container), (f"memory {shm.where}", "/"))
    for path in _ENGINE_FILES:
        place = Place(PlaceKind.LAYER, f"{container.id}:{path}")
        yield Piece(path, BackingKind.ENGINE_FILE, place, (f"layer {container.id}", path), True)


def _shm(container: Container) -> Place:
    owner = container.ipc_mode.removeprefix("container:") if ":" in container.ipc_mode else container.id
    return Place(PlaceKind.MEMORY, f"{'host' if container.ipc_mode == 'host' else owner}:{_SHM}")


def _observed(container: Container, files: ContainerFiles, tree: MountTree, ground: Ground) -> Iterator[Piece]:
    """One piece a line of mountinfo: a declared mount, a part below one, or what the engine and runtime mount."""
    declared = _declared_by_number(container, files)
    devices = {entry.device for entry in ground.host.entries} if ground.host else set()
    made: dict[int, Piece] = {}
    for entry in tree.entries:
        above = made.get(entry.parent)
        mount = declared.get(entry.number)
        if mount:
            made[entry.number] = _of_mount(container, mount, entry, ground, files)
        elif above and above.mount and entry.device in devices and within(entry.target, above.target):
            made[entry.number] = _part(above, entry)
        else:
            made[entry.number] = _own(container, entry)
    yield from made.values()


def _declared_by_number(container: Container, files: ContainerFiles) -> dict[int, Mount]:
    """Which line is which mount: the first at its target, for what is stacked on it came later; where a link of the
    image led the runtime elsewhere, the first where the target really is."""
    real = {fact.path: fact.real for fact in files.facts if fact.mount}
    first: dict[str, int] = {}
    for entry in files.mounts or ():
        first.setdefault(entry.target, entry.number)
    found = {}
    for mount in container.mounts:
        target = clean(mount.target)
        number = first.get(target) or first.get(real.get(mount.target) or real.get(target, ""))
        if number:
            found[number] = mount
    return found


def _of_mount(container: Container, mount: Mount, entry: MountEntry, ground: Ground, files: ContainerFiles) -> Piece:
    place = mount_place(container, mount, ground.volumes, ground.facts)
    key = ground.key(place)
    if place.kind is PlaceKind.HOST_PATH or mount.kind is MountKind.TMPFS:
        # A memory too is seen by others where its mount spreads (rshared makes all of a container's mounts do so).
        key = (f"device {entry.device}", entry.root)
    if deleted(entry):
        inode = next((fact.inode for fact in files.facts if fact.path == mount.target), 0)
        key = (f"deleted {entry.device} {inode or container.id}", "/")
    writable = mount.writable and entry.writable
    return Piece(entry.target, mount_kind(mount), place, key, writable, mount, entry)


def _part(above: Piece, entry: MountEntry) -> Piece:
    """A mount of the host below a bind: it came along (rbind), with its own device."""
    where = join(above.place.where, below(entry.target, above.target))
    place = Place(above.place.kind, where)
    key = (f"device {entry.device}", entry.root)
    return Piece(entry.target, above.kind, place, key, entry.writable, above.mount, entry)


def _own(container: Container, entry: MountEntry) -> Piece:
    key = (f"device {entry.device}", entry.root)
    if entry.target == "/":
        place = Place(PlaceKind.LAYER, container.id)
        return Piece("/", BackingKind.LAYER, place, (f"layer {container.id}", "/"), entry.writable, None, entry)
    if entry.target in _ENGINE_FILES:
        place = Place(PlaceKind.LAYER, f"{container.id}:{entry.target}")
        return Piece(entry.target, BackingKind.ENGINE_FILE, place, key, entry.writable, None, entry)
    if entry.target == _SHM:
        shm = _shm(container)
        # Told by its owner, as of containers that do not run; the host's own is a folder that others may have bound.
        key = key if container.ipc_mode == "host" else (f"memory {shm.where}", entry.root)
        return Piece(_SHM, BackingKind.TMPFS, shm, key, entry.writable, None, entry)
    kernel = entry.filesystem in _KERNEL_FILE_SYSTEMS or any(within(entry.target, top) for top in _KERNEL)
    if kernel:
        place = Place(PlaceKind.KERNEL, entry.target)
        return Piece(entry.target, BackingKind.KERNEL, place, key, entry.writable, None, entry)
    kind = BackingKind.TMPFS if entry.filesystem == "tmpfs" else BackingKind.OTHER
    memory = kind is BackingKind.TMPFS
    place = Place(PlaceKind.MEMORY if memory else PlaceKind.UNKNOWN, f"{container.id}:{entry.target}")
    return Piece(entry.target, kind, place, key, entry.writable, None, entry)


def mount_kind(mount: Mount) -> BackingKind:
    """What a declared mount is called in answers."""
    match mount.kind:
        case MountKind.BIND:
            return BackingKind.BIND
        case MountKind.VOLUME:
            return BackingKind.ANONYMOUS_VOLUME if mount.anonymous else BackingKind.VOLUME
        case MountKind.TMPFS:
            return BackingKind.TMPFS
    return BackingKind.IMAGE if mount.driver == "image" else BackingKind.OTHER


def deleted(entry: MountEntry | None) -> bool:
    """Whether the file behind a bind was removed or replaced on the host since (the kernel marks its line)."""
    return entry is not None and entry.root.endswith(_DELETED)
