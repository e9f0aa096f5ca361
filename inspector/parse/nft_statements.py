"""Statements of one nft rule -> matches and actions."""

from collections.abc import Mapping, Sequence

from inspector.model.evidence import Json
from inspector.model.firewall import Action, ActionKind, Case, Match, Range
from inspector.parse.nft_keys import Key, key_of
from inspector.parse.nft_matches import match_of, unknown
from inspector.parse.nft_values import element_value

ALL = 0xFFFFFFFF
PASSING = frozenset({"counter", "log", "last", "flow", "dup", "secmark", "ct helper", "ct timeout", "ct expectation"})
VERDICTS = {
    "accept": ActionKind.ACCEPT,
    "drop": ActionKind.DROP,
    "return": ActionKind.RETURN,
    "continue": ActionKind.NOTE,
}
JUMPS = {"jump": ActionKind.JUMP, "goto": ActionKind.GOTO}
TRANSLATIONS = {"dnat": ActionKind.DNAT, "snat": ActionKind.SNAT, "redirect": ActionKind.REDIRECT}
REJECTS = {
    "icmp": {"prot-unreachable": "icmp-proto-unreachable"},
    "icmpv6": {"admin-prohibited": "icmp6-adm-prohibited"},
}
UNKNOWN = Action(kind=ActionKind.UNKNOWN)


class Statements:
    """Reads the rules of one table; knows its family, and its maps as listed."""

    def __init__(self, family: str, maps: Mapping[str, Json]) -> None:
        self.family = family
        self.maps = maps

    def read(self, expressions: Sequence[Json]) -> tuple[tuple[Match, ...], tuple[Action, ...]]:
        """Matches and actions of a rule, in order."""
        matches: list[Match] = []
        actions: list[Action] = []
        for expression in expressions:
            for name, body in expression.items() if isinstance(expression, dict) else [("", None)]:
                self._statement(name, body, matches, actions)
        return tuple(matches), tuple(actions)

    def _statement(self, name: str, body: Json, matches: list[Match], actions: list[Action]) -> None:
        if name == "match":
            matches += match_of(body, self.family)
        elif name == "vmap":
            self._vmap(body, matches, actions)
        elif name == "xt":
            self._compat(body, matches, actions)
        elif name in ("limit", "quota", "ct count", "meter"):
            matches.append(unknown(name))
        elif name in ("set", "map") and isinstance(body, dict):
            if body.get("stmt"):
                matches.append(unknown(name))
        elif name in TRANSLATIONS and isinstance(body, dict) and _is_map(body.get("addr")):
            self._translation_map(TRANSLATIONS[name], body["addr"]["map"], matches, actions)
        elif name not in PASSING:
            actions.append(self.action(name, body))

    def action(self, name: str, body: Json) -> Action:
        """One statement that does something."""
        if name in VERDICTS:
            return Action(kind=VERDICTS[name])
        if name in JUMPS and isinstance(body, dict):
            return Action(kind=JUMPS[name], chain=str(body.get("target")))
        if name == "masquerade":
            return Action(kind=ActionKind.MASQUERADE)
        if name == "notrack":
            return Action(kind=ActionKind.NOTRACK)
        if name == "reject":
            return Action(kind=ActionKind.REJECT, reject_with=_reject(body, self.family))
        if name in TRANSLATIONS:
            return _translation(TRANSLATIONS[name], body if isinstance(body, dict) else {})
        if name == "mangle":
            return _mangle(body)
        return UNKNOWN

    def cases(self, keys: Sequence[str], elements: Sequence[Json]) -> tuple[Case, ...] | None:
        """The elements of a verdict map; None when one is not understood."""
        found = [self._case(keys, element) for element in elements]
        known = tuple(case for case in found if case is not None)
        return known if len(known) == len(found) else None

    def _case(self, keys: Sequence[str], element: Json) -> Case | None:
        if not isinstance(element, list) or len(element) != 2 or not isinstance(element[1], dict) or not element[1]:
            return None
        key = _case_key(keys, element[0])
        name, body = next(iter(element[1].items()))
        return None if key is None else Case(key, self.action(name, body))

    def _vmap(self, body: Json, matches: list[Match], actions: list[Action]) -> None:
        key = key_of(body.get("key") if isinstance(body, dict) else None, self.family)
        data = body.get("data") if isinstance(body, dict) else None
        if key is None:
            actions.append(UNKNOWN)
            return
        matches += key.implied
        if isinstance(data, str):
            actions.append(_lookup(key, named=data.removeprefix("@")))
            return
        elements = data.get("set") if isinstance(data, dict) else None
        cases = self.cases(key.names, elements) if isinstance(elements, list) else None
        actions.append(UNKNOWN if cases is None else _lookup(key, cases))

    def _translation_map(self, kind: ActionKind, body: Json, matches: list[Match], actions: list[Action]) -> None:
        """`dnat to tcp dport map {...}`: each element becomes a translation of its own."""
        key = key_of(body.get("key"), self.family) if isinstance(body, dict) else None
        data = body.get("data") if isinstance(body, dict) else None
        listed = self.maps.get(data.removeprefix("@"), {}) if isinstance(data, str) else {}
        elements = listed.get("elem") if isinstance(data, str) else data.get("set") if isinstance(data, dict) else None
        if key is None or not isinstance(elements, list):
            actions.append(UNKNOWN)
            return
        matches += key.implied
        cases = [_translated(kind, key, element) for element in elements]
        known = tuple(case for case in cases if case is not None)
        actions.append(_lookup(key, known) if len(known) == len(cases) else UNKNOWN)

    def _compat(self, body: Json, matches: list[Match], actions: list[Action]) -> None:
        """An iptables extension inside a rule: nft tells at most its name."""
        kind = body.get("type") if isinstance(body, dict) else ""
        name = str(body.get("name")) if isinstance(body, dict) else "an iptables extension"
        if kind != "target" and name != "comment":
            matches.append(unknown(f"xt {name}"))
        if kind not in ("match", "watcher"):
            actions.append(UNKNOWN)


