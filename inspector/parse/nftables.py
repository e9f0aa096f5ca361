"""`nft -j list ruleset` -> Ruleset. What is not understood stays in its rule as an unknown match or action.

Source: libnftables-json(5), schema version 1.
"""

import json
from collections.abc import Sequence

from inspector.model.evidence import Gap, Json, Why
from inspector.model.firewall import Chain, ChainRule, NamedSet, Ruleset, Table
from inspector.parse.nft_statements import Statements
from inspector.parse.nft_text import rule_text
from inspector.parse.nft_values import TYPE_KEYS, element_value

WHERE = "nft -j list ruleset"
FAMILIES = {4: "ip", 6: "ip6"}
Name = tuple[str, str]


def parse_nft_json(text: str, beside: Sequence[Ruleset] = ()) -> tuple[Ruleset, tuple[Gap, ...]]:
    """Read the JSON text. Tables that iptables-nft made, and that are in one of the rulesets beside, are left to
    those. Never raises.
    """
    try:
        document = json.loads(text) if text.strip() else {}
        objects = document.get("nftables", []) if isinstance(document, dict) else None
    except (ValueError, RecursionError):
        objects = None
    if not isinstance(objects, list):
        gap = Gap("nftables rules", WHERE, Why.MALFORMED, "run `nft -j list ruleset` again")
        return Ruleset(backend="nftables"), (gap,)
    covered = {
        (FAMILIES[r.family], t.name)
        for r in beside
        if r.family in FAMILIES and r.variant == "nf_tables"
        for t in r.tables
    }
    listing = _Listing(covered)
    for found in objects:
        if isinstance(found, dict):
            for kind, body in found.items():
                if isinstance(body, dict):
                    listing.add(kind, body)
    return Ruleset(backend="nftables", tables=listing.tables()), tuple(listing.gaps)


class _Listing:
    """The objects of the listing, put together by table."""

    def __init__(self, covered: set[Name]) -> None:
        self.covered = covered
        self.gaps: list[Gap] = []
        self.dormant: dict[Name, bool] = {}
        self.chains: dict[Name, dict[str, Json]] = {}
        self.rules: dict[Name, dict[str, list[Json]]] = {}
        self.sets: dict[Name, dict[str, Json]] = {}

    def add(self, kind: str, body: dict[str, Json]) -> None:
        family = str(body.get("family"))
        name = str(body.get("name"))
        if kind == "table":
            self.dormant[family, name] = "dormant" in str(body.get("flags", ""))
            return
        table = (family, str(body.get("table")))
        if kind == "chain":
            self.chains.setdefault(table, {})[name] = body
        elif kind in ("set", "map"):
            self.sets.setdefault(table, {})[name] = body
        elif kind == "rule":
            self.rules.setdefault(table, {}).setdefault(str(body.get("chain")), []).append(body)

    def tables(self) -> tuple[Table, ...]:
        names = dict.fromkeys([*self.dormant, *self.chains, *self.rules])
        return tuple(self._table(name) for name in names if name not in self.covered)

    def _table(self, name: Name) -> Table:
        sets = self.sets.get(name, {})
        statements = Statements(name[0], sets)
        chains = self.chains.get(name, {})
        rules = self.rules.get(name, {})
        return Table(
            name=name[1],
            family=name[0],
            chains=tuple(
                self._chain(name, chain, chains.get(chain, {}), rules.get(chain, []), statements)
                for chain in dict.fromkeys([*chains, *rules])
            ),
            sets=tuple(_named_set(found, body, statements) for found, body in sets.items()),
        )

    def _chain(self, table: Name, name: str, body: dict[str, Json], rules: list[Json], statements: Statements) -> Chain:
        hook = "" if self.dormant.get(table) else str(body.get("hook") or "").upper()
        priority = body.get("prio")
        devices = body.get("dev") or ()
        return Chain(
            name=name,
            hook=hook,
            kind=str(body.get("type") or "filter"),
            priority=priority if isinstance(priority, int) else 0,
            policy=str(body.get("policy") or "accept").upper() if hook else "",
            devices=tuple(map(str, devices)) if isinstance(devices, list | tuple) else (str(devices),),
            rules=tuple(self._rule(table, name, number, rule, statements) for number, rule in enumerate(rules, 1)),
        )

    def _rule(self, table: Name, chain: str, number: int, body: dict[str, Json], statements: Statements) -> ChainRule:
        expressions = body.get("expr")
        matches, actions = statements.read(expressions if isinstance(expressions, list) else [])
        text = rule_text(body)
        return ChainRule(table=table[1], chain=chain, number=number, text=text, matches=matches, actions=actions)


def _named_set(name: str, body: dict[str, Json], statements: Statements) -> NamedSet:
    kinds = body.get("type")
    keys = tuple(TYPE_KEYS.get(str(kind), "") for kind in (kinds if isinstance(kinds, list) else [kinds]))
    elements = body.get("elem") or []
    if "" in keys or not isinstance(elements, list):
        return NamedSet(name=name, known=not elements)
    if body.get("map") == "verdict":
        cases = statements.cases(keys, elements)
        return NamedSet(name=name, keys=keys, cases=cases or (), known=cases is not None)
    if "map" in body:
        return NamedSet(name=name, keys=keys, known=False)
    values = [element_value(keys, element) for element in elements]
    known = [value for value in values if value is not None]
    return NamedSet(name=name, keys=keys, values=tuple(known), known=len(known) == len(values))
