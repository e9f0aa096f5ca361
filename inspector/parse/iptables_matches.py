"""What an iptables rule asks of a packet: its options, module by module -> matches."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from inspector.model.firewall import ALL_BITS, Match, NamedSet, Range
from inspector.parse.firewall_values import Span, address_range, flags, masked, number, numbers, protocol_number
from inspector.parse.icmp_types import icmp_types


class Option(NamedTuple):
    """One option as written: `! --dport 80` is ("--dport", ("80",), True)."""

    name: str
    args: tuple[str, ...]
    negated: bool

    @property
    def text(self) -> str:
        return " ".join(["!"] * self.negated + [self.name, *self.args])

    @property
    def value(self) -> str:
        return " ".join(self.args)


ALWAYS = Match(keys=("always",), values=(((1, 1),),))
NEVER = Match(keys=("always",), values=(((1, 1),),), negated=True)
BASE = frozenset(
    [
        "-s",
        "--source",
        "--src",
        "-d",
        "--destination",
        "--dst",
        "-i",
        "--in-interface",
        "-o",
        "--out-interface",
        "-p",
        "--protocol",
        "-f",
        "-4",
        "-6",
    ]
)
SILENT = frozenset({"comment", "tcp", "udp", "sctp", "dccp", "udplite", "icmp", "icmp6", "icmpv6", "ipv6-icmp"})
"""Modules that by themselves ask nothing; any other without options understood is unknown."""


class Reader:
    """Reads the matches of one table's rules; knows the family and the sets they may name."""

    def __init__(self, family: int, sets: Sequence[NamedSet]) -> None:
        self.family = family
        self.sets = {found.name: found for found in sets}

    def read(self, options: Sequence[Option]) -> tuple[Match, ...]:
        """All matches, in order; a module that is not understood gives one match of the key `unknown` with its text."""
        found: list[Match] = []
        module: list[Option] = []
        for option in options:
            if option.name in ("-m", "--match"):
                found += self._module(module)
                module = [option]
            elif option.name in BASE:
                found += self._base(option)
            else:
                module.append(option)
        return tuple(m for m in found + self._module(module) if m is not ALWAYS)

    def _base(self, option: Option) -> list[Match]:
        match option.name:
            case "-s" | "--source" | "--src":
                return [_match("src", _listed(option.value, address_range), option)]
            case "-d" | "--destination" | "--dst":
                return [_match("dst", _listed(option.value, address_range), option)]
            case "-i" | "--in-interface":
                return [_match("iif", _device(option.value), option)]
            case "-o" | "--out-interface":
                return [_match("oif", _device(option.value), option)]
            case "-f":
                return [ALWAYS if option.negated else NEVER]
            case "-4" | "-6":
                return [_match("family", [(int(option.name[1]),) * 2], option)]
        if option.value in ("all", "0", "ip"):
            return [NEVER] if option.negated else []
        return [_match("protocol", _listed(option.value, _protocol), option)]

    def _module(self, options: list[Option]) -> list[Match]:
        if not options:
            return []
        named = options[0].name in ("-m", "--match")
        name, rest = (options[0].value, options[1:]) if named else ("", options)
        if name in ("", *SILENT):
            return [self._plain(option) for option in rest if option.name != "--comment"]
        read = MODULES.get(name)
        found = read(self, rest) if read and rest else None
        return found if found is not None else [_unknown(options)]

    def _plain(self, option: Option) -> Match:
        match option.name:
            case "--sport" | "--source-port":
                return _match("sport", _listed(option.value, numbers), option)
            case "--dport" | "--destination-port":
                return _match("dport", _listed(option.value, numbers), option)
            case "--icmp-type" | "--icmpv6-type":
                return _match("icmp", icmp_types(option.value, self.family), option)
            case "--syn":
                return _match("tcpflags", [(2, 2)], option, mask=23)
            case "--tcp-flags" if len(option.args) == 2:
                mask, wanted = flags(option.args[0]), flags(option.args[1])
                if mask is not None and wanted is not None:
                    return _match("tcpflags", [(wanted, wanted)], option, mask=mask)
        return _unknown([option])

    def set_match(self, option: Option) -> Match:
        """-m set --match-set NAME src,dst: each dimension of the set's type is compared with the named side of the
        packet.
        """
        named = self.sets.get(option.args[0]) if len(option.args) == 2 else None
        if named is None or not named.known:
            return _unknown([option])
        keys: list[str] = []
        for kind, side in zip(named.keys, option.args[1].split(","), strict=False):
            found = SET_KEYS.get((kind, side))
            if found is None:
                return _unknown([option])
            keys += found
        wanted = len(named.keys) + named.keys.count("port")
        if len(keys) != wanted:
            return _unknown([option])
        return Match(keys=tuple(keys), named=named.name, negated=option.negated, text=option.text)


