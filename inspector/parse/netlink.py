"""Network namespaces: the JSON of `ip -j` (Evidence.namespaces) into the model. Pure; odd input becomes a Gap."""

import re
from collections.abc import Mapping
from functools import partial

from inspector.model.evidence import Gap, Json
from inspector.model.netns import Address, Interface, Neighbour, Netns, PolicyRule, Route, Socket
from inspector.parse.addressing import address, is_address, is_network
from inspector.parse.reading import Cursor, get, integer, mapping, sequence, text
from inspector.parse.remembered import Remembered

_FAMILIES = {"inet": 4, "inet6": 6}


def namespaces(raw: Mapping[str, Json], known: Remembered | None = None) -> tuple[tuple[Netns, ...], tuple[Gap, ...]]:
    """All namespaces, the host's first, the others by inode. known: what was read of them the last time."""
    known = known or Remembered()
    gaps: list[Gap] = []
    found = [
        known.read(Cursor(raw[key], f"namespaces/{text(key)}", gaps), partial(_namespace, text(key)))
        for key in sorted(raw, key=str)
    ]
    return tuple(sorted(found, key=lambda namespace: (not namespace.host, namespace.inode))), tuple(sorted(set(gaps)))


def _namespace(inode: str, entry: Cursor) -> Netns:
    return Netns(
        inode=inode,
        host=entry.flag("host"),
        nsid=None if get(entry.value, "nsid") is None else entry.integer("nsid"),
        containers=tuple(sorted(entry.texts("containers"))),
        read=isinstance(get(entry.value, "link"), list),
        interfaces=_interfaces(entry),
        routes=tuple(
            route
            for family, key in ((4, "route"), (6, "route6"))
            for place in _objects(entry, key)
            for route in _routes(family, place)
        ),
        neighbours=tuple(sorted(_neighbour(place) for place in _objects(entry, "neigh"))),
        sockets=_sockets(entry),
        sysctls=entry.pairs("sysctl"),
        rules=tuple(_rule(f, place) for f, key in ((4, "rule"), (6, "rule6")) for place in _objects(entry, key)),
    )


SELECTORS = ("src", "srclen", "dst", "dstlen", "iif", "oif", "fwmark", "fwmask", "not")
FOLLOWED = frozenset({"priority", "table", "action", "suppress_prefixlen", *SELECTORS})


def _rule(family: int, place: Cursor) -> PolicyRule:
    mark = _mark(get(place.value, "fwmark"))
    return PolicyRule(
        family=family,
        priority=place.integer("priority"),
        source=_selector(place, "src"),
        destination=_selector(place, "dst"),
        iif=place.text("iif"),
        oif=place.text("oif"),
        mark=mark,
        mask=_mark(get(place.value, "fwmask")) or (0xFFFFFFFF if mark else 0),
        table=place.text("table"),
        suppress_prefix=-1 if get(place.value, "suppress_prefixlen") is None else place.integer("suppress_prefixlen"),
        action=place.text("action"),
        inverted="not" in mapping(place.value),
        understood=not mapping(place.value).keys() - FOLLOWED,
    )


def _mark(value: Json) -> int:
    """A mark as a number, or in hexadecimal as iproute2 prints it."""
    written = text(value)
    return int(written, 16) if re.fullmatch(r"0x[0-9a-fA-F]{1,8}", written) else integer(value)


def _selector(place: Cursor, key: str) -> str:
    address = place.text(key)
    if address in ("", "all"):
        return ""
    length = get(place.value, f"{key}len")
    return address if length is None else f"{address}/{integer(length)}"


def _interfaces(entry: Cursor) -> tuple[Interface, ...]:
    addresses = {place.integer("ifindex"): _addresses(place) for place in _objects(entry, "addr")}
    links = _objects(entry, "link")
    indexes = {text(get(link.value, "ifname")): integer(get(link.value, "ifindex")) for link in links}
    found = (_interface(link, indexes, addresses) for link in links if link.integer("ifindex"))
    return tuple(sorted(found, key=lambda interface: interface.ifindex))


def _interface(link: Cursor, indexes: Mapping[str, int], addresses: Mapping[int, tuple[Address, ...]]) -> Interface:
    """`link` names the other end in the same namespace; `link_index` numbers it in the one that link_netnsid names."""
    elsewhere = get(link.value, "link_netnsid") is not None
    near = indexes.get(text(get(link.value, "link")), 0)
    index = link.integer("ifindex")
    return Interface(
        ifindex=index,
        name=link.text("ifname"),
        kind=link.text("linkinfo", "info_kind"),
        mac=link.text("address").lower(),
        mtu_bytes=link.integer("mtu"),
        up="UP" in sequence(get(link.value, "flags")),
        operstate=link.text("operstate"),
        master=link.text("master"),
        peer_ifindex=link.integer("link_index") or near,
        peer_nsid=link.integer("link_netnsid") if elsewhere else None,
        addresses=addresses.get(index, ()),
    )


def _addresses(entry: Cursor) -> tuple[Address, ...]:
    return tuple(
        Address(
            *(_FAMILIES[family], local, place.integer("prefixlen"), place.text("scope")),
            tentative=bool(get(place.value, "tentative")) and not get(place.value, "nodad"),
        )
        for place in _objects(entry, "addr_info")
        if (family := text(get(place.value, "family"))) in _FAMILIES
        and (local := address(place, "local"))
        and is_network(f"{local}/{place.integer('prefixlen')}")
    )


def _routes(family: int, route: Cursor) -> list[Route]:
    """One Route for each next hop of a multipath route; none where nobody can say what it leads to."""
    destination = route.text("dst")
    if destination != "default" and not is_network(destination):
        route.malformed("a route's destination", ("dst",), destination)
        return []
    hops = _objects(route, "nexthops") or [route]
    return [
        Route(
            family=family,
            destination=destination,
            gateway=address(hop, "gateway") or hop.text("via", "host"),
            device=hop.text("dev"),
            source=address(route, "prefsrc"),
            metric=route.integer("metric"),
            table=route.text("table") or "main",
            type=route.text("type") or "unicast",
            scope=route.text("scope") or "global",
        )
        for hop in hops
    ]


def _neighbour(entry: Cursor) -> Neighbour:
    return Neighbour(entry.text("dst"), entry.text("dev"), entry.text("lladdr").lower(), ",".join(entry.texts("state")))


def _sockets(entry: Cursor) -> tuple[Socket, ...] | None:
    """None unless there is a list: an empty one says that nobody listens, its absence says nothing."""
    if not isinstance(get(entry.value, "sockets"), list):
        entry.each("sockets")
        return None
    found = {_socket(place) for place in _objects(entry, "sockets")}
    return tuple(sorted(one for one in found if one.address == "*" or is_address(one.address)))


def _socket(entry: Cursor) -> Socket:
    return Socket(
        entry.text("protocol"),
        entry.text("address"),
        entry.integer("port"),
        entry.flag("v6only"),
        entry.text("peer"),
        entry.text("device"),
    )


def _objects(entry: Cursor, key: str) -> list[Cursor]:
    """The objects of a list; a member of another type is left out with a Gap."""
    places = entry.each(key)
    for place in places:
        if not isinstance(place.value, dict):
            place.malformed("an object", (), place.value)
    return [place for place in places if isinstance(place.value, dict)]
