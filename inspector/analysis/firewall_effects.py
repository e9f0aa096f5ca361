"""What a rule's actions do to a packet: marks, tracking, translation, and look-ups in maps."""

import ipaddress
from collections.abc import Mapping
from dataclasses import replace
from itertools import product

from inspector.analysis.firewall_fields import View
from inspector.analysis.firewall_tests import fits, readers
from inspector.analysis.packet import Packet
from inspector.model.firewall import Action, ActionKind, Case, NamedSet

NAT = frozenset({ActionKind.DNAT, ActionKind.SNAT, ActionKind.MASQUERADE, ActionKind.REDIRECT})
LOOPBACK = {4: "127.0.0.1", 6: "::1"}


def changed(action: Action, packet: Packet) -> Packet | None:
    """The packet after an action that lets it go on; None when that cannot be told."""
    match action.kind:
        case ActionKind.NOTE:
            return packet
        case ActionKind.MARK:
            return replace(packet, mark=_marked(packet.mark, action))
        case ActionKind.CONNMARK:
            return replace(packet, ctmark=_marked(packet.ctmark, action))
        case ActionKind.SAVE_MARK:
            return replace(packet, ctmark=packet.mark)
        case ActionKind.RESTORE_MARK:
            return replace(packet, mark=packet.ctmark)
        case ActionKind.NOTRACK:
            return replace(packet, ctstate="UNTRACKED")
        case ActionKind.MASQUERADE:
            return _source(packet, packet.own, 0)
        case ActionKind.SNAT if not action.many:
            return _source(packet, _address(action) or packet.src, action.port)
        case ActionKind.DNAT if not action.many:
            return _destination(packet, _address(action) or packet.dst, action.port)
        case ActionKind.REDIRECT if not action.many:
            return _destination(packet, packet.own if packet.iif else LOOPBACK[packet.family], action.port)
    return None


def _marked(mark: int | None, action: Action) -> int | None:
    if action.many:
        return None
    if action.mask == 0xFFFFFFFF:
        return action.value
    return None if mark is None else (mark & ~action.mask) ^ action.value


def _address(action: Action) -> str:
    return str(ipaddress.ip_address(action.address)) if action.address else ""


def _source(packet: Packet, address: str, port: int) -> Packet:
    new = replace(packet, src=address, sport=port or packet.sport)
    return _noted(packet, new, "SNAT", (packet.src, packet.sport) != (new.src, new.sport))


def _destination(packet: Packet, address: str, port: int) -> Packet:
    new = replace(packet, dst=address, dport=port or packet.dport)
    return _noted(packet, new, "DNAT", (packet.dst, packet.dport) != (new.dst, new.dport))


def _noted(before: Packet, after: Packet, status: str, differs: bool) -> Packet:
    """The kernel sets the status only where the tuple changed (nf_nat_setup_info)."""
    return replace(after, ctstatus=before.ctstatus | {status}) if differs else after


def looked_up(action: Action, view: View, sets: Mapping[str, NamedSet]) -> tuple[Action, ...] | None:
    """The action that a map holds for the packet, () for none, None when it cannot be told."""
    cases = action.cases
    if action.named:
        found = sets.get(action.named)
        if found is None or not found.known:
            return None
        cases = found.cases
    sides = [read(view) for read in readers(action.keys)]
    if () in sides:
        return ()
    known = [side for side in sides if side is not None]
    if len(known) < len(sides):
        return None if cases else ()
    mask = action.mask
    alternatives = [
        tuple(v & mask if isinstance(v, int) and v >= 0 and mask != 0xFFFFFFFF else v for v in s) for s in known
    ]
    for value in product(*alternatives):
        for case in cases:
            if _holds(case, value):
                return (case.action,)
    return ()


def _holds(case: Case, value: tuple[int | str, ...]) -> bool:
    return not case.key or (len(case.key) == len(value) and all(map(fits, case.key, value)))
