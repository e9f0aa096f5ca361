"""Fixes for who has a compose file and no engine yet: the edit in the file in the place of a command."""

import re
import shlex
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from msgspec.structs import replace

from inspector.model import edit as edits
from inspector.model.answer import Fix
from inspector.model.container import Container, Mode
from inspector.model.network import Network
from inspector.model.snapshot import Origin, Snapshot
from inspector.parse.networks import MTU

_COMMAND = re.compile(r"^docker (?:network|run|start|restart|rm|volume|unpause|logs)\b")


def in_the_file(fix: Fix, snapshot: Snapshot) -> Fix:
    """The fix as an edit of the compose file that the snapshot is composed from; of any other, as it is.

    A fix that no edit stands for keeps its words, without the command: there is no container yet to run it on.
    """
    if snapshot.origin is not Origin.COMPOSED:
        return fix
    places = _Places(snapshot)
    steps = list(dict.fromkeys(step for edit in fix.edits or _of_commands(fix.command) for step in places.step(edit)))
    if steps:
        words = "; ".join(steps)
        return replace(
            fix, text=words if fix.command or "recreate" in fix.text else f"{fix.text}: {words}", command="", cost=""
        )
    return replace(fix, command="" if _COMMAND.match(fix.command) else fix.command)


class _Places:
    """Where the parts of a snapshot stand in its file."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.containers = {word: one for one in snapshot.containers for word in (one.id, one.name)}
        self.networks = {word: one for one in snapshot.networks for word in (one.id, one.name)}

    def step(self, edit: edits.Edit) -> Iterator[str]:
        """What to write where; nothing for what a file cannot say."""
        words = _STEPS.get(type(edit))
        if words is not None:
            yield words(self, edit)

    def service(self, word: str) -> str:
        known = self.containers.get(word)
        return known.written if isinstance(known, Container) and known.written else f"the service of {word}"

    def network(self, word: str) -> str:
        known = self.networks.get(word)
        if isinstance(known, Network) and ": " in known.written:
            return known.written
        return f"networks.{word}"

    def key(self, word: str) -> str:
        """What the file calls a network."""
        return self.network(word).rpartition("networks.")[2]


def _of_commands(line: str) -> list[edits.Edit]:
    """What the network commands of a fix do."""
    found: list[edits.Edit] = []
    for one in line.split("; "):
        try:
            words = shlex.split(one)
        except ValueError:
            return []
        match words:
            case ["docker", "network", "connect", *options, network, container] if network != "NETWORK":
                aliases = tuple(word for option, word in pairwise(options) if option == "--alias")
                found.append(edits.ConnectNetwork(container=container, network=network, aliases=aliases))
            case ["docker", "network", "create", network]:
                found.append(edits.CreateNetwork(network=network))
            case _:
                return []
    return found


def _volume(edit: edits.SetMount) -> str:
    return f"{edit.source}:{edit.target}{'' if edit.writable else ':ro'}"


def _published(address: str, host_port: int, port: int, protocol: str) -> str:
    front = f"[{address}]:" if ":" in address else f"{address}:" if address else ""
    return f'"{front}{host_port or port}:{port}{"" if protocol == "tcp" else "/" + protocol}"'


def _connect(at: _Places, edit: edits.ConnectNetwork) -> str:
    """A service that names no network is on the default one, and leaves it as soon as it names another."""
    place, key = at.service(edit.container), at.key(edit.network)
    one = at.containers.get(edit.container)
    if one and one.network_mode.mode in (Mode.BRIDGE, Mode.NONE, Mode.HOST):
        return f"take {place}.network_mode out, and set {place}.networks: [{key}]"
    on = [at.key(endpoint.network) for endpoint in one.endpoints] if one else []
    if on == ["default"]:
        return f"set {place}.networks: [default, {key}]"
    return f"add {key} to {place}.networks"


_STEPS: dict[type, Callable[[_Places, Any], str]] = {
    edits.ConnectNetwork: _connect,
    edits.DisconnectNetwork: lambda at, e: f"take {at.key(e.network)} out of {at.service(e.container)}.networks",
    edits.CreateNetwork: lambda at, e: f"declare {e.network} under networks",
    edits.RemoveNetwork: lambda at, e: f"take {at.network(e.network)} out",
    edits.SetInternal: lambda at, e: f"set {at.network(e.network)}.internal: {str(e.internal).lower()}",
    edits.SetNetworkOption: lambda at, e: f'set {at.network(e.network)}.driver_opts: {{{e.key}: "{e.value}"}}',
    edits.SetMtu: lambda at, e: f'set {at.network(e.network)}.driver_opts: {{{MTU}: "{e.mtu_bytes}"}}',
    edits.SetSubnet: lambda at, e: f"set {at.network(e.network)}.ipam.config: [{{subnet: {e.subnet}}}]",
    edits.SetGatewayPriority: lambda at, e: (
        f"set {at.service(e.container)}.networks.{at.key(e.network)}.gw_priority: {e.gw_priority}"
    ),
    edits.AddAlias: lambda at, e: f"add {e.alias} to {at.service(e.container)}.networks.{at.key(e.network)}.aliases",
    edits.RemoveAlias: lambda at, e: (
        f"take {e.alias} out of {at.service(e.container)}.networks.{at.key(e.network)}.aliases, or rename its service"
    ),
    edits.SetHostname: lambda at, e: (
        f"set {at.service(e.container)}.hostname: {e.hostname}"
        if e.hostname
        else f"take {at.service(e.container)}.hostname out"
    ),
    edits.RemoveLink: lambda at, e: f"take it out of {at.service(e.container)}.links: a service answers to its name",
    edits.AddHost: lambda at, e: f'add "{e.name}:{e.address}" to {at.service(e.container)}.extra_hosts',
    edits.RemoveHost: lambda at, e: f"take {e.name} out of {at.service(e.container)}.extra_hosts",
    edits.SetDns: lambda at, e: (
        f"set {at.service(e.container)}.dns: [{', '.join(e.servers)}]"
        if e.servers
        else f"take {at.service(e.container)}.dns out"
    ),
    edits.SetNetworkMode: lambda at, e: f"set {at.service(e.container)}.network_mode: {e.mode}",
    edits.PublishPort: lambda at, e: (
        f"add {_published(e.host_ip, e.host_port, e.port, e.protocol)} to {at.service(e.container)}.ports"
    ),
    edits.UnpublishPort: lambda at, e: f"take port {e.port} out of {at.service(e.container)}.ports",
    edits.RepublishPort: lambda at, e: (
        f"write {_published(e.host_ip, e.host_port, e.port, e.protocol)} in {at.service(e.container)}.ports"
    ),
    edits.SetUser: lambda at, e: f'set {at.service(e.container)}.user: "{e.user}"',
    edits.SetPrivileged: lambda at, e: f"set {at.service(e.container)}.privileged: {str(e.privileged).lower()}",
    edits.SetMount: lambda at, e: f'write "{_volume(e)}" in {at.service(e.container)}.volumes',
    edits.RemoveMount: lambda at, e: f"take the mount at {e.target} out of {at.service(e.container)}.volumes",
}
