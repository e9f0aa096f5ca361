"""An nft rule's JSON in nft's own words: what a person would see in `nft list ruleset`."""

import json

from inspector.model.evidence import Json

PLAIN = frozenset({"accept", "drop", "return", "continue", "masquerade", "notrack", "counter", "log", "reject"})


def rule_text(body: Json) -> str:
    """One rule, counters left out, its comment at the end."""
    expressions = body.get("expr") if isinstance(body, dict) else None
    parts = [expression_text(e) for e in expressions] if isinstance(expressions, list) else []
    comment = body.get("comment") if isinstance(body, dict) else None
    if isinstance(comment, str):
        parts.append(f'comment "{comment}"')
    return " ".join(part for part in parts if part)


def expression_text(expression: Json) -> str:
    """One statement or expression; what has no words here is shown as JSON."""
    if not isinstance(expression, dict) or len(expression) != 1:
        return _value(expression)
    name, body = next(iter(expression.items()))
    if name == "counter":
        return ""
    if name in PLAIN and not body:
        return str(name)
    if not isinstance(body, dict):
        return f"{name} {_value(body)}"
    if name == "match":
        op = str(body.get("op") or "==")
        between = " " if op in ("==", "in") else f" {op} "
        return f"{_key(body.get('left'))}{between}{_value(body.get('right'))}"
    if name == "vmap":
        return f"{_key(body.get('key'))} vmap {_value(body.get('data'))}"
    if name in ("jump", "goto"):
        return f"{name} {body.get('target')}"
    if name in ("dnat", "snat", "redirect"):
        port = body.get("port")
        return f"{name} to {_value(body.get('addr') or '')}" + (f":{_value(port)}" if port else "")
    if name == "mangle":
        return f"{_key(body.get('key'))} set {_key(body.get('value'))}"
    if name == "reject":
        return f"reject with {body.get('type')} {body.get('expr') or ''}".rstrip()
    return f"{name} {_json(body)}"


def _key(expression: Json) -> str:
    if not isinstance(expression, dict) or len(expression) != 1:
        return _value(expression)
    name, body = next(iter(expression.items()))
    if not isinstance(body, dict):
        if isinstance(body, list):
            return f" {name if name != 'concat' else '.'} ".join(_key(part) for part in body)
        return f"{name} {_value(body)}"
    if name == "payload":
        return f"{body.get('protocol')} {body.get('field')}"
    if name == "meta":
        key = str(body.get("key"))
        return key if key in ("iifname", "oifname", "iif", "oif") else f"meta {key}"
    if name == "ct":
        return " ".join(str(word) for word in ("ct", body.get("dir"), body.get("key")) if word)
    if name == "fib" and isinstance(body.get("flags"), list):
        return f"fib {' . '.join(map(str, body['flags']))} {body.get('result')}"
    return f"{name} {_json(body)}"


def _value(value: Json) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ",".join(_value(part) for part in value)
    if isinstance(value, dict) and len(value) == 1:
        name, body = next(iter(value.items()))
        if name == "prefix" and isinstance(body, dict):
            return f"{body.get('addr')}/{body.get('len')}"
        if name == "range" and isinstance(body, list):
            return "-".join(map(_value, body))
        if name == "set" and isinstance(body, list):
            return "{ " + ", ".join(_element(part) for part in body) + " }"
        if name == "concat" and isinstance(body, list):
            return " . ".join(map(_value, body))
    return _json(value)


def _element(value: Json) -> str:
    if isinstance(value, list) and len(value) == 2:
        return f"{_value(value[0])} : {expression_text(value[1])}"
    return _value(value)


def _json(value: Json) -> str:
    return json.dumps(value, sort_keys=True)
