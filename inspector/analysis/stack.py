"""The wires of a host: its namespaces, what each interface is plugged into, and who answers on that link."""

from collections import defaultdict
from dataclasses import dataclass, field

from inspector.analysis.addresses import address_of, network_of
from inspector.analysis.facts import Facts
from inspector.analysis.routing import holds
from inspector.model.container import Container, State
from inspector.model.netns import Interface, Netns
from inspector.model.network import Network

LINK_OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Plug:
    """One interface of one namespace and the link (layer-2 segment) that it is plugged into.

    segment: `bridge:NAME`, `macvlan:PARENT` or `outside:DEVICE`. port: the host's device that frames pass, or "".
    """

    netns: str
    interface: str
    segment: str
    port: str = ""
    parent: bool = False


@dataclass(slots=True)
class Stack:
    """All namespaces by inode, and every link with its plugs."""

    facts: Facts
    host: Netns | None = None
    on_host: dict[int, Interface] = field(default_factory=dict)
    spaces: dict[str, Netns] = field(default_factory=dict)
    owners: dict[str, Container] = field(default_factory=dict)
    plugs: dict[tuple[str, str], Plug] = field(default_factory=dict)
    segments: dict[str, list[Plug]] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Facts) -> "Stack":
        """Plug every interface of the snapshot in."""
        stack = cls(facts, facts.snapshot.host_netns)
        stack.on_host = {one.ifindex: one for one in stack.host.interfaces} if stack.host else {}
        stack.spaces = {ns.inode: ns for ns in facts.snapshot.namespaces if ns.read}
        for ns in stack.spaces.values():
            owner = next((c for i in ns.containers if (c := facts.containers.get(i)) and c.endpoints), None)
            if owner and not ns.host:
                stack.owners[ns.inode] = owner
        for ns in stack.spaces.values():
            for interface in ns.interfaces:
                plug = stack._plug(ns, interface)
                if plug:
                    stack.plugs[ns.inode, interface.name] = plug
        segments: dict[str, list[Plug]] = defaultdict(list)
        for plug in stack.plugs.values():
            segments[plug.segment].append(plug)
        stack.segments = dict(segments)
        return stack

    def _plug(self, ns: Netns, interface: Interface) -> Plug | None:
        if interface.name == "lo" or interface.master:
            return None
        if interface.kind == "bridge":
            return Plug(ns.inode, interface.name, f"bridge:{interface.name}") if ns.host else None
        if interface.kind in ("macvlan", "ipvlan", "macvtap"):
            parent = self.on_host.get(interface.peer_ifindex)
            name = parent.name if parent else "?"
            return Plug(ns.inode, interface.name, f"macvlan:{name}")
        if interface.kind == "veth" and not ns.host and self.host:
            peer = self._host_peer(ns, interface)
            if peer and peer.master:
                return Plug(ns.inode, interface.name, f"bridge:{peer.master}", peer.name)
        if not ns.host:
            return Plug(ns.inode, interface.name, f"unread:{ns.inode}:{interface.name}")
        return Plug(ns.inode, interface.name, f"{LINK_OUTSIDE}:{interface.name}", parent=True)

    def _host_peer(self, ns: Netns, interface: Interface) -> Interface | None:
        """The host's end of a container's veth: its ifindex is our iflink, and it points back at our namespace."""
        peer = self.on_host.get(interface.peer_ifindex)
        if peer is None or peer.kind != "veth":
            return None
        if ns.nsid is not None and peer.peer_nsid is not None and peer.peer_nsid != ns.nsid:
            return None
        return peer

    def who_has(self, segment: str, address: str, asker: Plug) -> Plug | None:
        """Who answers ARP (or neighbour discovery) for an address on a link: its holder there, or who has it elsewhere.

        The kernel answers for any of its own addresses on any interface (arp_ignore 0). The namespace of a macvlan's
        parent never hears the children.
        """
        answering: list[Plug] = []
        for plug in self.segments.get(segment, ()):
            if plug == asker or plug.netns == asker.netns:
                continue
            ns = self.spaces[plug.netns]
            interface = next((i for i in ns.interfaces if i.name == plug.interface), None)
            if interface and any(a.address == address and not a.tentative for a in interface.addresses):
                return plug
            if holds(ns, address) and not address_of(address).is_loopback:
                answering.append(plug)
        return answering[0] if answering else None

    def on_link(self, interface: Interface, address: str) -> bool:
        """Whether the address lies in one of the interface's own networks."""
        wanted = address_of(address)
        return any(
            wanted in network_of(f"{a.address}/{a.prefix}") for a in interface.addresses if a.family == wanted.version
        )

    def network_on(self, segment: str) -> Network | None:
        """The Docker network that a link realises: by bridge device, or by parent for macvlan."""
        kind, _, name = segment.partition(":")
        for network in self.facts.snapshot.networks:
            if (kind == "bridge" and network.bridge == name) or (kind == "macvlan" and network.parent == name):
                return network
        return None

    def docker_network(self, address: str) -> Network | None:
        """The Docker network whose subnet the address lies in."""
        wanted = address_of(address)
        for network in self.facts.snapshot.networks:
            if any(wanted in network_of(s.cidr) for s in network.subnets if s.cidr):
                return network
        return None

    def unread_holder(self, address: str) -> bool:
        """Whether a running container has the address, but its namespace was not read."""
        return any(
            c.has_netns and not any(c.id in ns.containers for ns in self.spaces.values())
            for c, _ in self.facts.by_address.get(address, ())
        )

    def stopped_holder(self, address: str) -> Container | None:
        """A container that does not run now but had, or is to get, this address."""
        for container in self.facts.snapshot.containers:
            if container.state in (State.RUNNING, State.PAUSED):
                continue
            if any(address in (e.static_ipv4, e.static_ipv6, e.ipv4, e.ipv6) for e in container.endpoints):
                return container
        return None
