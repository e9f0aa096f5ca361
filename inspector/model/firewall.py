"""Netfilter rules as data: what iptables-save, ipset save and `nft -j list ruleset` print, in one vocabulary.

`Rule` always means a diagnosis in this product, so a firewall's own rule is a `ChainRule`.
"""

from enum import StrEnum

from msgspec import Struct

Range = tuple[int, int] | str
"""What a value is compared with: numbers and addresses from low to high, or a word (an interface name may end in
`*`).
"""

ALL_BITS = (1 << 128) - 1


class Match(Struct, frozen=True, kw_only=True, gc=False):
    """One condition: what the packet has for the keys is (or, negated, is not) one of the values.

    keys are names of `analysis.firewall_fields.FIELDS`, several for an nft concatenation or an ipset of several
    dimensions; each value has one Range a key. named: the values are those of this set of the rule's table (or of
    ipset). mask is laid over numbers before they are compared. The key `unknown` can be neither affirmed nor denied;
    `always` has the value 1.
    """

    keys: tuple[str, ...]
    values: tuple[tuple[Range, ...], ...] = ()
    named: str = ""
    negated: bool = False
    mask: int = ALL_BITS
    text: str = ""


class ActionKind(StrEnum):
    """What a rule does once it matches; words of iptables where it has one."""

    ACCEPT = "ACCEPT"
    DROP = "DROP"
    REJECT = "REJECT"
    RETURN = "RETURN"
    JUMP = "jump"
    GOTO = "goto"
    LOOKUP = "lookup"
    NOTE = "note"
    MARK = "MARK"
    CONNMARK = "CONNMARK"
    SAVE_MARK = "save-mark"
    RESTORE_MARK = "restore-mark"
    NOTRACK = "NOTRACK"
    DNAT = "DNAT"
    SNAT = "SNAT"
    MASQUERADE = "MASQUERADE"
    REDIRECT = "REDIRECT"
    UNKNOWN = "unknown"


class Action(Struct, frozen=True, kw_only=True, gc=False):
    """One thing a rule does. iptables has at most one a rule, nft several, in order.

    JUMP and GOTO: chain. REJECT: reject_with, in iptables' words (`icmp-port-unreachable`, `tcp-reset`).
    MARK and CONNMARK: mark = (mark & ~mask) ^ value, the kernel's set-xmark.
    DNAT, SNAT, REDIRECT: address ("" keeps it) and port (0 keeps it); many: a range or a random choice, so that the
    outcome cannot be told. LOOKUP: keys are looked up in cases, or in the map `named`; the first case that holds is
    done. NOTE: seen, logged or adjusted, with no say in where the packet goes.
    """

    kind: ActionKind
    chain: str = ""
    reject_with: str = ""
    value: int = 0
    mask: int = 0xFFFFFFFF
    address: str = ""
    port: int = 0
    many: bool = False
    keys: tuple[str, ...] = ()
    cases: tuple["Case", ...] = ()
    named: str = ""


class Case(Struct, frozen=True, gc=False):
    """One element of a map: the key it stands under and what to do then. No key (the nft `*`) fits everything."""

    key: tuple[Range, ...]
    action: Action


class ChainRule(Struct, frozen=True, kw_only=True, gc=False):
    """One rule of one chain; number counts from 1 as `iptables -L --line-numbers` does; text as printed: the
    citation.
    """

    table: str
    chain: str
    number: int
    text: str
    matches: tuple[Match, ...] = ()
    actions: tuple[Action, ...] = ()


class Chain(Struct, frozen=True, kw_only=True, gc=False):
    """One chain. A base chain has a hook (PREROUTING, INPUT, FORWARD, OUTPUT, POSTROUTING, or nft's own), a priority
    and a policy.

    kind is filter, nat or route; devices are those of a netdev base chain.
    """

    name: str
    hook: str = ""
    kind: str = "filter"
    priority: int = 0
    policy: str = "ACCEPT"
    devices: tuple[str, ...] = ()
    rules: tuple[ChainRule, ...] = ()


class NamedSet(Struct, frozen=True, kw_only=True, gc=False):
    """A named set or map. values: the elements; except_: elements that are not (ipset nomatch); cases: of a verdict
    map.

    keys: one kind of thing a dimension (ip, net, port, iface, mac, set), where the source says so. known is False where
    elements could not be understood: then nobody can say who is in it.
    """

    name: str
    keys: tuple[str, ...] = ()
    values: tuple[tuple[Range, ...], ...] = ()
    except_: tuple[tuple[Range, ...], ...] = ()
    cases: tuple[Case, ...] = ()
    known: bool = True


class Table(Struct, frozen=True, kw_only=True, gc=False):
    """One table; family is ip, ip6, inet, arp, bridge or netdev."""

    name: str
    family: str
    chains: tuple[Chain, ...] = ()
    sets: tuple[NamedSet, ...] = ()


class Ruleset(Struct, frozen=True, kw_only=True, gc=False):
    """Everything one command printed. family is 4 or 6, or 0 where the tables tell their own (nft).

    variant of iptables: `nf_tables` or `legacy`, "" when the text does not say. assumed: derived from what the engine
    programs, not read.
    """

    backend: str
    family: int = 0
    variant: str = ""
    tables: tuple[Table, ...] = ()
    assumed: bool = False
