"""The user's own rules stand in iptables' DOCKER-USER, and the engine programs nftables.

What it finds
    An engine with its nftables backend (29 on) beside a chain DOCKER-USER of iptables that has rules.

Why it matters
    With that backend there is no DOCKER-USER: nothing leads there, and what its rules were to block is open. That
    iptables shows no rules of Docker's is right then, and nothing to mend.

How it is decided
    By the backend that the engine tells, and the rules that were read.

What to do
    Write them as a chain of their own on nftables' forward hook, with a priority before the engine's.

When it stays silent
    With the iptables backend, and when DOCKER-USER is not there or has no rules.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.model.answer import Citation, Fix, Source
from inspector.model.finding import Severity
from inspector.model.ids import HOST
from inspector.rules.base import Rule, Told
from inspector.rules.kernel import chains, jumps_to, own_rules, rule_cite, rulesets, unread_host


def check(case: Case) -> Iterator[Told]:
    backend = case.snapshot.engine.firewall_backend
    if not backend.startswith("nftables"):
        return
    if rulesets(case) is None:
        yield unread_host(RULE, case, "the host's firewall")
        return
    for family in ("ip", "ip6"):
        for ruleset, chain in chains(case, "DOCKER-USER", family=family):
            rules = own_rules(chain)
            count = f"{len(rules)} rule{'' if len(rules) == 1 else 's'}"
            if rules and not jumps_to(case, ruleset, "DOCKER-USER"):
                yield RULE.finding(
                    case,
                    [HOST],
                    f"DOCKER-USER of iptables has {count}, but the engine programs nftables: nothing asks them.",
                    detail="Its own rules are in the nftables tables docker-bridges; nothing asks DOCKER-USER.",
                    cites=[
                        Citation(Source.INSPECT, "/info#/FirewallBackend", backend),
                        *(rule_cite(rule) for rule in rules[:5]),
                    ],
                    fixes=[
                        Fix(
                            "write them as a chain of your own: `type filter hook forward priority -10` in a table of "
                            "your own"
                        )
                    ],
                    key=[family],
                )
                break


RULE = Rule("R212", "rules-on-other-backend", Severity.ERROR, check)
