"""A mount namespace as a tree: which mount a path is on, also where one mount hides another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from inspector.analysis.storage_paths import below, join, within
from inspector.model.files import MountEntry

_SERVED = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "afs", "coda"})


def elsewhere(entry: MountEntry) -> str:
    """Who decides about rights on a file system that the kernel here does not check alone; "" where it does.

    A FUSE file system without `default_permissions` is asked itself (fuse(4)); a server maps users as it likes.
    """
    kind = entry.filesystem
    if kind in _SERVED:
        return f"the server of the {kind} file system"
    if kind.split(".")[0] in ("fuse", "fuseblk") and "default_permissions" not in entry.super_options:
        return f"the program behind the {kind} file system"
    return ""


@dataclass(frozen=True)
class MountTree:
    """The mounts of one namespace, as /proc/PID/mountinfo lists them."""

    entries: tuple[MountEntry, ...]
    _children: dict[int, list[MountEntry]] = field(init=False, default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[MountEntry]) -> "MountTree":
        """The tree of a table; of two lines with one number, which no kernel writes, the first counts."""
        first: dict[int, MountEntry] = {}
        for entry in entries:
            first.setdefault(entry.number, entry)
        return cls(tuple(first.values()))

    def __post_init__(self) -> None:
        for entry in self.entries:
            self._children.setdefault(entry.parent, []).append(entry)

    @cached_property
    def root(self) -> MountEntry | None:
        """What is mounted at `/`, the topmost where several are."""
        numbers = {entry.number for entry in self.entries}
        tops = [entry for entry in self.entries if entry.target == "/" and entry.parent not in numbers]
        return tops[-1] if tops else next((entry for entry in self.entries if entry.target == "/"), None)

    def over(self, path: str) -> list[MountEntry]:
        """The mounts that a path lookup passes, the one it ends on last; none where nothing was read."""
        passed: list[MountEntry] = []
        at = self.root
        while at is not None and at not in passed:
            passed.append(at)
            at = _first_on_the_way(self._children.get(at.number, ()), path)
        return passed

    def under(self, folder: str) -> list[MountEntry]:
        """The visible mounts strictly below a folder."""
        inside = [entry for entry in self.entries if entry.target != folder and within(entry.target, folder)]
        return [entry for entry in inside if self.over(entry.target)[-1:] == [entry]]

    def origin(self, path: str) -> tuple[str, str] | None:
        """Device and path within its file system: the same for one file, by whatever path it is reached."""
        passed = self.over(path)
        if not passed:
            return None
        last = passed[-1]
        return last.device, join(last.root, below(path, last.target))

    def showing(self, device: str, inside: str) -> str:
        """A path that ends at this place of a file system; "" where no mount shows it, or others cover it."""
        tops = [entry for entry in self.entries if entry.device == device and within(inside, entry.root)]
        paths = [join(entry.target, below(inside, entry.root)) for entry in tops]
        return next((path for path in paths if self.origin(path) == (device, inside)), "")


def _first_on_the_way(children: Sequence[MountEntry], path: str) -> MountEntry | None:
    """The kernel crosses the first mount point that the path meets."""
    met = [child for child in children if within(path, child.target)]
    return min(met, key=lambda child: len(child.target)) if met else None
