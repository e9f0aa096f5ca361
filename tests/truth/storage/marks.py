"""Marks in every piece of data of a host, and what became of each after a command."""

import contextlib
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from tests.truth.storage.real import World
from tests.truth.storage.spots import Root

MARK = ".mark"
NAMELESS = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Mark:
    """One piece of data with a mark in it. kind, ident: as DatumKind and Datum have it. place: of the mark's folder.

    inside: the container's id whose file system the place is in, "" for the host.
    """

    kind: str
    ident: str
    place: str
    inside: str = ""


class Marks:
    """The marks of one moment. Data in memory that nobody holds has none, and is not there to be lost."""

    def __init__(self, world: World) -> None:
        self.world = world
        # By name: a volume that goes with the command takes its options along.
        self.volumes = {one["Name"]: one for one in world.api.call("GET", "/volumes")["Volumes"] or []}
        self.made = [mark for mark in self._wanted() if self._write(mark)]
        self.before = {mark: self.fate(mark) for mark in self.made}

    def fate(self, mark: Mark) -> str:
        """kept, lost or orphaned, as far as the world was looked at last."""
        if not self._still(mark):
            return "lost"
        if mark.kind != "volume" or not NAMELESS.fullmatch(mark.ident) or mark.ident not in volumes_of(self.world):
            return "kept"
        mounts = [each for one in self.world.inspects.values() for each in one["Mounts"]]
        return "kept" if any(each.get("Name") == mark.ident for each in mounts) else "orphaned"

    def _wanted(self) -> list[Mark]:
        found = [Mark("volume", name, self._folder(name)) for name in self.volumes]
        for name, one in self.world.inspects.items():
            ident = one["Id"]
            # A layer that does not run is known by its container.
            found.append(Mark("layer", ident, "/", ident))
            for target in _tmpfs(one) if self.world.running(name) else ():
                found.append(Mark("tmpfs", f"{ident}:{target}", target, ident))
            found += [
                Mark("host-path", each["Source"], each["Source"]) for each in one["Mounts"] if each["Type"] == "bind"
            ]
        return sorted(set(found), key=lambda mark: (mark.kind, mark.ident))

    def _device(self, volume: str) -> str:
        options = self.volumes[volume]["Options"] or {}
        return str(options.get("device", "")) if options.get("type") != "tmpfs" else ""

    def _folder(self, volume: str) -> str:
        return self._device(volume) or f"{self.world.volumes}/{volume}/_data"

    def _in_memory(self, volume: str) -> bool:
        return (self.volumes[volume]["Options"] or {}).get("type") == "tmpfs"

    def _write(self, mark: Mark) -> bool:
        if mark.kind == "volume" and self._in_memory(mark.ident) and not self._mounted(mark.place):
            return False
        root = self._root(mark)
        if root is None:
            return mark.kind == "layer"
        with contextlib.closing(root):
            return root.write(mark.place, MARK) or mark.kind == "layer"

    def _still(self, mark: Mark) -> bool:
        if mark.kind == "layer":
            now: dict[str, Any] = {one["Id"]: one for one in self.world.inspects.values()}
            return mark.ident in now
        root = self._root(mark)
        if root is None:
            return False
        with contextlib.closing(root):
            return root.has(str(PurePosixPath(mark.place) / MARK))

    def _root(self, mark: Mark) -> Root | None:
        if not mark.inside:
            return Root(self.world.root)
        name = next((name for name, one in self.world.inspects.items() if one["Id"] == mark.inside), "")
        return Root(self.world.process(name) / "root") if self.world.running(name) else None

    def _mounted(self, place: str) -> bool:
        lines = (self.world.root / "proc/1/mountinfo").read_text().splitlines()
        return any(line.split(" ")[4] == place for line in lines)


def _tmpfs(inspect: dict[str, Any]) -> list[str]:
    targets = [each["Destination"] for each in inspect["Mounts"] if each["Type"] == "tmpfs"]
    return sorted({*targets, *(inspect["HostConfig"].get("Tmpfs") or {})})


def volumes_of(world: World) -> list[str]:
    return sorted(one["Name"] for one in world.api.call("GET", "/volumes")["Volumes"] or [])
