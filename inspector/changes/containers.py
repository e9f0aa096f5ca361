"""Edits of single containers: how they run, what they are called, what they publish and mount."""

from msgspec.structs import replace

from inspector.changes.draft import Draft, new_id
from inspector.changes.networks import bind_ports, plugged
from inspector.model import edit as edits
from inspector.model.container import Container, Endpoint, Mode, NetworkMode, Port, PortStatus, State
from inspector.model.netns import Netns, Socket
from inspector.model.storage import Mount, MountKind, MountOrigin, Volume


def start(draft: Draft, edit: edits.StartContainer) -> None:
    container = draft.container(edit.container)
    running = replace(container, state=State.RUNNING, started_at=draft.now(), exit_code=0, error="")
    draft.put(running)
    _plug(draft, running)


def stop(draft: Draft, edit: edits.StopContainer) -> None:
    container = draft.container(edit.container)
    unplugged = tuple(
        replace(one, ipv4="", ipv6="", gateway="", gateway6="", mac="", endpoint_id="") for one in container.endpoints
    )
    ended = replace(container, state=State.EXITED, pid=0, finished_at=draft.now(), endpoints=unplugged)
    draft.put(ended)
    bind_ports(draft, container.id)


def restart(draft: Draft, edit: edits.RestartContainer) -> None:
    container = draft.container(edit.container)
    draft.put(replace(container, state=State.RUNNING, started_at=draft.now()))
    # It mounts anew: what was read of its files is of before.
    draft.remounted.add(container.id)
    if not container.has_netns:
        _plug(draft, draft.container(edit.container))


def unpause(draft: Draft, edit: edits.UnpauseContainer) -> None:
    draft.put(replace(draft.container(edit.container), state=State.RUNNING), rewired=False)


def recreate(draft: Draft, edit: edits.RecreateContainer) -> None:
    old = draft.container(edit.container)
    ident = new_id("container", old.id)
    hostname = ident[:12] if old.hostname == old.short_id else old.hostname
    mounts = tuple(_fresh(draft, ident, one) for one in old.mounts)
    moment = draft.now()
    made = replace(
        old, id=ident, hostname=hostname, mounts=mounts, created=moment, started_at=moment, restart_count=0, error=""
    )
    del draft.containers[old.id]
    draft.rewired.add(old.id)
    draft.remounted.add(ident)
    draft.put(replace(made, state=State.RUNNING))
    if not old.has_netns:
        _plug(draft, draft.container(ident))


def remove(draft: Draft, edit: edits.RemoveContainer) -> None:
    container = draft.container(edit.container)
    draft.rewired.add(container.id)
    del draft.containers[container.id]


def set_hostname(draft: Draft, edit: edits.SetHostname) -> None:
    container = draft.container(edit.container)
    fresh = edit.hostname or container.short_id
    endpoints = tuple(
        replace(one, **{f: _without(getattr(one, f), container.hostname) for f in ("aliases", "dns_names")})
        for one in container.endpoints
    )
    draft.put(replace(container, hostname=fresh, endpoints=endpoints))


def remove_link(draft: Draft, edit: edits.RemoveLink) -> None:
    container = draft.container(edit.container)
    endpoints = tuple(
        replace(one, links=tuple(link for link in one.links if link.alias != edit.alias)) for one in container.endpoints
    )
    legacy = tuple(link for link in container.links if link.alias != edit.alias)
    draft.put(replace(container, links=legacy, endpoints=endpoints))


def add_host(draft: Draft, edit: edits.AddHost) -> None:
    container = draft.container(edit.container)
    draft.put(replace(container, extra_hosts=(*container.extra_hosts, f"{edit.name}:{edit.address}")))


def remove_host(draft: Draft, edit: edits.RemoveHost) -> None:
    container = draft.container(edit.container)
    left = tuple(one for one in container.extra_hosts if not one.startswith((f"{edit.name}:", f"{edit.name}=")))
    draft.put(replace(container, extra_hosts=left))


def set_dns(draft: Draft, edit: edits.SetDns) -> None:
    draft.put(replace(draft.container(edit.container), dns=edit.servers))


def set_network_mode(draft: Draft, edit: edits.SetNetworkMode) -> None:
    container = draft.container(edit.container)
    word, _, target = edit.mode.partition(":")
    joined: tuple[Endpoint, ...] = ()
    if word == "container":
        mode = NetworkMode(Mode.CONTAINER, draft.container(target).id)
    else:
        network = draft.network(edit.mode)
        kind = {"host": Mode.HOST, "none": Mode.NONE, "bridge": Mode.BRIDGE}.get(edit.mode, Mode.NETWORK)
        mode = NetworkMode(kind, network.name if kind is Mode.NETWORK else "")
        joined = (plugged(draft, container, network, Endpoint(network.name, network.id)),)
    draft.put(replace(container, network_mode=mode, endpoints=joined, started_at=draft.now()))
    bind_ports(draft, container.id)


