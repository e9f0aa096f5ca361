"""Which way a packet leaves a namespace: local delivery, a device and next hop, or no route."""

from dataclasses import dataclass

from inspector.analysis.addresses import address_of, network_of
from inspector.analysis.policy_routing import look_ups
from inspector.model.answer import Citation, Source
from inspector.model.netns import Interface, Netns, Route

REFUSING = {"unreachable": "host-unreachable", "prohibit": "denied", "blackhole": "dropped"}


@dataclass(frozen=True, slots=True)
class Way:
    """One routing decision.

    next_hop is the address asked for on the link, source the address a local sender would take. unknown: the routing
    rule that may decide and cannot be followed.
    """

    local: bool = False
    device: str = ""
    next_hop: str = ""
    source: str = ""
    refuses: str = ""
    unknown: str = ""
    cite: Citation | None = None


def holds(netns: Netns, address: str) -> Interface | None:
    """The interface of this namespace that has the address; the loopback device for all of 127.0.0.0/8.

    ::1 must be there: engines switch IPv6 off in containers that have no IPv6 network, also on lo (up to 25).
    """
    wanted = address_of(address)
    if wanted.version == 4 and wanted.is_loopback:
        lo = next((interface for interface in netns.interfaces if interface.name == "lo"), None)
        return lo or netns.holders.get(address)
    return netns.holders.get(address)


def route(
    netns: Netns, destination: str, place: str, *, source: str = "", iif: str = "lo", mark: int | None = 0
) -> Way | None:
    """The kernel's choice for `destination`: own addresses, then table by table in the order of the routing rules.

    In a table the longest prefix wins, then the smallest metric. None when no route matches (ENETUNREACH for a local
    sender). Source: RTM_GETROUTE, RTM_GETRULE and the interfaces' addresses.
    """
    own = holds(netns, destination)
    if own:
        text = f"{destination} is an address of {own.name}"
        cite = Citation(Source.LINK, f"{place} {own.name}", text, netns.assumed)
        return Way(local=True, device="lo", next_hop=destination, source=destination, cite=cite)
    for where in look_ups(netns, destination, source, iif, mark):
        if where.unknown:
            return Way(unknown=where.unknown)
        if where.refuses:
            cite = Citation(Source.ROUTE, f"{place} routing rules", where.refuses)
            return Way(refuses=REFUSING.get(where.refuses, "dropped"), cite=cite)
        best = _best(netns, destination, where.table)
        if (
            best is None
            or (where.suppress_prefix >= 0 and _length(best) <= where.suppress_prefix)
            or best.type == "throw"
        ):
            continue
        cite = Citation(Source.ROUTE, place, _text(best), netns.assumed)
        if best.type in REFUSING:
            return Way(refuses=REFUSING[best.type], cite=cite)
        chosen = best.source or _source(netns, best.device, destination, best.gateway)
        return Way(device=best.device, next_hop=best.gateway or destination, source=chosen, cite=cite)
    return None


def _length(chosen: Route) -> int:
    return 0 if chosen.destination == "default" else network_of(chosen.destination).prefixlen


def _best(netns: Netns, destination: str, table: str) -> Route | None:
    names = ("main", "254", "") if table in ("main", "254") else (table,)
    wanted = address_of(destination)
    best: tuple[int, int] | None = None
    chosen: Route | None = None
    for candidate in netns.routes:
        if candidate.family != wanted.version or candidate.table not in names or candidate.type == "multicast":
            continue
        cidr = candidate.destination
        if cidr == "default":
            length = 0
        else:
            network = network_of(cidr)
            if wanted not in network:
                continue
            length = network.prefixlen
        key = (-length, candidate.metric)
        if best is None or key < best:
            best, chosen = key, candidate
    return chosen


def _source(netns: Netns, device: str, destination: str, gateway: str) -> str:
    """The address the kernel picks without `src`: the device's on the next hop's link, else its first, else any."""
    family = address_of(destination).version
    interface = next((i for i in netns.interfaces if i.name == device), None)
    own = [a for a in interface.addresses if a.family == family] if interface else []
    usable = [a for a in own if family == 4 or not a.address.lower().startswith("fe80")] or own
    near = address_of(gateway or destination)
    for a in usable:
        if near in network_of(f"{a.address}/{a.prefix}"):
            return a.address
    if usable:
        return usable[0].address
    for interface in netns.interfaces:
        for a in interface.addresses:
            if a.family == family and a.scope == "global":
                return a.address
    return ""


def _text(chosen: Route) -> str:
    words = [chosen.destination]
    if chosen.type not in ("", "unicast"):
        words.insert(0, chosen.type)
    if chosen.gateway:
        words += ["via", chosen.gateway]
    if chosen.device:
        words += ["dev", chosen.device]
    if chosen.source:
        words += ["src", chosen.source]
    return " ".join(words)
