"""Apply edits to a snapshot: the host as it would be, on paper. Nothing is ever run."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from inspector.changes import containers, networks
from inspector.changes.draft import Draft
from inspector.dockerd.namespaces import assume_namespaces, assume_proxies
from inspector.model import edit as edits
from inspector.model.netns import Netns, Proxy, Socket
from inspector.model.snapshot import Origin, Snapshot


def apply(snapshot: Snapshot, changes: Iterable[edits.Edit]) -> Snapshot:
    """The snapshot with every change made, in their order. Raises UsageError for one that names what is not there.

    Where wiring changes, the kernel's facts about it (links, routes, firewall, proxies) no longer hold: they are
    derived anew from what this engine sets up, and marked as assumed. Rules of the user's own are then left out. Who
    listens, the sysctls and the files of containers that were not touched stay as they were read.
    """
    draft = Draft(snapshot)
    for change in changes:
        _HANDLERS[type(change)](draft, change)
    edited = replace(
        snapshot,
        origin=Origin.EDITED,
        containers=tuple(sorted(draft.containers.values(), key=lambda one: (one.name, one.id))),
        networks=tuple(sorted(draft.networks.values(), key=lambda one: (one.name, one.id))),
        volumes=tuple(sorted(draft.volumes.values(), key=lambda one: one.name)),
        namespaces=draft.namespaces,
        container_files=tuple(one for one in snapshot.container_files if one.owner not in draft.remounted),
    )
    return _rewired(edited, draft) if draft.rewired else edited


def _rewired(edited: Snapshot, draft: Draft) -> Snapshot:
    """The snapshot with new wiring, where the old one had been read."""
    linked = {one.id for one in edited.containers if one.links} & draft.rewired
    kept = tuple(one for one in edited.name_files if one.owner not in draft.rewired | linked)
    edited = replace(edited, name_files=kept)
    host = edited.host_netns
    if host is None or not host.interfaces:
        return replace(edited, rulesets=(), proxies=None)
    proxies = _proxies(edited, draft.snapshot)
    spaces = tuple(_kept(space, edited.namespaces) for space in assume_namespaces(edited))
    spaces = tuple(_heard(space, draft.snapshot.proxies or (), proxies or ()) for space in spaces)
    return replace(edited, namespaces=spaces, rulesets=(), proxies=proxies)


def _proxies(edited: Snapshot, before: Snapshot) -> tuple[Proxy, ...] | None:
    """The engine's proxies anew; none where it was seen to run without them."""
    if before.proxies is None:
        return None
    return assume_proxies(edited) if before.proxies or not assume_proxies(before) else ()


def _kept(space: Netns, before: Iterable[Netns]) -> Netns:
    """A derived namespace with what programs and people set in it: sockets and sysctls."""
    owner = space.containers[:1]
    same = (one for one in before if one.host == space.host and (space.host or set(owner) & set(one.containers)))
    old = next(same, None)
    return replace(space, sockets=old.sockets, sysctls=old.sysctls or space.sysctls) if old else space


def _heard(space: Netns, before: Iterable[Proxy], now: Iterable[Proxy]) -> Netns:
    """The host's sockets with those of the proxies that are there now."""
    if not space.host or space.sockets is None:
        return space
    gone = {(one.protocol, one.host_ip, one.host_port) for one in before}
    others = {one for one in space.sockets if (one.protocol, one.address, one.port) not in gone}
    fresh = {Socket(one.protocol, one.host_ip, one.host_port, v6only=":" in one.host_ip) for one in now}
    return replace(space, sockets=tuple(sorted(others | fresh)))


def _remove_volume(draft: Draft, edit: edits.RemoveVolume) -> None:
    del draft.volumes[draft.volume(edit.volume).name]


def _set_sysctl(draft: Draft, edit: edits.SetSysctl) -> None:
    host = next((space for space in draft.namespaces if space.host), None)
    if host is not None:
        settings = tuple(sorted((dict(host.sysctls) | {edit.key: edit.value}).items()))
        others = (space for space in draft.namespaces if not space.host)
        draft.namespaces = (replace(host, sysctls=settings), *others)


_HANDLERS: dict[type, Callable[[Draft, Any], None]] = {
    edits.ConnectNetwork: networks.connect,
    edits.DisconnectNetwork: networks.disconnect,
    edits.CreateNetwork: networks.create,
    edits.RemoveNetwork: networks.remove,
    edits.SetInternal: networks.set_internal,
    edits.SetNetworkOption: networks.set_option,
    edits.SetMtu: networks.set_mtu,
    edits.SetSubnet: networks.set_subnet,
    edits.SetGatewayPriority: networks.set_gateway_priority,
    edits.AddAlias: networks.add_alias,
    edits.RemoveAlias: networks.remove_alias,
    edits.SetHostname: containers.set_hostname,
    edits.RemoveLink: containers.remove_link,
    edits.AddHost: containers.add_host,
    edits.RemoveHost: containers.remove_host,
    edits.SetDns: containers.set_dns,
    edits.SetNetworkMode: containers.set_network_mode,
    edits.PublishPort: containers.publish,
    edits.UnpublishPort: containers.unpublish,
    edits.RepublishPort: containers.republish,
    edits.Listen: containers.listen,
    edits.StartContainer: containers.start,
    edits.StopContainer: containers.stop,
    edits.RestartContainer: containers.restart,
    edits.UnpauseContainer: containers.unpause,
    edits.RecreateContainer: containers.recreate,
    edits.RemoveContainer: containers.remove,
    edits.SetUser: containers.set_user,
    edits.SetPrivileged: containers.set_privileged,
    edits.SetMount: containers.set_mount,
    edits.RemoveMount: containers.remove_mount,
    edits.RemoveVolume: _remove_volume,
    edits.SetSysctl: _set_sysctl,
}
