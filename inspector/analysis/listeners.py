"""Who takes a packet that arrived: a socket, docker-proxy for a published port, or nobody."""

from dataclasses import dataclass

from inspector.analysis.addresses import address_of
from inspector.analysis.facts import Facts
from inspector.model.answer import Citation, Protocol, Source
from inspector.model.anywhere import ANY
from inspector.model.container import PortStatus
from inspector.model.netns import Netns, Proxy, Socket


@dataclass(frozen=True, slots=True)
class Taker:
    """listening: None when the sockets of that namespace were not read. proxy: the docker-proxy behind it."""

    listening: bool | None
    cite: Citation
    proxy: Proxy | None = None
    only_loopback: bool = False
    reserved: bool = False


def taker(facts: Facts, ns: Netns, place: str, protocol: Protocol, address: str, port: int) -> Taker:
    """Decide who accepts `protocol` on `address:port` inside a namespace. The kernel itself answers ICMP echo."""
    if protocol is Protocol.ICMP:
        return Taker(True, Citation(Source.MODEL, place, "the kernel answers echo requests"))
    proxy = _proxy(facts, protocol, address, port) if ns.host else None
    if ns.sockets is None:
        if proxy:
            assumed = Citation(Source.MODEL, place, f"docker-proxy serves {_proxy_text(proxy)}", assumed=True)
            return Taker(True, assumed, proxy)
        return Taker(None, Citation(Source.SOCKET, place, "listening sockets were not read"))
    on_port = [s for s in ns.sockets if s.protocol == protocol.value and s.port == port and not s.peer]
    reserved = ns.host and proxy is None and _reserved(facts, protocol, port)
    for socket in on_port:
        if accepts(socket, address):
            text = f"{protocol.value} {_shown(socket.address)}:{port} listens"
            return Taker(True, Citation(Source.SOCKET, place, text), proxy, reserved=reserved)
    elsewhere = ", ".join(sorted(f"{_shown(s.address)}:{s.port}" for s in on_port))
    text = f"nobody listens on {protocol.value} {_shown(address)}:{port}" + (
        f" (only {elsewhere})" if elsewhere else ""
    )
    loopback = bool(on_port) and all(is_loopback(s) for s in on_port)
    return Taker(False, Citation(Source.SOCKET, place, text), None, loopback)


def _reserved(facts: Facts, protocol: Protocol, port: int) -> bool:
    """Whether the socket on a port of the host only keeps it for a container: published, and no docker-proxy runs.

    Without userland proxy dockerd itself binds the port and never accepts (moby dummyProxy); the firewall translates
    before.
    """
    if facts.snapshot.proxies is None:
        return False
    ports = (p for c in facts.snapshot.containers if c.has_netns for p in c.ports)
    return any((p.host_port, p.protocol, p.status) == (port, protocol.value, PortStatus.PUBLISHED) for p in ports)


def accepts(socket: Socket, address: str) -> bool:
    """Whether a socket bound to `socket.address` receives for this destination; `::` takes IPv4 too unless v6only."""
    bound = socket.address.partition("%")[0]
    wanted = address_of(address)
    if bound in (ANY[wanted.version], "*"):
        return True
    if wanted.version == 4 and bound == ANY[6]:
        return not socket.v6only
    if bound.lower().startswith("::ffff:") and wanted.version == 4:
        return bound[7:] == address
    return address_of(bound) == wanted


def is_loopback(socket: Socket) -> bool:
    """Whether only its own namespace can reach this socket."""
    bound = socket.address.partition("%")[0]
    return bound not in ("", "*") and address_of(bound).is_loopback


def _proxy(facts: Facts, protocol: Protocol, address: str, port: int) -> Proxy | None:
    wanted = address_of(address)
    for proxy in facts.snapshot.proxies or ():
        if proxy.protocol == protocol.value and proxy.host_port == port:
            bound = address_of(proxy.host_ip or ANY[4])
            if bound == wanted or (bound.is_unspecified and bound.version == wanted.version):
                return proxy
    return None


def _proxy_text(proxy: Proxy) -> str:
    return f"{_shown(proxy.host_ip)}:{proxy.host_port}/{proxy.protocol} for {proxy.container_ip}:{proxy.container_port}"


def _shown(address: str) -> str:
    return f"[{address}]" if ":" in address else address
