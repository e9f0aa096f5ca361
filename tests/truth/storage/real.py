"""Makes a plan of mounts real on a lab host: folders and links, images, volumes, containers by the engine's API."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.lab.engines import Engine
from tests.lab.machine import Machine, started
from tests.truth.engine_api import Api, Refused
from tests.truth.storage.images import IMAGES, load
from tests.truth.storage.plan import (
    BASE,
    FILES,
    FOLDERS,
    LATE,
    LINKED,
    MAPPED,
    MEMORY,
    ContainerPlan,
    MountPlan,
    Plan,
)

_USUAL = "/var/lib/docker/"
"""As plans name the engine's folder."""


@dataclass
class World:
    """A plan made real. folder: the engine's own. inspects: its words about each container, by name."""

    plan: Plan
    machine: Machine
    api: Api
    folder: str = ""
    inspects: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def volumes(self) -> str:
        """Where the engine keeps its volumes, on the host."""
        return f"{self.folder}/volumes"

    @property
    def root(self) -> Path:
        """The host's own root folder, as seen from outside of it."""
        return Path(f"/proc/{self.machine.pid}/root")

    def process(self, name: str) -> Path:
        """/proc of a running container's first process."""
        return self.root / f"proc/{self.inspects[name]['State']['Pid']}"

    def running(self, name: str) -> bool:
        return bool(self.inspects.get(name, {}).get("State", {}).get("Pid"))

    def look(self) -> None:
        """Ask the engine anew what containers there are."""
        self.inspects = {}
        for row in self.api.call("GET", "/containers/json?all=1"):
            with contextlib.suppress(Refused):  # one that removes itself meanwhile
                one = self.api.call("GET", f"/containers/{row['Id']}/json")
                self.inspects[one["Name"].removeprefix("/")] = one


@contextlib.contextmanager
def real(plan: Plan, engine: Engine) -> Iterator[World]:
    """The plan on a new host with this engine, until the block ends."""
    with started(engine, *plan.daemon) as machine:
        world = World(plan, machine, Api(machine.socket))
        world.folder = world.api.call("GET", "/info")["DockerRootDir"]
        _furnish(world)
        for image in sorted({one.image for one in (*plan.containers, *plan.leavings)}):
            load(machine, IMAGES[image])
        _volumes(world)
        for one in plan.leavings:
            if start(world, one):
                world.api.attempt("DELETE", f"/containers/{one.name}?force=1")
        for one in plan.containers:
            start(world, one)
        for one in plan.containers:
            _end(world, one)
        machine.host("sh", "-ec", f"mount -t tmpfs late {LATE} && mkdir {LATE}/x")
        world.look()
        yield world


def _furnish(world: World) -> None:
    """The host's folders, files and links."""
    words = []
    for path, owner, mode in FOLDERS:
        words.append(f"mkdir -p '{path}' && chown {_owner(world, path, owner)} '{path}' && chmod {mode:o} '{path}'")
    for path, owner, mode in FILES:
        words.append(f"echo host > '{path}' && chown {_owner(world, path, owner)} '{path}' && chmod {mode:o} '{path}'")
    words += [f"ln -s '{target}' '{path}'" for path, target in LINKED]
    words.append(f"mkdir {MEMORY} {LATE} && mount -t tmpfs lab {MEMORY} && mkdir {MEMORY}/x")
    world.machine.host("sh", "-ec", "\n".join(words))


def _owner(world: World, path: str, owner: int) -> int:
    return owner + BASE if world.plan.remapped and path in MAPPED else owner


def _volumes(world: World) -> None:
    for one in world.plan.volumes:
        body = {"Name": one.name, "DriverOpts": dict(one.options), "Labels": dict(one.labels)}
        world.api.attempt("POST", "/volumes/create", body)
    if any(one.name == "keep" for one in world.plan.volumes):
        world.machine.host("mkdir", "-p", f"{world.volumes}/keep/_data/in/er")


def start(world: World, one: ContainerPlan) -> bool:
    """Make a container, and start it where the plan wants that."""
    if not world.api.attempt("POST", f"/containers/create?name={one.name}", _container(one, world.folder)):
        return False
    return one.state == "create" or world.api.attempt("POST", f"/containers/{one.name}/start")


def _end(world: World, one: ContainerPlan) -> None:
    if one.state in ("stop", "pause"):
        world.api.attempt("POST", f"/containers/{one.name}/{one.state}?t=0")
    deadline = time.monotonic() + 5
    while one.auto_remove and one.state == "stop" and time.monotonic() < deadline:
        try:
            world.api.call("GET", f"/containers/{one.name}/json")
        except Refused:
            return
        time.sleep(0.05)


def _container(plan: ContainerPlan, folder: str) -> dict[str, Any]:
    mounts = [replace(one, source=one.source.replace(_USUAL, f"{folder}/")) for one in plan.mounts]
    binds = [mount for mount in mounts if mount.words == "-v"]
    return {
        "Image": plan.image,
        "Cmd": ["sleep", "100000"],
        "User": plan.user,
        "Volumes": {mount.target: {} for mount in binds if not mount.source},
        "HostConfig": {
            "Binds": [_bind(mount) for mount in binds if mount.source],
            "Mounts": [_mount(mount) for mount in mounts if mount.words == "--mount"],
            "Tmpfs": {mount.target: mount.options for mount in mounts if mount.words == "--tmpfs"},
            "VolumesFrom": list(plan.borrows),
            "CapDrop": list(plan.cap_drop),
            "ReadonlyRootfs": plan.readonly,
            "AutoRemove": plan.auto_remove,
            "IpcMode": plan.ipc,
            "UsernsMode": plan.userns,
        },
    }


def _bind(mount: MountPlan) -> str:
    options = [word for word, wanted in (("ro", mount.readonly), ("nocopy", mount.nocopy)) if wanted]
    options = [word for word in options if word != "nocopy" or mount.kind == "volume"]
    options += [mount.propagation] if mount.propagation else []
    return ":".join((mount.source, mount.target, *([",".join(options)] if options else [])))


def _mount(mount: MountPlan) -> dict[str, Any]:
    made: dict[str, Any] = {
        "Type": mount.kind,
        "Source": mount.source,
        "Target": mount.target,
        "ReadOnly": mount.readonly,
    }
    if mount.propagation:
        made["BindOptions"] = {"Propagation": mount.propagation}
    if mount.kind == "volume":
        driver = dict(word.split("=", 1) for word in mount.options.split(",") if word)
        made["VolumeOptions"] = {"NoCopy": mount.nocopy, "DriverConfig": {"Options": driver} if driver else None}
        made["VolumeOptions"] |= {"Subpath": mount.subpath} if mount.subpath else {}
    return made
