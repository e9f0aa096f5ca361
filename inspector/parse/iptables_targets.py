"""What an iptables rule does: -j and -g with their options -> actions."""

import ipaddress
from collections.abc import Callable, Sequence

from inspector.model.firewall import Action, ActionKind
from inspector.parse.firewall_values import masked, number
from inspector.parse.iptables_matches import Option

ALL = 0xFFFFFFFF
VERDICTS = {"ACCEPT": ActionKind.ACCEPT, "DROP": ActionKind.DROP, "RETURN": ActionKind.RETURN}
NOTES = frozenset(
    [
        "LOG",
        "NFLOG",
        "ULOG",
        "AUDIT",
        "TRACE",
        "TCPMSS",
        "CLASSIFY",
        "TEE",
        "SET",
        "DSCP",
        "TOS",
        "TTL",
        "HL",
        "CHECKSUM",
        "SECMARK",
        "CONNSECMARK",
        "IDLETIMER",
        "RATEEST",
        "LED",
        "ECN",
        "TCPOPTSTRIP",
    ]
)
"""Targets after which the packet goes on to the next rule, as it was for all that later matches here look at."""
UNTOLD = frozenset(["NFQUEUE", "QUEUE", "TPROXY", "SYNPROXY", "NETMAP", "CLUSTERIP", "DNPT", "SNPT"])
UNKNOWN = (Action(kind=ActionKind.UNKNOWN),)
Options = dict[str, tuple[str, ...]]


def action(options: Sequence[Option]) -> tuple[Action, ...]:
    """The actions of a rule; none for a rule that only counts."""
    if not options:
        return ()
    first, name = options[0], " ".join(options[0].args[:1])
    if first.name in ("-g", "--goto"):
        return (Action(kind=ActionKind.GOTO, chain=name),)
    if name in VERDICTS:
        return (Action(kind=VERDICTS[name]),)
    if name in NOTES:
        return (Action(kind=ActionKind.NOTE),)
    if name in UNTOLD:
        return UNKNOWN
    read = READERS.get(name)
    if read is None:
        return (Action(kind=ActionKind.JUMP, chain=name),) if len(options) == 1 else UNKNOWN
    found = read({option.name: option.args for option in options[1:]})
    return UNKNOWN if found is None else (found,)


def _one(options: Options, name: str) -> str:
    return " ".join(options.get(name, ()))


def _reject(options: Options) -> Action:
    return Action(kind=ActionKind.REJECT, reject_with=_one(options, "--reject-with"))


def _set_mark(options: Options, kind: ActionKind) -> Action | None:
    """--set-xmark V/M clears M and toggles V; --set-mark V/M clears V|M; --and/--or/--xor are its special cases."""
    for name in ("--set-xmark", "--set-mark", "--and-mark", "--or-mark", "--xor-mark"):
        found = masked(_one(options, name))
        if name in options and found:
            value, mask = found
            clear = {"--set-xmark": mask, "--set-mark": mask | value, "--and-mark": ~value & ALL, "--or-mark": value}
            toggle = 0 if name == "--and-mark" else value
            return Action(kind=kind, value=toggle, mask=clear.get(name, 0))
    return None


def _mark(options: Options) -> Action | None:
    return _set_mark(options, ActionKind.MARK)


def _connmark(options: Options) -> Action | None:
    for name, kind in (("--save-mark", ActionKind.SAVE_MARK), ("--restore-mark", ActionKind.RESTORE_MARK)):
        if name in options:
            masks = [number(_one(options, m) or hex(ALL)) for m in ("--nfmask", "--ctmask", "--mask")]
            return Action(kind=kind) if all(mask == ALL for mask in masks) else None
    return _set_mark(options, ActionKind.CONNMARK)


def _ct(options: Options) -> Action:
    return Action(kind=ActionKind.NOTRACK if "--notrack" in options else ActionKind.NOTE)


def split_port(text: str) -> tuple[str, str]:
    """`1.2.3.4:80`, `[fd00::1]:80`, `fd00::1`, `:80` -> address and port, as text."""
    if text.startswith("["):
        address, _, port = text[1:].partition("]")
        return address, port.removeprefix(":")
    if text.count(":") > 1:
        return text, ""
    address, _, port = text.partition(":")
    return address, port


def _translate(kind: ActionKind, text: str) -> Action | None:
    address, port = split_port(text)
    first, _, last = address.partition("-")
    try:
        if first:
            first = str(ipaddress.ip_address(first))
    except ValueError:
        return None
    low, _, high = port.partition("/")[0].partition("-")
    number_ = number(low) if low else 0
    if number_ is None:
        return None
    return Action(
        kind=kind, address=first, port=number_, many=bool(last and last != first) or bool(high and high != low)
    )


def _dnat(options: Options) -> Action | None:
    return _translate(ActionKind.DNAT, _one(options, "--to-destination"))


def _snat(options: Options) -> Action | None:
    return _translate(ActionKind.SNAT, _one(options, "--to-source"))


def _masquerade(options: Options) -> Action:
    return Action(kind=ActionKind.MASQUERADE, many="--to-ports" in options)


def _redirect(options: Options) -> Action | None:
    return _translate(ActionKind.REDIRECT, ":" + _one(options, "--to-ports"))


READERS: dict[str, Callable[[Options], Action | None]] = {
    "REJECT": _reject,
    "MARK": _mark,
    "CONNMARK": _connmark,
    "CT": _ct,
    "NOTRACK": lambda _: Action(kind=ActionKind.NOTRACK),
    "DNAT": _dnat,
    "SNAT": _snat,
    "MASQUERADE": _masquerade,
    "REDIRECT": _redirect,
}
