"""A snapshot's mounts with their look-ups: what every question about storage stands on."""

from dataclasses import dataclass
from functools import cached_property

from inspector.analysis.storage_mounts import MountTree
from inspector.analysis.storage_places import volume_place
from inspector.analysis.storage_remap import Remap, remap_of
from inspector.analysis.storage_sharing import Sharing
from inspector.analysis.storage_view import Ground, Piece, View, view
from inspector.model.backing import BackingKind, Place
from inspector.model.container import Container
from inspector.model.files import ContainerFiles, FileKind, PathFact
from inspector.model.snapshot import Snapshot
from inspector.model.storage import Image, Mount, Volume

_RECURSIVE_READONLY = (25, 0)

_SPREADING = frozenset({"shared", "rshared", "slave", "rslave"})


def spreads(mount: Mount) -> bool:
    """Whether mounts made below it later arrive from the host (Propagation of its inspect data)."""
    return mount.propagation in _SPREADING


@dataclass(frozen=True)
class Storage:
    """A snapshot's mounts with their look-ups: build once, ask often."""

    snapshot: Snapshot
    ground: Ground
    containers: dict[str, Container]
    files: dict[str, ContainerFiles]
    images: dict[str, Image]
    views: dict[str, View]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Storage":
        volumes = {volume.name: volume for volume in snapshot.volumes}
        facts = {fact.path: fact for fact in snapshot.host_paths}
        host = MountTree.of(snapshot.host_mounts) if snapshot.host_mounts else None
        recursive = snapshot.engine.release >= _RECURSIVE_READONLY or snapshot.engine.release == (0, 0)
        ground = Ground(volumes, facts, host if host and host.root else None, recursive, _mounted(snapshot, facts))
        files = {one.owner: one for one in snapshot.container_files}
        containers = {one.id: one for one in snapshot.containers}
        views = {ident: view(one, files.get(ident), ground) for ident, one in containers.items()}
        return cls(snapshot, ground, containers, files, {one.id: one for one in snapshot.images}, views)

    @cached_property
    def sharing(self) -> Sharing:
        """Who has what, for all containers."""
        return Sharing.of(self.views.values())

    @cached_property
    def users(self) -> dict[str, list[tuple[Container, str]]]:
        """The containers that refer to a volume, and at which target; the engine counts them as its users."""
        found: dict[str, list[tuple[Container, str]]] = {}
        for container in self.snapshot.containers:
            for mount in container.mounts:
                if mount.volume:
                    found.setdefault(mount.volume, []).append((container, mount.target))
        return found

    @cached_property
    def spreads(self) -> bool:
        """Whether some container here takes part in mount propagation (mount_namespaces(7)): `rshared` makes all of a
        container's mounts spread, and what is mounted later arrives wherever they reach."""
        return any(spreads(mount) for container in self.snapshot.containers for mount in container.mounts)

    def volume(self, name: str) -> Volume | None:
        return self.ground.volumes.get(name)

    def remap(self, container: Container) -> Remap | None:
        """Where the container's users are others on the host, None where they are the same."""
        return remap_of(self.snapshot.engine, container)

    def fact(self, container: Container, path: str) -> PathFact | None:
        """What stat said of a path in a running container, None when nobody looked."""
        files = self.files.get(container.id)
        return next((fact for fact in files.facts if fact.path == path), None) if files else None


def _mounted(snapshot: Snapshot, facts: dict[str, PathFact]) -> dict[str, Place]:
    """The engine mounts what the options of a local volume name when its first user starts, until the last one ends."""
    used = {mount.volume for one in snapshot.containers if one.has_netns for mount in one.mounts}
    with_options = [one for one in snapshot.volumes if one.options and one.name in used]
    found = {one.mountpoint: volume_place(one, facts) for one in with_options}
    return {folder: place for folder, place in found.items() if folder and place.where != folder}


def replaced(storage: Storage, container: Container, piece: Piece) -> tuple[PathFact, PathFact] | None:
    """The host's and the container's fact of a single-file bind whose file was replaced on the host since."""
    if piece.kind is not BackingKind.BIND or not piece.mount:
        return None
    inside = storage.fact(container, piece.mount.target)
    host = storage.ground.facts.get(piece.mount.source)
    if not inside or not host or inside.kind is not FileKind.FILE or not (host.exists or host.kind is FileKind.MISSING):
        return None
    same = (inside.device, inside.inode) == (host.device, host.inode)
    return None if same else (host, inside)
