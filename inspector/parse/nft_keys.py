"""Left-hand sides of nft expressions: which facts of the packet they read, and what they take for granted."""

from typing import NamedTuple

from inspector.model.evidence import Json
from inspector.model.firewall import ALL_BITS, Match

PROTOCOLS = {"tcp": 6, "udp": 17, "dccp": 33, "sctp": 132, "udplite": 136, "icmp": 1, "icmpv6": 58}
META = {
    "iifname": "iif",
    "iif": "iif",
    "oifname": "oif",
    "oif": "oif",
    "l4proto": "protocol",
    "nfproto": "family",
    "protocol": "family",
    "mark": "mark",
    "pkttype": "pkttype",
}
CT = {"state": "ctstate", "status": "ctstatus", "mark": "ctmark", "direction": "ctdir", "protocol": "ctproto"}
CT_SIDES = {"saddr": "src", "daddr": "dst", "proto-src": "sport", "proto-dst": "dport"}
ADDRESSES = {"saddr": "src", "daddr": "dst"}
PORTS = {"sport": "sport", "dport": "dport"}


class Key(NamedTuple):
    """Names of the facts, the matches that nft adds by itself (`tcp dport` is about TCP only), and a bit mask."""

    names: tuple[str, ...]
    implied: tuple[Match, ...] = ()
    mask: int = ALL_BITS


def key_of(expression: Json, family: str) -> Key | None:
    """Read an expression; None when it reads something that is not known here."""
    if not isinstance(expression, dict) or len(expression) != 1:
        return None
    kind, body = next(iter(expression.items()))
    if kind == "concat" and isinstance(body, list):
        parts = [key_of(part, family) for part in body]
        known = [part for part in parts if part is not None and part.mask == ALL_BITS]
        if len(known) != len(parts):
            return None
        return Key(tuple(n for p in known for n in p.names), tuple(m for p in known for m in p.implied))
    if not isinstance(body, dict):
        return None
    read = {"payload": _payload, "meta": _meta, "ct": _ct, "fib": _fib}.get(kind)
    return read(body, family) if read else None


def _is(name: str, number: int) -> Match:
    return Match(keys=(name,), values=(((number, number),),))


def _payload(body: Json, family: str) -> Key | None:
    protocol, name = str(body.get("protocol")), str(body.get("field"))
    if protocol in ("ip", "ip6"):
        implied = () if family == protocol else (_is("family", 4 if protocol == "ip" else 6),)
        found = ADDRESSES.get(name) or ("protocol" if name in ("protocol", "nexthdr") else "")
        return Key((found,), implied) if found else None
    if protocol == "th" and name in PORTS:
        return Key((PORTS[name],), (Match(keys=("protocol",), values=tuple(((n, n),) for n in (6, 17, 33, 132, 136))),))
    if protocol not in PROTOCOLS:
        return None
    implied = (_is("protocol", PROTOCOLS[protocol]),)
    if protocol in ("icmp", "icmpv6"):
        version = _is("family", 4 if protocol == "icmp" else 6)
        names = ("icmp",) if protocol == "icmp" else ("icmp6",)
        return Key(names, (*implied, version)) if name == "type" else None
    if protocol == "tcp" and name == "flags":
        return Key(("tcpflags",), implied)
    return Key((PORTS[name],), implied) if name in PORTS else None


def _meta(body: Json, _: str) -> Key | None:
    found = META.get(str(body.get("key")))
    return Key((found,)) if found else None


def _ct(body: Json, family: str) -> Key | None:
    name, direction = str(body.get("key")), body.get("dir")
    if direction in ("original", "reply"):
        layer, _, last = name.rpartition(" ")
        side = CT_SIDES.get(last)
        layer = layer or str(body.get("family") or "")
        implied = (_is("family", 4 if layer == "ip" else 6),) if layer in ("ip", "ip6") and layer != family else ()
        return Key((f"ct{'orig' if direction == 'original' else 'repl'}{side}",), implied) if side else None
    return Key((CT[name],)) if name in CT else None


def _fib(body: Json, _: str) -> Key | None:
    flags = body.get("flags")
    flags = {flags} if isinstance(flags, str) else set(map(str, flags)) if isinstance(flags, list) else set()
    here = "-here" if flags & {"iif", "oif"} else ""
    if body.get("result") == "type" and len(flags & {"saddr", "daddr"}) == 1:
        return Key((("srctype" if "saddr" in flags else "dsttype") + here,))
    if body.get("result") in ("oif", "oifname") and {"saddr", "iif"} <= flags:
        return Key(("rpfilter",))
    return None
