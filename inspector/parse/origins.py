"""Where mounts come from, as far as only all containers, volumes and images together tell."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from inspector.model.container import Container
from inspector.model.storage import Image, Mount, MountKind, MountOrigin, Volume
from inspector.parse.mounts import NAMELESS


def mount_origins(
    containers: Sequence[Container],
    volumes: Sequence[Volume],
    images: Sequence[Image],
    declared: Mapping[str, frozenset[str]],
) -> list[Container]:
    """Containers whose mounts say whether they are inherited, or an image's VOLUME, and whether anonymous.

    `declared` are the targets of `Config.Volumes` by container id. Docker fills the mounts of `--volumes-from` first,
    and makes an anonymous volume only where nothing is mounted then; so what X mounts at the same place is inherited.
    """
    by_word = {word: one for one in containers for word in (one.short_id, one.name, one.id)}
    labelled = {volume.name for volume in volumes if volume.anonymous}
    image_volumes = {image.id: frozenset(path.rstrip("/") or "/" for path in image.volumes) for image in images}
    found = []
    for container in containers:
        lenders = _lenders(container, by_word)
        mounts = tuple(
            _explained(
                mount,
                lenders,
                bool(container.volumes_from),
                declared.get(container.id, frozenset()),
                image_volumes.get(container.image_id),
            )
            for mount in container.mounts
        )
        mounts = tuple(replace(one, anonymous=True) if one.volume in labelled else one for one in mounts)
        found.append(replace(container, mounts=mounts))
    return _inherit_words(_inherit_namelessness(found))


def nameless(volumes: Sequence[Volume], containers: Sequence[Container]) -> list[Volume]:
    """Volumes that say whether nobody named them.

    Engines from 23 on label them. Before, the name is 64 hexadecimal digits and no container asked for it by name.
    """
    anonymous: set[str] = set()
    by_name: set[str] = set()
    for mount in (one for container in containers for one in container.mounts if one.volume):
        (anonymous if mount.anonymous else by_name).add(mount.volume)
    return [
        replace(
            volume,
            anonymous=volume.anonymous
            or volume.name in anonymous
            or (bool(NAMELESS.fullmatch(volume.name)) and not volume.labels and volume.name not in by_name),
        )
        for volume in volumes
    ]


def _lenders(container: Container, by_word: Mapping[str, Container]) -> list[Container]:
    """The containers named in `--volumes-from`, as far as known, in the order of the command line."""
    words = [word.partition(":")[0].lstrip("/") for word in container.volumes_from]
    return [by_word[word] for word in words if word in by_word and by_word[word] is not container]


def _explained(
    mount: Mount,
    lenders: Sequence[Container],
    borrows: bool,
    declared: frozenset[str],
    image_volumes: frozenset[str] | None,
) -> Mount:
    if mount.origin != MountOrigin.UNKNOWN:
        return mount
    for lender in reversed(lenders):
        if any(_same(mount, other) for other in lender.mounts):
            return replace(mount, origin=MountOrigin.VOLUMES_FROM, inherited_from=lender.id)
    if mount.target in declared and mount.anonymous:
        if image_volumes is None:
            return mount
        origin = MountOrigin.IMAGE if mount.target in image_volumes else MountOrigin.BINDS
        return replace(mount, origin=origin)
    return replace(mount, origin=MountOrigin.VOLUMES_FROM) if borrows else mount


def _same(mount: Mount, other: Mount) -> bool:
    return (mount.target, mount.kind, mount.volume, mount.source) == (
        other.target,
        other.kind,
        other.volume,
        other.source,
    )


def _inherit_namelessness(containers: Sequence[Container]) -> list[Container]:
    """A volume inherited from a container that named it is named, though the name may look like an anonymous one."""
    named = {
        mount.volume
        for container in containers
        for mount in container.mounts
        if mount.kind == MountKind.VOLUME and not mount.anonymous
    }
    return [
        replace(
            container,
            mounts=tuple(
                replace(mount, anonymous=False)
                if mount.origin == MountOrigin.VOLUMES_FROM and mount.volume in named
                else mount
                for mount in container.mounts
            ),
        )
        for container in containers
    ]


def _inherit_words(containers: Sequence[Container]) -> list[Container]:
    """A borrowed mount is named or not, and of a subpath, as its first lender's words say.

    Of a lender that is gone, the volume's name tells.
    """
    by_target = {(one.id, mount.target): mount for one in containers for mount in one.mounts if mount.volume}

    def inherited(mount: Mount) -> Mount:
        seen = set()
        asked = mount
        while asked.origin == MountOrigin.VOLUMES_FROM and asked.kind == MountKind.VOLUME:
            at = (asked.inherited_from, asked.target)
            if at in seen or at not in by_target:
                return replace(mount, named=not asked.anonymous)
            seen.add(at)
            asked = by_target[at]
        return replace(mount, named=asked.named, subpath=asked.subpath)

    return [
        replace(one, mounts=tuple(inherited(mount) for mount in one.mounts)) if one.volumes_from else one
        for one in containers
    ]
