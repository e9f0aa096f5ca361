"""The host's kernel as rules ask it, and what a rule says when it was not read."""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.filtering import Filtering
from inspector.analysis.firewall import Outcome, Packet
from inspector.analysis.routing import route
from inspector.model.answer import Citation, Source, Trace
from inspector.model.evidence import Gap, Why
from inspector.model.finding import Undecided
from inspector.model.firewall import ActionKind, Chain, ChainRule, Ruleset
from inspector.model.ids import HOST, Ref
from inspector.model.netns import Netns
from inspector.model.snapshot import Origin
from inspector.rules.base import Rule

REMEDY = "read the host as root: python -m inspector snapshot -o host.json"
BEYOND = "1.1.1.1"
"""Stands for every machine beyond the host: packets from it are routed on paper, never sent."""


def host(case: Case) -> Netns | None:
    """The host's own namespace, None when its kernel was not asked."""
    space = case.snapshot.host_netns
    return space if space is not None and space.interfaces else None


def unread_host(rule: Rule, case: Case, what: str, *subjects: Ref) -> Undecided:
    """The rule hangs on a fact of the host that was not read."""
    return rule.undecided(case, subjects or (HOST,), Gap(what, "the engine's host", Why.NOT_READ, REMEDY))


def rulesets(case: Case) -> tuple[Ruleset, ...] | None:
    """The host's firewall, None when it was not read; after an edit what the engine programs stands for it."""
    found = case.world.facts.snapshot.rulesets
    if case.snapshot.origin is Origin.EDITED:
        return found if host(case) else None
    return found if host(case) and any(not one.assumed for one in found) else None


def sysctl(case: Case, key: str) -> Citation | None:
    """A setting of the host's kernel, None when it was not read."""
    space = host(case)
    value = dict(space.sysctls).get(key) if space else None
    return None if value is None else Citation(Source.SYSCTL, key, value)


def passing(case: Case, space: Netns, hook: str, packet: Packet, **devices: str) -> Outcome | None:
    """What the host's firewall does with one packet at one hook."""
    return Filtering(space, case.world.facts.snapshot.rulesets).run(space, hook, packet, **devices)


def uplink(space: Netns) -> tuple[str, str]:
    """The device of the host's default route and the address that it sends from; ("", "") without such a route."""
    way = route(space, BEYOND, "host")
    return (way.device, way.source) if way else ("", "")


def chains(case: Case, name: str, *, table: str = "filter", family: str = "ip") -> Iterator[tuple[Ruleset, Chain]]:
    """Every chain of this name that was read: iptables-legacy and iptables-nft may each have one."""
    for ruleset in case.world.facts.snapshot.rulesets:
        for one in ruleset.tables:
            if not ruleset.assumed and (one.name, one.family) == (table, family):
                yield from ((ruleset, chain) for chain in one.chains if chain.name == name)


def jumps_to(case: Case, ruleset: Ruleset, name: str) -> list[ChainRule]:
    """The rules of a filter table that lead into a chain."""
    return [
        rule
        for table in ruleset.tables
        if table.name == "filter"
        for chain in table.chains
        for rule in chain.rules
        if any(a.kind in (ActionKind.JUMP, ActionKind.GOTO) and a.chain == name for a in rule.actions)
    ]


def own_rules(chain: Chain) -> list[ChainRule]:
    """The rules of a user's chain that do more than to return, as engines up to 27 put one there."""
    return [rule for rule in chain.rules if any(a.kind is not ActionKind.RETURN for a in rule.actions)]


def rule_cite(rule: ChainRule) -> Citation:
    """One firewall rule, as its program prints it."""
    return Citation(Source.FIREWALL, f"{rule.table} {rule.chain} {rule.number}", rule.text)


def why(trace: Trace) -> tuple[Citation, ...]:
    """What a traced way rests on, the last word last: at most four facts."""
    cites = [cite for hop in (*trace.hops, *trace.reply) for cite in hop.cites]
    return tuple(dict.fromkeys(reversed(cites)))[:4]
