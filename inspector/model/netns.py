"""Network namespaces as the kernel tells them: interfaces, addresses, routes."""

from functools import cached_property

from msgspec import Struct


class Address(Struct, frozen=True, order=True, gc=False):
    """One address of an interface (RTM_NEWADDR); family is 4 or 6.

    tentative: not in use, because it is not yet known to be unique (on a bridge without carrier it stays so).
    """

    family: int
    address: str
    prefix: int
    scope: str = ""
    tentative: bool = False


class Interface(Struct, frozen=True, kw_only=True, gc=False):
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


class Route(Struct, frozen=True, kw_only=True, gc=False):
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


class Neighbour(Struct, frozen=True, order=True, gc=False):
    """One ARP or neighbour-discovery entry (RTM_NEWNEIGH); state in iproute2's words (REACHABLE, STALE, FAILED ...)."""

    address: str
    device: str
    mac: str = ""
    state: str = ""


class Socket(Struct, frozen=True, order=True, gc=False):
    """One listening TCP or bound UDP socket (inet_diag).

    address `0.0.0.0` or `::` is any; v6only tells whether `::` leaves IPv4 out. A UDP socket with a peer receives only
    from that peer. device: SO_BINDTODEVICE, "" when not bound.
    """

    protocol: str
    address: str
    port: int
    v6only: bool = False
    peer: str = ""
    device: str = ""


class HostsLine(Struct, frozen=True, gc=False):
    """One line of an /etc/hosts: address, names, line number from 1."""

    address: str
    names: tuple[str, ...]
    line: int


class NameFiles(Struct, frozen=True, kw_only=True, gc=False):
    """/etc/hosts and /etc/resolv.conf as one container sees them (owner: its id) or the host (owner `host`).

    ext_servers is the engine's own comment `# ExtServers: [host(1.2.3.4) 5.6.7.8]` (26 and later): the address, and
    whether it is asked from the host's namespace.
    """

    owner: str
    hosts: tuple[HostsLine, ...] | None = None
    nameservers: tuple[str, ...] | None = None
    search: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    ext_servers: tuple[tuple[str, bool], ...] = ()


class Proxy(Struct, frozen=True, order=True, gc=False):
    """One running docker-proxy process: what it listens on, and where it connects to."""

    protocol: str
    host_ip: str
    host_port: int
    container_ip: str
    container_port: int


class PolicyRule(Struct, frozen=True, kw_only=True, gc=False):
    """One routing rule (RTM_NEWRULE). "" means any; understood: it has no selector but those kept here.

    suppress_prefix: routes of at most this prefix length do not count, -1 for none. action: "" for a look-up in table.
    """

    family: int
    priority: int
    source: str = ""
    destination: str = ""
    iif: str = ""
    oif: str = ""
    mark: int = 0
    mask: int = 0
    table: str = ""
    suppress_prefix: int = -1
    action: str = ""
    inverted: bool = False
    understood: bool = True


class Netns(Struct, frozen=True, kw_only=True, dict=True):
    """One network namespace. nsid is the number by which the host's namespace knows it, None when it has none.

    sockets is None when they were not read, which is not the same as nobody listening. assumed: derived from
    inspect data by what the engine sets up, not read. sysctls: by dotted name; `absent` where the kernel lacks a
    bridge-nf setting, so that bridged frames pass no iptables. rules: all routing rules, where there are
    others than every namespace is born with; then `main` alone does not tell a packet's way.
    """

    inode: str
    host: bool = False
    nsid: int | None = None
    containers: tuple[str, ...] = ()
    read: bool = True
    assumed: bool = False
    interfaces: tuple[Interface, ...] = ()
    routes: tuple[Route, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    sockets: tuple[Socket, ...] | None = None
    sysctls: tuple[tuple[str, str], ...] = ()
    rules: tuple[PolicyRule, ...] = ()

    @cached_property
    def holders(self) -> dict[str, Interface]:
        """The interface that has an address, by address: every packet asks for it, at each of its steps."""
        found: dict[str, Interface] = {}
        for interface in self.interfaces:
            for one in interface.addresses:
                if not one.tentative:
                    found.setdefault(one.address, interface)
        return found


class InterfaceRow(Struct, frozen=True, kw_only=True, gc=False):
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
