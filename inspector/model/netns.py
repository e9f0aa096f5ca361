"""Network namespaces as the kernel tells them: interfaces, addresses, routes."""

from msgspec import Struct


class Address(Struct, frozen=True, order=True):
    """One address of an interface (RTM_NEWADDR); family is 4 or 6."""

    family: int
    address: str
    prefix: int
    scope: str = ""


class Interface(Struct, frozen=True, kw_only=True):
    """One link (RTM_NEWLINK).

    peer_ifindex is IFLA_LINK: for a veth the ifindex of its peer *in the peer's namespace*, for a macvlan that of its
    parent. peer_nsid is IFLA_LINK_NETNSID: the peer's namespace as this namespace numbers it, None when it is this one.
    """

    ifindex: int
    name: str
    kind: str = ""
    mac: str = ""
    mtu_bytes: int = 0
    up: bool = False
    operstate: str = ""
    master: str = ""
    peer_ifindex: int = 0
    peer_nsid: int | None = None
    addresses: tuple[Address, ...] = ()


class Route(Struct, frozen=True, kw_only=True):
    """One route of the main or local table (RTM_NEWROUTE); destination `default` or CIDR."""

    family: int
    destination: str
    gateway: str = ""
    device: str = ""
    source: str = ""
    metric: int = 0
    table: str = "main"
    type: str = "unicast"
    scope: str = ""


class Netns(Struct, frozen=True, kw_only=True):
    """One network namespace. nsid is the number by which the host's namespace knows it, None when it has none."""

    inode: str
    host: bool = False
    nsid: int | None = None
    containers: tuple[str, ...] = ()
    read: bool = True
    interfaces: tuple[Interface, ...] = ()
    routes: tuple[Route, ...] = ()


class InterfaceRow(Struct, frozen=True, kw_only=True):
    """One line of the veth table: a container's interface, and its other end on the host.

    Joined by iflink and namespace (never by host link_index alone, which repeats from engine 28 on), the network by MAC
    or address (never by position: ethN order changes over restarts).
    """

    container: str
    container_name: str
    interface: str
    ifindex: int
    kind: str
    mac: str = ""
    mtu_bytes: int = 0
    addresses: tuple[str, ...] = ()
    host_interface: str = ""
    host_ifindex: int = 0
    bridge: str = ""
    network: str = ""
    network_id: str = ""
    netns: str = ""
