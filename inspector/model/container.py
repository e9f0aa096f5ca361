"""A container as `GET /containers/{id}/json` tells it, with the traps of the API versions already smoothed."""

from enum import StrEnum

from msgspec import Struct

from inspector.model.storage import Mount


class State(StrEnum):
    """`State.Status` of the engine, plus unknown for a value that this program has not met."""

    CREATED = "created"
    RUNNING = "running"
    PAUSED = "paused"
    RESTARTING = "restarting"
    REMOVING = "removing"
    EXITED = "exited"
    DEAD = "dead"
    UNKNOWN = "unknown"


class Mode(StrEnum):
    """Whose network namespace a container lives in, and on what it starts."""

    BRIDGE = "bridge"
    NETWORK = "network"
    HOST = "host"
    NONE = "none"
    CONTAINER = "container"


class NetworkMode(Struct, frozen=True, gc=False):
    """`HostConfig.NetworkMode`; `default` and `bridge` are one.

    target: the network name, or the container id of X in container:X.
    """

    mode: Mode
    target: str = ""


class Link(Struct, frozen=True, order=True, gc=False):
    """`--link target:alias`.

    Legacy (docker0, /etc/hosts) when from `HostConfig.Links`; otherwise from `Networks[N].Links` (embedded DNS).
    """

    target: str
    alias: str
    legacy: bool


class Endpoint(Struct, frozen=True, gc=False):
    """One attachment to a network: `NetworkSettings.Networks[name]`.

    Addresses are "" while the container does not run.
    """

    network: str
    network_id: str
    endpoint_id: str = ""
    ipv4: str = ""
    ipv4_prefix: int = 0
    ipv6: str = ""
    ipv6_prefix: int = 0
    gateway: str = ""
    gateway6: str = ""
    mac: str = ""
    aliases: tuple[str, ...] = ()
    dns_names: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    gw_priority: int = 0
    static_ipv4: str = ""
    static_ipv6: str = ""
    driver_opts: tuple[tuple[str, str], ...] = ()

    @property
    def active(self) -> bool:
        """Whether the engine has given this endpoint an address or an interface now."""
        return bool(self.ipv4 or self.ipv6 or self.endpoint_id)


class PortStatus(StrEnum):
    """Published: bound now (`NetworkSettings.Ports`).

    Requested: asked for (`HostConfig.PortBindings`) but not bound now. Exposed: declared only (`Config.ExposedPorts`).
    """

    PUBLISHED = "published"
    REQUESTED = "requested"
    EXPOSED = "exposed"


class Port(Struct, frozen=True, order=True, gc=False):
    """A container port and, where published or requested, its host side. host_port 0: none, or the engine chooses."""

    port: int
    protocol: str
    status: PortStatus
    host_ip: str = ""
    host_port: int = 0


class Compose(Struct, frozen=True, gc=False):
    """Labels `com.docker.compose.*` (or a Swarm stack's namespace): who made this container."""

    project: str
    service: str = ""
    number: int = 0


class Container(Struct, frozen=True, kw_only=True, gc=False):
    """One container. Times are RFC 3339 text as the engine wrote them, "" when never.

    layer_bytes: size of its own writable layer, None unless sizes were asked for (`system/df`). written: the place in a
    compose file that asks for it, "" for one that an engine told of.
    """

    id: str
    name: str
    image: str = ""
    image_id: str = ""
    state: State = State.UNKNOWN
    pid: int = 0
    exit_code: int = 0
    error: str = ""
    health: str = ""
    created: str = ""
    started_at: str = ""
    finished_at: str = ""
    restart_count: int = 0
    hostname: str = ""
    domainname: str = ""
    user: str = ""
    command: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    compose: Compose | None = None
    network_mode: NetworkMode
    endpoints: tuple[Endpoint, ...] = ()
    links: tuple[Link, ...] = ()
    ports: tuple[Port, ...] = ()
    mounts: tuple[Mount, ...] = ()
    volumes_from: tuple[str, ...] = ()
    extra_hosts: tuple[str, ...] = ()
    dns: tuple[str, ...] = ()
    dns_search: tuple[str, ...] = ()
    dns_options: tuple[str, ...] = ()
    sandbox_key: str = ""
    privileged: bool = False
    cap_add: tuple[str, ...] = ()
    cap_drop: tuple[str, ...] = ()
    ipc_mode: str = ""
    userns_mode: str = ""
    readonly_rootfs: bool = False
    auto_remove: bool = False
    restart_policy: str = ""
    layer_bytes: int | None = None
    written: str = ""

    @property
    def short_id(self) -> str:
        """The first 12 characters of the id, also a name on user networks; "" of what no engine has given an id."""
        return "" if self.written else self.id[:12]

    @property
    def has_netns(self) -> bool:
        """Whether a network namespace with live endpoints can exist now (a restarting container has none)."""
        return self.state in (State.RUNNING, State.PAUSED)

    @property
    def project(self) -> str:
        return self.compose.project if self.compose else ""
