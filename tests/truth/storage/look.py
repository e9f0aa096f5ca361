"""What is really behind paths of containers: asked of the kernel, tried by the containers' own users."""

import itertools
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.truth.storage.plan import LATE, MEMORY
from tests.truth.storage.real import World
from tests.truth.storage.spots import Line, Root, Spot, mountinfo

TRY = """\
for path in "$@"; do
  if [ "${path%/}" = "$path" ]; then (: >> "$path") 2>/dev/null && echo yes || echo no
  elif (: > "$path.tried") 2>/dev/null; then rm -f "$path.tried"; echo yes; else echo no; fi
done
"""
"""Append to a file, or make one in a folder (its path ends with a slash) and take it away."""
_ENGINE_FILES = ("/etc/hosts", "/etc/hostname", "/etc/resolv.conf")
_KERNEL = ("/proc", "/sys", "/dev")


@dataclass(frozen=True)
class Seen:
    """One path of one container. kind: a word of BackingKind. target: of the declared mount, "" for none.

    shared: (container, path, may be written) of everybody else who sees it; below: (container, target) of mounts of
    things in it; along: of other file systems that the host has below it. writable: None where nobody tried.
    """

    spot: Spot
    kind: str
    target: str
    volume: str
    line: Line
    writable: bool | None
    shared: frozenset[tuple[str, str, bool]]
    below: frozenset[tuple[str, str]]
    along: frozenset[tuple[str, str]]


@dataclass
class _Inside:
    """One container, open."""

    name: str
    root: Root
    lines: dict[int, Line]
    declared: dict[int, dict[str, str]] = field(default_factory=dict)
    held: dict[tuple[int, int], list[str]] = field(default_factory=dict)

    def own(self, line: Line) -> dict[str, str] | None:
        """The declared mount that a line belongs to, its own or one above it."""
        at: Line | None = line
        while at is not None:
            if at.number in self.declared:
                return self.declared[at.number]
            at = self.lines.get(at.parent)
        return None


