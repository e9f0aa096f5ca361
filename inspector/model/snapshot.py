"""Snapshot: one host, read and understood, at one time."""

import re
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from inspector.model.container import Container
from inspector.model.evidence import Gap
from inspector.model.files import ContainerFiles, MountEntry, PathFact
from inspector.model.firewall import Ruleset
from inspector.model.netns import NameFiles, Netns, Proxy
from inspector.model.network import Network
from inspector.model.storage import Image, Volume


class Origin(StrEnum):
    """Whether the snapshot was observed, composed from a compose file, or edited in a what-if."""

    OBSERVED = "observed"
    COMPOSED = "composed"
    EDITED = "edited"


class Engine(Struct, frozen=True, kw_only=True):
    """The engine, from `/version` and `/info`; "" where it was not read."""

    product: str = "docker"
    version: str = ""
    api_version: str = ""
    os: str = ""
    kernel: str = ""
    arch: str = ""
    hostname: str = ""
    id: str = ""
    operating_system: str = ""
    storage_driver: str = ""
    root_dir: str = ""
    firewall_backend: str = ""
    swarm: str = ""
    swarm_nodes: int = 0
    swarm_managers: tuple[str, ...] = ()
    rootless: bool = False
    userns_remap: bool = False
    live_restore: bool = False

    @property
    def release(self) -> tuple[int, int]:
        """(major, minor) of the version, such as (20, 10); (0, 0) when it was not read."""
        return _release(self.version)


@lru_cache
def _release(version: str) -> tuple[int, int]:
    parts = re.match(r"(\d+)\.(\d+)", version)
    return (int(parts[1]), int(parts[2])) if parts else (0, 0)


class Snapshot(Struct, frozen=True, kw_only=True):
    """Everything known of a host; all tuples are sorted (containers, networks and volumes by name, then id).

    assumed names what was not read but derived from what this engine sets up: namespaces, firewall, proxies.
    host_mounts: the engine's own mount namespace, None when it was not read; host_paths by path; container_files by id.
    """

    taken_at: str
    digest: str
    source: str = ""
    origin: Origin = Origin.OBSERVED
    engine: Engine = Engine()
    containers: tuple[Container, ...] = ()
    networks: tuple[Network, ...] = ()
    volumes: tuple[Volume, ...] = ()
    images: tuple[Image, ...] = ()
    namespaces: tuple[Netns, ...] = ()
    name_files: tuple[NameFiles, ...] = ()
    proxies: tuple[Proxy, ...] | None = None
    rulesets: tuple[Ruleset, ...] = ()
    host_mounts: tuple[MountEntry, ...] | None = None
    host_paths: tuple[PathFact, ...] = ()
    container_files: tuple[ContainerFiles, ...] = ()
    assumed: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def title(self) -> str:
        """What people call it: the host's name, or the project of a compose file; "" where neither is known."""
        if self.origin is not Origin.COMPOSED:
            return self.engine.hostname
        projects = dict.fromkeys(one.project for one in self.containers if one.project)
        return f"{', '.join(projects) or 'a project'}, as its compose file has it"

    @property
    def host_netns(self) -> Netns | None:
        """The namespace the engine itself runs in, None when it was not read."""
        return next((ns for ns in self.namespaces if ns.host), None)