SET_KEYS: dict[tuple[str, str], tuple[str, ...]] = {
    (kind, side): keys
    for kind, by_side in {
        "ip": (("src",), ("dst",)),
        "net": (("src",), ("dst",)),
        "port": (("protocol", "sport"), ("protocol", "dport")),
        "iface": (("iif",), ("oif",)),
    }.items()
    for side, keys in zip(("src", "dst"), by_side, strict=True)
}
Found = list[Match] | None


def _match(key: str, values: Sequence[Range] | None, option: Option, mask: int = ALL_BITS) -> Match:
    if values is None:
        return _unknown([option])
    return Match(keys=(key,), values=tuple((v,) for v in values), negated=option.negated, mask=mask, text=option.text)


def _unknown(options: Sequence[Option]) -> Match:
    return Match(keys=("unknown",), text=" ".join(option.text for option in options))


def _listed(text: str, read: Callable[[str], Span | None]) -> list[Range] | None:
    found = [read(part) for part in text.split(",")]
    return None if None in found else [value for value in found if value is not None]


def _protocol(text: str) -> Span | None:
    found = protocol_number(text)
    return None if found is None else (found, found)


def _device(text: str) -> list[Range] | None:
    return [text[:-1] + "*" if text.endswith("+") else text] if text else None


def _each(
    key_of: dict[str, str], read: Callable[[str], Sequence[Range] | None]
) -> Callable[[Reader, list[Option]], Found]:
    """A module whose options are all of the same form; None when it has an option of another."""

    def module(_: Reader, options: list[Option]) -> Found:
        if any(option.name not in key_of for option in options):
            return None
        return [_match(key_of[option.name], read(option.value), option) for option in options]

    return module


def _words(text: str) -> Sequence[Range] | None:
    return text.upper().split(",") if text else None


def _span_list(text: str) -> Sequence[Range] | None:
    return _listed(text, numbers)


def _addresses(text: str) -> Sequence[Range] | None:
    return _listed(text, address_range)


CONNTRACK: dict[str, tuple[str, Callable[[str], Sequence[Range] | None]]] = {
    "--ctstate": ("ctstate", _words),
    "--state": ("ctstate", _words),
    "--ctstatus": ("ctstatus", _words),
    "--ctdir": ("ctdir", _words),
    "--ctproto": ("ctproto", lambda text: _listed(text, _protocol)),
    "--ctorigsrc": ("ctorigsrc", _addresses),
    "--ctorigdst": ("ctorigdst", _addresses),
    "--ctreplsrc": ("ctreplsrc", _addresses),
    "--ctrepldst": ("ctrepldst", _addresses),
    "--ctorigsrcport": ("ctorigsport", _span_list),
    "--ctorigdstport": ("ctorigdport", _span_list),
    "--ctreplsrcport": ("ctreplsport", _span_list),
    "--ctrepldstport": ("ctrepldport", _span_list),
}


def _conntrack(_: Reader, options: list[Option]) -> Found:
    if any(option.name not in CONNTRACK for option in options):
        return None
    return [_match(CONNTRACK[o.name][0], CONNTRACK[o.name][1](o.value), o) for o in options]


