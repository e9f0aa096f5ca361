"""The user's own rules stand in DOCKER-USER, and nothing leads there.

What it finds
    A chain DOCKER-USER with rules to which no rule of its table jumps.

Why it matters
    The rules look right and do nothing: what they were to block is open, and what they were to open is shut. It
    happens when something flushed FORWARD after the engine had started, or when the rules went into iptables-legacy
    while the engine uses iptables-nft.

How it is decided
    By the rules of every variant of iptables that was read.

What to do
    Lead FORWARD there again, or restart the engine, which does it.

When it stays silent
    When DOCKER-USER is empty or only returns, and on the engine's nftables backend (another rule's).
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import command
from inspector.model.answer import Citation, Fix, Source
from inspector.model.finding import Severity
from inspector.model.firewall import Ruleset
from inspector.model.ids import HOST
from inspector.rules.base import Rule, Told
from inspector.rules.kernel import chains, jumps_to, own_rules, rule_cite, rulesets, unread_host

CHAIN = "DOCKER-USER"
PROGRAMS = {4: "iptables", 6: "ip6tables"}


def check(case: Case) -> Iterator[Told]:
    backend = case.snapshot.engine.firewall_backend
    if backend.startswith("nftables") or case.snapshot.engine.product != "docker":
        return
    if rulesets(case) is None:
        yield unread_host(RULE, case, "the host's firewall")
        return
    for family, table in ((4, "ip"), (6, "ip6")):
        seen = list(chains(case, CHAIN, family=table))
        for ruleset, chain in seen:
            rules = own_rules(chain)
            if rules and not jumps_to(case, ruleset, CHAIN):
                elsewhere = any(jumps_to(case, other, CHAIN) for other, _ in seen if other is not ruleset)
                yield _finding(case, ruleset, family, [rule_cite(rule) for rule in rules], elsewhere)


def _finding(case: Case, ruleset: Ruleset, family: int, cites: list[Citation], elsewhere: bool) -> Told:
    program = PROGRAMS[family] + ("-legacy" if ruleset.variant == "legacy" and elsewhere else "")
    count = f"{len(cites)} rule{'' if len(cites) == 1 else 's'}"
    return RULE.finding(
        case,
        [HOST],
        f"DOCKER-USER of {program} has {count}, but nothing leads there: they do nothing.",
        detail="The engine uses the other variant of iptables: put them there."
        if elsewhere
        else "FORWARD was flushed after the engine had started.",
        cites=[*cites[:5], Citation(Source.FIREWALL, "filter FORWARD", f"no rule jumps to {CHAIN}")],
        fixes=[
            Fix("put the rules into the variant that the engine uses (`iptables -V`), and take them out here")
            if elsewhere
            else Fix("lead FORWARD there again", command(program, "-I", "FORWARD", "-j", CHAIN))
        ],
        key=[program],
    )


RULE = Rule("R210", "docker-user-not-reached", Severity.ERROR, check)
