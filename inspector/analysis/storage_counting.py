"""Which users of a volume the engine may not count: it then removes a volume that a container still has.

Observed on Docker 20.10, 26.1 and 28.5: a container that borrows one volume from two others, at one target, is no
longer counted as a user of it. Its start counts it again, but not for a volume that nobody named.
"""

from inspector.analysis.storage_index import Storage
from inspector.model.container import Container, State
from inspector.model.storage import Mount, MountOrigin

_FROM_TWO = 2


def may_be_uncounted(storage: Storage, container: Container, volume: str) -> bool:
    """Whether the engine may have lost count of this user of the volume."""
    mounts = [mount for mount in container.mounts if mount.volume == volume]
    return bool(mounts) and all(
        _borrowed_twice(storage, container, mount) and (not mount.mode or container.state is State.CREATED)
        for mount in mounts
    )


def _borrowed_twice(storage: Storage, container: Container, mount: Mount) -> bool:
    """A lender that is gone may have had the volume too."""
    if mount.origin != MountOrigin.VOLUMES_FROM:
        return False
    words = {word.partition(":")[0].lstrip("/") for word in container.volumes_from}
    lenders = [one for one in storage.containers.values() if words & {one.id, one.short_id, one.name}]
    without = sum(
        all((other.target, other.volume) != (mount.target, mount.volume) for other in one.mounts) for one in lenders
    )
    return len(words) - without >= _FROM_TWO