def _multiport(_: Reader, options: list[Option]) -> Found:
    keys = {
        "--sports": "sport",
        "--source-ports": "sport",
        "--dports": "dport",
        "--destination-ports": "dport",
        "--ports": "port",
    }
    return _each(keys, _span_list)(_, options)


def _addrtype(_: Reader, options: list[Option]) -> Found:
    if any(option.name.startswith("--limit-iface") for option in options):
        own = {o.value.upper() for o in options if o.name.endswith("-type")}
        types = [o for o in options if o.name.endswith("-type")]
        return None if own != {"LOCAL"} else [_match(_type_key(o) + "-here", _words(o.value), o) for o in types]
    return [_match(_type_key(o), _words(o.value), o) for o in options]


def _type_key(option: Option) -> str:
    return "srctype" if option.name == "--src-type" else "dsttype"


def _mark(key: str) -> Callable[[Reader, list[Option]], Found]:
    def module(_: Reader, options: list[Option]) -> Found:
        found = [(o, masked(o.value)) for o in options if o.name == "--mark"]
        if len(found) != len(options):
            return None
        return [_match(key, [(m[0], m[0])] if m else None, o, mask=m[1] if m else 0) for o, m in found]

    return module


def _physdev(_: Reader, options: list[Option]) -> Found:
    keys = {"--physdev-in": "physin", "--physdev-out": "physout"}
    flags_ = {"--physdev-is-in": "physin", "--physdev-is-out": "physout", "--physdev-is-bridged": "bridged"}
    found: list[Match] = []
    for o in options:
        if o.name in keys:
            found.append(_match(keys[o.name], _device(o.value), o))
        elif o.name in flags_:
            found.append(_match("has-" + flags_[o.name], [(1, 1)], o))
        else:
            return None
    return found


def _iprange(_: Reader, options: list[Option]) -> Found:
    return _each({"--src-range": "src", "--dst-range": "dst"}, _addresses)(_, options)


def _recent(_: Reader, options: list[Option]) -> Found:
    """`--set` alone notes the source and always matches (net/netfilter/xt_recent.c)."""
    plain = {"--set", "--name", "--rsource", "--rdest", "--mask"}
    return [] if {o.name for o in options} <= plain and not any(o.negated for o in options) else None


def _set(reader: Reader, options: list[Option]) -> Found:
    if any(o.name not in ("--match-set", "--return-nomatch") for o in options):
        return None
    return [reader.set_match(o) for o in options if o.name == "--match-set"]


def _policy(_: Reader, options: list[Option]) -> Found:
    """Packets are looked at as they travel in the clear: no IPsec policy applies to them."""
    policies = [o for o in options if o.name == "--pol"]
    if len(policies) != 1 or {o.name for o in options} - {"--pol", "--dir"}:
        return None
    return [ALWAYS if (policies[0].value == "none") != policies[0].negated else NEVER]


def _rpfilter(_: Reader, options: list[Option]) -> Found:
    if {o.name for o in options} - {"--invert", "--loose", "--validmark", "--accept-local"}:
        return None
    inverted = any(o.name == "--invert" for o in options)
    return [Match(keys=("rpfilter",), values=(((1, 1),),), negated=inverted, text=" ".join(o.text for o in options))]


def _statistic(_: Reader, options: list[Option]) -> Found:
    chance = next((o.value for o in options if o.name == "--probability"), "")
    every = next((o.value for o in options if o.name == "--every"), "")
    return [] if number(every) == 1 or chance.startswith("1.0000") else None


MODULES: dict[str, Callable[[Reader, list[Option]], Found]] = {
    "conntrack": _conntrack,
    "state": _conntrack,
    "multiport": _multiport,
    "addrtype": _addrtype,
    "mark": _mark("mark"),
    "connmark": _mark("ctmark"),
    "physdev": _physdev,
    "iprange": _iprange,
    "recent": _recent,
    "set": _set,
    "policy": _policy,
    "rpfilter": _rpfilter,
    "statistic": _statistic,
    "pkttype": _each({"--pkt-type": "pkttype"}, _words),
}
