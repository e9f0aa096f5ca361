"""Who shares which data: one place in the middle, everybody who has it around it."""

from msgspec import Struct

from inspector.model.backing import BackingKind, Place
from inspector.model.container import State


class Use(Struct, frozen=True, order=True):
    """One container's hold on a place.

    target: where the container sees the data. through: the host path above it that it mounts, "" for the place itself.
    """

    container_name: str
    target: str
    container: str
    writable: bool
    state: State = State.UNKNOWN
    through: str = ""


class SharedPlace(Struct, frozen=True, kw_only=True):
    """One piece of data with all its uses. name: as people call it: a volume's name, otherwise where it is."""

    name: str
    kind: BackingKind
    place: Place
    project: str = ""
    uses: tuple[Use, ...] = ()

    @property
    def containers(self) -> frozenset[str]:
        """Ids of the containers that have it."""
        return frozenset(use.container for use in self.uses)

    @property
    def shared(self) -> bool:
        return len(self.containers) > 1