def publish(draft: Draft, edit: edits.PublishPort) -> None:
    container = draft.container(edit.container)
    asked = Port(edit.port, edit.protocol, PortStatus.REQUESTED, edit.host_ip, edit.host_port)
    kept = (one for one in container.ports if one.status is not PortStatus.EXPOSED or not _same(one, asked))
    draft.put(replace(container, ports=tuple(sorted((*kept, asked)))))
    bind_ports(draft, container.id)


def unpublish(draft: Draft, edit: edits.UnpublishPort) -> None:
    container = draft.container(edit.container)
    left = Port(edit.port, edit.protocol, PortStatus.EXPOSED)
    kept = (one for one in container.ports if not _same(one, left))
    draft.put(replace(container, ports=tuple(sorted((*kept, left)))))


def republish(draft: Draft, edit: edits.RepublishPort) -> None:
    container = draft.container(edit.container)
    wanted = Port(edit.port, edit.protocol, PortStatus.REQUESTED, edit.host_ip, edit.host_port)
    old = {one for one in container.ports if _same(one, wanted) and one.status is not PortStatus.EXPOSED}
    new = {replace(wanted, host_port=edit.host_port or one.host_port) for one in old}
    draft.put(replace(container, ports=tuple(sorted({*container.ports, *new} - old))))
    bind_ports(draft, container.id)


def listen(draft: Draft, edit: edits.Listen) -> None:
    ident = draft.container(edit.container).id
    bound = Socket(edit.protocol, edit.address, edit.port)

    def told(space: Netns) -> Netns:
        if ident not in space.containers or space.sockets is None:
            return space
        others = (s for s in space.sockets if (s.protocol, s.port) != (edit.protocol, edit.port))
        return replace(space, sockets=tuple(sorted((*others, bound))))

    draft.namespaces = tuple(told(space) for space in draft.namespaces)


def set_user(draft: Draft, edit: edits.SetUser) -> None:
    container = draft.container(edit.container)
    draft.remounted.add(container.id)
    draft.put(replace(container, user=edit.user), rewired=False)


def set_privileged(draft: Draft, edit: edits.SetPrivileged) -> None:
    draft.put(replace(draft.container(edit.container), privileged=edit.privileged), rewired=False)


def set_mount(draft: Draft, edit: edits.SetMount) -> None:
    container = draft.container(edit.container)
    old = next((one for one in container.mounts if one.target == edit.target), None)
    mount = replace(old or Mount(kind=MountKind.TMPFS, target=edit.target), writable=edit.writable)
    if edit.source.startswith("/"):
        mount = Mount(
            kind=MountKind.BIND,
            target=edit.target,
            source=edit.source,
            writable=edit.writable,
            origin=MountOrigin.BINDS,
            propagation="rprivate",
        )
    elif edit.source:
        mount = _volume_mount(draft, edit.source, edit.target, writable=edit.writable)
    _remount(draft, container, edit.target, mount)


def remove_mount(draft: Draft, edit: edits.RemoveMount) -> None:
    _remount(draft, draft.container(edit.container), edit.target)


def _remount(draft: Draft, container: Container, target: str, *mounts: Mount) -> None:
    others = (one for one in container.mounts if one.target != target)
    draft.remounted.add(container.id)
    kept = tuple(sorted((*others, *mounts), key=lambda one: one.target))
    draft.put(replace(container, mounts=kept), rewired=False)


def _volume_mount(draft: Draft, name: str, target: str, *, writable: bool = True) -> Mount:
    known = draft.volumes.get(name)
    if known is None:
        place = f"{draft.snapshot.engine.root_dir or '/var/lib/docker'}/volumes/{name}/_data"
        known = Volume(name=name, driver="local", mountpoint=place, scope="local", created=draft.now())
        draft.volumes[name] = known
    return Mount(
        kind=MountKind.VOLUME,
        target=target,
        source=known.mountpoint,
        volume=name,
        driver=known.driver,
        writable=writable,
        anonymous=known.anonymous,
        origin=MountOrigin.BINDS,
        mode="z",
    )


def _fresh(draft: Draft, ident: str, mount: Mount) -> Mount:
    """A new container gets new anonymous volumes; the old ones stay, without a user."""
    if not mount.anonymous or mount.inherited_from:
        return mount
    name = new_id("volume", ident, mount.target)
    made = _volume_mount(draft, name, mount.target, writable=mount.writable)
    draft.volumes[name] = replace(draft.volumes[name], anonymous=True)
    return replace(mount, volume=name, source=made.source)


def _plug(draft: Draft, container: Container) -> None:
    """Addresses for all endpoints of a container that has just started."""
    for endpoint in container.endpoints:
        network = draft.networks.get(endpoint.network_id) or draft.network(endpoint.network)
        now = draft.container(container.id)
        fresh = plugged(draft, now, network, replace(endpoint, network_id=network.id))
        others = (one for one in now.endpoints if one.network != endpoint.network)
        draft.put(replace(now, endpoints=tuple(sorted((*others, fresh), key=lambda e: (e.network, e.network_id)))))
    bind_ports(draft, container.id)


def _same(one: Port, other: Port) -> bool:
    return (one.port, one.protocol) == (other.port, other.protocol)


def _without(names: tuple[str, ...], gone: str) -> tuple[str, ...]:
    return tuple(name for name in names if name != gone)
