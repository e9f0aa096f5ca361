"""One container, from its inspect or, where that is missing, from its row in the list."""

from collections.abc import Iterable

from msgspec.structs import replace

from inspector.model.container import Container, Endpoint, Mode, State
from inspector.parse.endpoints import endpoints, legacy_links, network_mode
from inspector.parse.labels import compose
from inspector.parse.mounts import mounts
from inspector.parse.ports import listed_ports, ports
from inspector.parse.reading import Cursor
from inspector.parse.storage import moment

_PODMAN_STATES = {"configured": "created", "initialized": "created", "stopped": "exited", "stopping": "running"}


def inspected(at: Cursor, ident: str) -> Container:
    """A container from `GET /containers/{id}/json`."""
    config, host, labels = at.at("Config"), at.at("HostConfig"), at.pairs("Config", "Labels")
    mode = network_mode(host.text("NetworkMode"))
    state = _state(at.at("State"))
    return Container(
        id=ident,
        name=at.text("Name").lstrip("/"),
        image=config.text("Image"),
        image_id=at.text("Image"),
        state=state,
        pid=max(at.integer("State", "Pid"), 0),
        exit_code=at.integer("State", "ExitCode"),
        error=at.text("State", "Error"),
        health=at.text("State", "Health", "Status"),
        created=moment(at.at("Created")),
        started_at=moment(at.at("State", "StartedAt")),
        finished_at=moment(at.at("State", "FinishedAt")),
        restart_count=at.integer("RestartCount"),
        hostname=config.text("Hostname"),
        domainname=config.text("Domainname"),
        user=config.text("User"),
        command=config.texts("Cmd"),
        entrypoint=config.texts("Entrypoint"),
        env=config.texts("Env"),
        labels=labels,
        compose=compose(labels),
        network_mode=mode,
        endpoints=_own_endpoints(at, mode.mode),
        links=legacy_links(at),
        ports=ports(at, mode.mode, state),
        mounts=mounts(at),
        volumes_from=host.texts("VolumesFrom"),
        extra_hosts=host.texts("ExtraHosts"),
        dns=host.texts("Dns"),
        dns_search=host.texts("DnsSearch"),
        dns_options=host.texts("DnsOptions"),
        sandbox_key=at.text("NetworkSettings", "SandboxKey"),
        privileged=host.flag("Privileged"),
        cap_add=tuple(sorted(host.texts("CapAdd"))),
        cap_drop=tuple(sorted(host.texts("CapDrop"))),
        ipc_mode=host.text("IpcMode"),
        userns_mode=host.text("UsernsMode"),
        readonly_rootfs=host.flag("ReadonlyRootfs"),
        auto_remove=host.flag("AutoRemove"),
        restart_policy=host.text("RestartPolicy", "Name"),
    )


def listed(at: Cursor, ident: str) -> Container:
    """A container from its row in `GET /containers/json`: no aliases, environment, links or wishes."""
    labels = at.pairs("Labels")
    mode = network_mode(at.text("HostConfig", "NetworkMode"))
    command = at.text("Command")
    return Container(
        id=ident,
        name=listed_name(at),
        image=at.text("Image"),
        image_id=at.text("ImageID"),
        state=_known_state(at.text("State")),
        created=moment(at.at("Created")),
        command=(command,) if command else (),
        labels=labels,
        compose=compose(labels),
        network_mode=mode,
        endpoints=_own_endpoints(at, mode.mode),
        ports=() if mode.mode == Mode.CONTAINER else listed_ports(at),
        mounts=mounts(at),
    )


def measured(containers: Iterable[Container], rows: Iterable[Cursor]) -> list[Container]:
    """The containers with the sizes that rows of `/system/df` tell; a row without SizeRw says that nothing is in it."""
    sizes = {row.text("Id"): max(row.integer("SizeRw"), 0) for row in rows}
    return [replace(one, layer_bytes=sizes[one.id]) if one.id in sizes else one for one in containers]


def listed_name(row: Cursor) -> str:
    """The container's own name: `Names` also holds `/linker/alias` for each legacy link to it."""
    names = sorted(name.lstrip("/") for name in row.texts("Names"))
    return next((name for name in names if "/" not in name), names[0] if names else "")


def _own_endpoints(at: Cursor, mode: Mode) -> tuple[Endpoint, ...]:
    """None for container:X: Podman repeats the attachments of X, Docker has none."""
    return () if mode == Mode.CONTAINER else endpoints(at.at("NetworkSettings", "Networks"))


def _state(at: Cursor) -> State:
    """`State.Status`, or from the older flags; a restarting container says Running too."""
    if at.text("Status"):
        return _known_state(at.text("Status"))
    for flag, state in (
        ("Dead", State.DEAD),
        ("Restarting", State.RESTARTING),
        ("Paused", State.PAUSED),
        ("Running", State.RUNNING),
    ):
        if at.flag(flag):
            return state
    return State.UNKNOWN


def _known_state(word: str) -> State:
    """Podman's own words for Docker's states included."""
    word = {"configured": "created", "initialized": "created", "stopped": "exited", "stopping": "running"}.get(
        word, word
    )
    return State(word) if word in State._value2member_map_ else State.UNKNOWN
