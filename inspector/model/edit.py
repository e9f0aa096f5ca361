"""Edits: the changes to a host that a fix stands for, and that a what-if makes on paper. None is ever run.

Containers and networks are named by id or by name, volumes by name, as a person or a finding has them at hand.
"""

from msgspec import Struct


def _tag(name: str) -> str:
    """`ConnectNetwork` is `connect-network` in JSON."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


class Change(Struct, frozen=True, kw_only=True, tag_field="edit", tag=_tag):
    """What all edits share: in JSON the key `edit` names the kind."""


class ConnectNetwork(Change, frozen=True, kw_only=True):
    """`docker network connect`: live, without a restart. ipv4 "" lets the engine choose."""

    container: str
    network: str
    aliases: tuple[str, ...] = ()
    ipv4: str = ""
    gw_priority: int = 0


class DisconnectNetwork(Change, frozen=True, kw_only=True):
    """`docker network disconnect`: live."""

    container: str
    network: str


class CreateNetwork(Change, frozen=True, kw_only=True):
    """`docker network create`. subnet "" takes one that is free."""

    network: str
    driver: str = "bridge"
    subnet: str = ""
    internal: bool = False
    ipv6: bool = False
    options: tuple[tuple[str, str], ...] = ()


class RemoveNetwork(Change, frozen=True, kw_only=True):
    """`docker network rm`, and whoever is attached is disconnected before."""

    network: str


class SetInternal(Change, frozen=True, kw_only=True):
    """The network made anew with or without --internal; its containers reconnect."""

    network: str
    internal: bool


class SetNetworkOption(Change, frozen=True, kw_only=True):
    """The network made anew with a driver option; value "" takes the option away."""

    network: str
    key: str
    value: str


class SetMtu(Change, frozen=True, kw_only=True):
    """The network made anew with another MTU, in bytes."""

    network: str
    mtu_bytes: int


class SetSubnet(Change, frozen=True, kw_only=True):
    """The network made anew with another IPv4 subnet (CIDR); its containers get new addresses."""

    network: str
    subnet: str


class SetGatewayPriority(Change, frozen=True, kw_only=True):
    """Which of a container's networks carries its default route (engine 28 on): the highest."""

    container: str
    network: str
    gw_priority: int


class AddAlias(Change, frozen=True, kw_only=True):
    """One more name on one network; Docker does this by a reconnect."""

    container: str
    network: str
    alias: str


class RemoveAlias(Change, frozen=True, kw_only=True):
    """One name less on one network; Docker does this by a reconnect."""

    container: str
    network: str
    alias: str


class SetHostname(Change, frozen=True, kw_only=True):
    """Another --hostname, "" for the one that the engine makes from the id. Needs a recreate."""

    container: str
    hostname: str = ""


class RemoveLink(Change, frozen=True, kw_only=True):
    """One --link less. Needs a recreate."""

    container: str
    alias: str


class AddHost(Change, frozen=True, kw_only=True):
    """One --add-host more; the address may be `host-gateway`. Needs a recreate."""

    container: str
    name: str
    address: str


class RemoveHost(Change, frozen=True, kw_only=True):
    """One --add-host less. Needs a recreate."""

    container: str
    name: str


class SetDns(Change, frozen=True, kw_only=True):
    """Other --dns servers, none for what the host uses. Needs a recreate."""

    container: str
    servers: tuple[str, ...] = ()


class SetNetworkMode(Change, frozen=True, kw_only=True):
    """Another --network, as the CLI writes it: `host`, `none`, `container:NAME` or a network. Needs a recreate."""

    container: str
    mode: str


class PublishPort(Change, frozen=True, kw_only=True):
    """One -p more. Needs a recreate."""

    container: str
    port: int
    host_port: int
    protocol: str = "tcp"
    host_ip: str = ""


class UnpublishPort(Change, frozen=True, kw_only=True):
    """No -p for this container port any more. Needs a recreate."""

    container: str
    port: int
    protocol: str = "tcp"


class RepublishPort(Change, frozen=True, kw_only=True):
    """The same -p with another host address, such as 127.0.0.1, or another host port (0 keeps it). Needs a recreate."""

    container: str
    port: int
    protocol: str = "tcp"
    host_ip: str = ""
    host_port: int = 0


class Listen(Change, frozen=True, kw_only=True):
    """The program in the container is told to listen on another address; the engine has no part in it."""

    container: str
    port: int
    address: str
    protocol: str = "tcp"


class StartContainer(Change, frozen=True, kw_only=True):
    """`docker start`."""

    container: str


class StopContainer(Change, frozen=True, kw_only=True):
    """`docker stop`."""

    container: str


class RestartContainer(Change, frozen=True, kw_only=True):
    """`docker restart`: it joins X's present namespace again, reads its files again, and asks names again."""

    container: str


class UnpauseContainer(Change, frozen=True, kw_only=True):
    """`docker unpause`."""

    container: str


class RecreateContainer(Change, frozen=True, kw_only=True):
    """Removed and made again with the same options: new id, new addresses, anonymous volumes left behind."""

    container: str


class RemoveContainer(Change, frozen=True, kw_only=True):
    """`docker rm --force`; its volumes stay."""

    container: str


class SetUser(Change, frozen=True, kw_only=True):
    """Another --user. Needs a recreate."""

    container: str
    user: str


class SetPrivileged(Change, frozen=True, kw_only=True):
    """--privileged given or taken away. Needs a recreate."""

    container: str
    privileged: bool


class SetMount(Change, frozen=True, kw_only=True):
    """One mount more, or another source or access for the one at this target. Needs a recreate.

    source: a host path, or a volume's name, told apart by the slash at its beginning; "" keeps what is there.
    """

    container: str
    target: str
    source: str = ""
    writable: bool = True


class RemoveMount(Change, frozen=True, kw_only=True):
    """One mount less. Needs a recreate."""

    container: str
    target: str


class RemoveVolume(Change, frozen=True, kw_only=True):
    """`docker volume rm`: its data are gone."""

    volume: str


class SetSysctl(Change, frozen=True, kw_only=True):
    """A setting of the host's kernel."""

    key: str
    value: str


Edit = (
    ConnectNetwork
    | DisconnectNetwork
    | CreateNetwork
    | RemoveNetwork
    | SetInternal
    | SetNetworkOption
    | SetMtu
    | SetSubnet
    | SetGatewayPriority
    | AddAlias
    | RemoveAlias
    | SetHostname
    | RemoveLink
    | AddHost
    | RemoveHost
    | SetDns
    | SetNetworkMode
    | PublishPort
    | UnpublishPort
    | RepublishPort
    | Listen
    | StartContainer
    | StopContainer
    | RestartContainer
    | UnpauseContainer
    | RecreateContainer
    | RemoveContainer
    | SetUser
    | SetPrivileged
    | SetMount
    | RemoveMount
    | RemoveVolume
    | SetSysctl
)
"""Every edit there is; JSON tells them apart by their key `edit`."""