def _lookup(key: Key, cases: tuple[Case, ...] = (), named: str = "") -> Action:
    return Action(kind=ActionKind.LOOKUP, keys=key.names, cases=cases, named=named, mask=key.mask)


def _case_key(keys: Sequence[str], value: Json) -> tuple[Range, ...] | None:
    bare = value["elem"].get("val") if isinstance(value, dict) and isinstance(value.get("elem"), dict) else value
    return () if bare == "*" else element_value(keys, value)


def _is_map(value: Json) -> bool:
    return isinstance(value, dict) and "map" in value


def _translated(kind: ActionKind, key: Key, element: Json) -> Case | None:
    if not isinstance(element, list) or len(element) != 2:
        return None
    where = _case_key(key.names, element[0])
    data = element[1]
    listed = data.get("concat") if isinstance(data, dict) else None
    parts = listed if isinstance(listed, list) and listed else [data]
    body = {"addr": parts[0], "port": parts[1] if len(parts) > 1 else None}
    return None if where is None else Case(where, _translation(kind, body))


def _translation(kind: ActionKind, body: Mapping[str, Json]) -> Action:
    address, port = body.get("addr"), body.get("port")
    if isinstance(port, dict) or not isinstance(port, int | None) or not isinstance(address, str | None):
        return Action(kind=kind, many=True)
    if address and element_value(("src",), address) is None:
        return UNKNOWN
    return Action(kind=kind, address=address or "", port=port or 0)


def _reject(body: Json, family: str) -> str:
    """In iptables' words; icmpx words are of both families: the listener to this answer knows which."""
    kind = str(body.get("type")) if isinstance(body, dict) and body.get("type") else ""
    expression = str(body.get("expr")) if isinstance(body, dict) and body.get("expr") else "port-unreachable"
    if kind == "tcp reset":
        return "tcp-reset"
    kind = kind or {"ip": "icmp", "ip6": "icmpv6"}.get(family, "icmpx")
    short = "icmp6" if kind == "icmpv6" else kind
    return REJECTS.get(kind, {}).get(expression, f"{short}-{expression}")


def _mangle(body: Json) -> Action:
    """Setting a mark; anything else that is set has no say in where the packet goes."""
    key, value = (body.get("key"), body.get("value")) if isinstance(body, dict) else (None, None)
    kind = {repr(_mark("meta")): ActionKind.MARK, repr(_mark("ct")): ActionKind.CONNMARK}.get(repr(key))
    if kind is None:
        return Action(kind=ActionKind.NOTE)
    if isinstance(value, int):
        return Action(kind=kind, value=value)
    if value == _mark("ct" if kind is ActionKind.MARK else "meta"):
        return Action(kind=ActionKind.RESTORE_MARK if kind is ActionKind.MARK else ActionKind.SAVE_MARK)
    operator, operands = next(iter(value.items())) if isinstance(value, dict) and value else ("", None)
    if isinstance(operands, list) and len(operands) == 2 and operands[0] == key and isinstance(operands[1], int):
        bits = operands[1]
        changes = {"|": (bits, bits), "&": (0, ~bits & ALL), "^": (bits, 0)}
        if operator in changes:
            return Action(kind=kind, value=changes[operator][0], mask=changes[operator][1])
    return Action(kind=kind, many=True)


def _mark(place: str) -> Json:
    return {place: {"key": "mark"}}
