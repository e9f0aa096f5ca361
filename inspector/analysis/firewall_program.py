"""Rulesets made ready to run: chains of compiled rules, and the base chains of each hook in the kernel's order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from inspector.analysis.firewall_fields import View
from inspector.analysis.firewall_tests import Test, compile_match, is_span
from inspector.model.answer import Citation, Source
from inspector.model.firewall import Action, ActionKind, Chain, ChainRule, NamedSet, Ruleset, Table

NAT_PRIORITY = {"PREROUTING": -100, "OUTPUT": -100, "INPUT": 100, "POSTROUTING": 100}
"""Where address translation happens, whatever priority its chains were given: nf_nat_ipv4_ops,
net/netfilter/nf_nat_proto.c.
"""
FAMILIES = {"ip": (4,), "ip6": (6,), "inet": (4, 6)}
GUARDS = ("dst", "dport", "src", "sport", "protocol")
INERT = frozenset({ActionKind.NOTE})


@dataclass(eq=False, slots=True)
class Rule:
    """One rule; its tests are made when it is first asked. inert: whether it matches changes nothing asked here."""

    rule: ChainRule
    where: str
    sets: Mapping[str, NamedSet]
    actions: tuple[Action, ...]
    inert: bool
    assumed: bool
    made: tuple[Test, ...] | None = None

    @property
    def tests(self) -> tuple[Test, ...]:
        """One test a match."""
        if self.made is None:
            self.made = tuple(compile_match(match, self.sets) for match in self.rule.matches)
        return self.made

    def cite(self) -> Citation:
        return Citation(Source.FIREWALL, self.where, self.rule.text, assumed=self.assumed)


@dataclass(eq=False, slots=True)
class Block:
    """One chain, compiled; chains are those of its table, by name."""

    chain: Chain
    where: str
    siblings: Mapping[str, "Block"]
    sets: Mapping[str, NamedSet]
    assumed: bool
    rules: list[Rule] = field(default_factory=list)
    free: list[int] = field(default_factory=list)
    guarded: dict[str, list[tuple[int, int, int]]] = field(default_factory=dict)

    def index(self) -> None:
        """Note for each rule the span of the plain number that fits the fewest packets: a look at it rules most of a
        long chain out.
        """
        for number, rule in enumerate(self.rules):
            spans = {m.keys[0]: m.values[0][0] for m in rule.rule.matches if is_span(m)}
            key = next((key for key in GUARDS if key in spans), "")
            span = spans.get(key)
            if isinstance(span, tuple):
                self.guarded.setdefault(key, []).append((*span, number))
            else:
                self.free.append(number)

    def candidates(self, view: View) -> list[int]:
        """The numbers of the rules that may match, in order."""
        found = list(self.free)
        for key, spans in self.guarded.items():
            value = getattr(view, key)
            found += [n for low, high, n in spans if value is None or low <= value <= high]
        return sorted(found)

    def cite(self) -> Citation:
        return Citation(Source.FIREWALL, self.where, f"policy {self.chain.policy}", assumed=self.assumed)


@dataclass(eq=False, slots=True)
class Program:
    """One ruleset, compiled: base chains by (family of the packet, hook); layer2: rules of bridge and netdev tables."""

    bases: dict[tuple[int, str], list[Block]]
    layer2: dict[str, list[Block]]


class _Same:
    """A ruleset as a cache key: the very same object, not one that looks like it (which would cost a look at each
    rule).
    """

    __slots__ = ("ruleset",)

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset

    def __hash__(self) -> int:
        return id(self.ruleset)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.ruleset is self.ruleset


def compiled(ruleset: Ruleset) -> Program:
    """The program of a ruleset, made once."""
    return _compiled(_Same(ruleset))


@lru_cache(maxsize=64)
def _compiled(key: _Same) -> Program:
    bases: dict[tuple[int, str], list[Block]] = {}
    layer2: dict[str, list[Block]] = {}
    for table in key.ruleset.tables:
        for block in _blocks(key.ruleset, table).values():
            if not block.chain.hook:
                continue
            for family in FAMILIES.get(table.family, ()):
                bases.setdefault((family, block.chain.hook), []).append(block)
            if table.family in ("bridge", "netdev"):
                layer2.setdefault(table.family, []).append(block)
    return Program(bases, layer2)


def bases(rulesets: Sequence[Ruleset], family: int, hook: str) -> list[Block]:
    """The base chains of a hook in the kernel's order: by priority, the nat chains together where translation
    happens.
    """
    found = [block for ruleset in rulesets for block in compiled(ruleset).bases.get((family, hook), ())]
    return sorted(found, key=lambda block: (stage(block), block.chain.kind == "nat", block.chain.priority))


def stage(block: Block) -> int:
    """The priority at which a base chain is run."""
    return NAT_PRIORITY.get(block.chain.hook, 0) if block.chain.kind == "nat" else block.chain.priority


def layer2(rulesets: Sequence[Ruleset], family: str) -> Iterator[Block]:
    """Base chains of bridge or netdev tables that could stop a frame."""
    for ruleset in rulesets:
        for block in compiled(ruleset).layer2.get(family, ()):
            if block.rules or block.chain.policy == "DROP":
                yield block


def _blocks(ruleset: Ruleset, table: Table) -> dict[str, Block]:
    sets = {found.name: found for found in table.sets}
    tool = {4: "iptables", 6: "ip6tables"}.get(ruleset.family, ruleset.backend)
    name = f"{table.family} {table.name}" if ruleset.backend == "nftables" else table.name
    blocks: dict[str, Block] = {}
    for chain in table.chains:
        where = f"{tool} {name} {chain.name}"
        block = Block(chain, where, blocks, sets, ruleset.assumed)
        block.rules = [_rule(rule, where, sets, ruleset.assumed) for rule in chain.rules]
        block.index()
        blocks[chain.name] = block
    return blocks


def _rule(rule: ChainRule, where: str, sets: Mapping[str, NamedSet], assumed: bool) -> Rule:
    inert = all(action.kind in INERT for action in rule.actions)
    return Rule(rule, f"{where} {rule.number}", sets, rule.actions, inert, assumed)