class Eyes:
    """All containers of a world, those started that did not run. Close it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.named = {one.name for one in world.plan.volumes}
        self.at_rest = {name for name in world.inspects if not world.running(name)}
        _start_all(world)
        self.host = Root(world.root)
        self.marks = itertools.count()
        self.inside = {name: self._enter(name) for name in world.inspects if world.running(name)}

    def close(self) -> None:
        for one in self.inside.values():
            one.root.close()
        self.host.close()

    def see(self, asked: list[tuple[str, str]]) -> dict[tuple[str, str], Seen | None]:
        """None for links in a circle. Containers that do not run are left out."""
        there = [(name, path) for name, path in asked if name in self.inside]
        spots = {(name, path): self.inside[name].root.spot(path) for name, path in there}
        tried = {
            name: self._try(name, [spot for (owner, _), spot in spots.items() if owner == name and spot])
            for name in {name for name, _ in there}
        }
        return {
            key: self._seen(key[0], spot, tried[key[0]][spot.path] and (spot.folder or not spot.rest)) if spot else None
            for key, spot in spots.items()
        }

    def needs_host(self, name: str) -> bool:
        """Whether what a container has depends on links or file systems of the host that inspect data do not show."""
        devices = {one.name: dict(one.options).get("device", "") for one in self.world.plan.volumes}
        mounts = self.world.inspects[name]["Mounts"]
        sources = [devices.get(one.get("Name", ""), "") if one["Type"] == "volume" else one["Source"] for one in mounts]
        spots = [(one, self.host.spot(one)) for one in sources if one.startswith("/")]
        own = (MEMORY, LATE)
        return any(
            not spot or spot.resolved != one or any(within(top, spot.path) for top in own) for one, spot in spots
        )

    def needs_image(self, name: str) -> bool:
        """Whether a mount of it lies behind a link of its image, which nobody can read while it does not run."""
        one = self.inside[name]
        targets = [mount["Destination"] for mount in self.world.inspects[name]["Mounts"]]
        spots = [(target, one.root.spot(target)) for target in targets]
        return any(spot is None or spot.resolved != target for target, spot in spots)

    def _enter(self, name: str) -> _Inside:
        process = self.world.process(name)
        one = _Inside(name, Root(process / "root"), {line.number: line for line in mountinfo(process)})
        inspect = self.world.inspects[name]
        mounts = [
            {"target": each["Destination"], "type": each["Type"], "volume": each.get("Name", "")}
            for each in inspect["Mounts"]
        ]
        tmpfs = inspect["HostConfig"].get("Tmpfs") or {}
        mounts += [{"target": target, "type": "tmpfs", "volume": ""} for target in tmpfs]
        for mount in mounts:
            spot = one.root.spot(mount["target"])
            # What another mount hides is there all the same.
            number = next((n for n, line in one.lines.items() if spot and line.target == spot.resolved), None)
            if number is not None:
                one.declared[number] = mount
        for path, device, inode in one.root.walk():
            one.held.setdefault((device, inode), []).append(path)
        return one

    def _seen(self, name: str, spot: Spot, writable: bool | None) -> Seen:
        one = self.inside[name]
        line = one.lines[spot.mount]
        mount = one.own(line)
        kind = self._kind(line, mount, spot)
        data = kind in ("bind", "volume", "anonymous-volume", "tmpfs", "image")
        shared = frozenset(self._sharers(name, spot)) if data else frozenset()
        self._prove(name, spot, shared)
        return Seen(
            spot,
            kind,
            mount["target"] if mount else "",
            mount["volume"] if mount and mount["type"] == "volume" else "",
            line,
            None if kind in ("kernel", "engine-file") else writable,
            shared,
            frozenset(self._below(spot, line)) if data else frozenset(),
            frozenset(self._along(one, spot)) if data else frozenset(),
        )

    def _kind(self, line: Line, mount: dict[str, str] | None, spot: Spot) -> str:
        if mount:
            nameless = mount["type"] == "volume" and mount["volume"] not in self.named
            return "anonymous-volume" if nameless else mount["type"]
        if line.target == "/":
            return "layer"
        if line.target in _ENGINE_FILES:
            return "engine-file"
        if line.target == "/dev/shm":
            return "tmpfs"
        return "kernel" if line.target.startswith(_KERNEL) else "other"

    def _sharers(self, name: str, spot: Spot) -> Iterator[tuple[str, str, bool]]:
        for other in self.inside.values():
            for path in other.held.get((spot.device, spot.inode), ()):
                seen = posixpath.join(path, spot.rest) if spot.rest else path
                if (other.name, seen) != (name, spot.resolved):
                    at = other.root.spot(path)
                    assert at
                    yield other.name, seen, other.lines[at.mount].writable

    def _prove(self, name: str, spot: Spot, shared: frozenset[tuple[str, str, bool]]) -> None:
        """A file that is made on one side must be there on all others."""
        everyone = [(name, spot.path), *((other, path) for other, path, _ in shared)]
        mark = f".seen-{next(self.marks)}"
        if spot.folder and not spot.rest and any(self.inside[who].root.write(path, mark) for who, path in everyone):
            blind = [(who, path) for who, path in everyone if not self.inside[who].root.has(f"{path}/{mark}")]
            assert not blind, f"{blind} do not see what {name} has at {spot.path}"

    def _below(self, spot: Spot, line: Line) -> Iterator[tuple[str, str]]:
        """Visible mounts in any container whose root lies in the folder, on the same file system."""
        asked = posixpath.normpath(posixpath.join(line.root, posixpath.relpath(spot.path, line.target)))
        for other in self.inside.values():
            for each in other.lines.values():
                if each.device == line.device and within(each.root, asked) and not spot.rest:
                    at = other.root.spot(each.target)
                    if at and at.mount == each.number:
                        yield other.name, each.target

    def _along(self, one: _Inside, spot: Spot) -> Iterator[tuple[str, str]]:
        """Mounts of what came along below a folder: file systems of the host's own that no container asked for."""
        for line in one.lines.values():
            if within(line.target, spot.path) and line.number not in one.declared and one.own(line):
                for other in self.inside.values():
                    for each in other.lines.values():
                        if each.device == line.device:
                            yield other.name, each.target

    def _try(self, name: str, spots: list[Spot]) -> dict[str, bool]:
        paths = sorted({spot.path for spot in spots})
        folders = {spot.path for spot in spots if spot.folder}
        words = [path.rstrip("/") + "/" if path in folders else path for path in paths]
        said = self.world.machine.docker("exec", name, "sh", "-c", TRY, "sh", *words, check=False).split()
        assert len(said) == len(paths), f"{name}: {said} for {paths}"
        return {path: word == "yes" for path, word in zip(paths, said, strict=True)}


def within(path: str, top: str) -> bool:
    """Whether a path lies below a folder."""
    return path != top and path.startswith(top.rstrip("/") + "/")


def _start_all(world: World) -> None:
    for name, one in world.inspects.items():
        if one["State"]["Paused"]:
            world.api.attempt("POST", f"/containers/{name}/unpause")
        elif not one["State"]["Running"]:
            world.api.attempt("POST", f"/containers/{name}/start")
    world.look()
