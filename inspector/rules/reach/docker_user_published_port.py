"""A rule in DOCKER-USER asks for the published port, where packets already have the container's.

What it finds
    A rule in DOCKER-USER that matches `--dport N`, where N is a published port of the host and nobody's container port.

Why it matters
    The destination is translated before FORWARD: with `-p 8080:80` packets pass DOCKER-USER with port 80. The rule
    never matches, and what it was to block is open.

How it is decided
    By the rules that were read, and by the published ports of the containers that run.

What to do
    Match the container's port, or the original one by `-m conntrack --ctorigdstport`.

When it stays silent
    When N is a container's port too, and for rules that match the original port already.
"""

import shlex
from collections.abc import Iterator
from itertools import pairwise

from inspector.analysis.case import Case
from inspector.analysis.wording import command
from inspector.model.answer import Fix
from inspector.model.container import Container, Port, PortStatus
from inspector.model.finding import Severity
from inspector.model.firewall import ChainRule
from inspector.rules.base import Rule, Told, container, inspected
from inspector.rules.kernel import chains, own_rules, rule_cite, rulesets, unread_host


def check(case: Case) -> Iterator[Told]:
    published = [
        (one, port)
        for one in case.snapshot.containers
        if one.has_netns
        for port in one.ports
        if port.status is PortStatus.PUBLISHED and port.host_port and port.host_port != port.port
    ]
    if not published:
        return
    if rulesets(case) is None:
        owners = {one.id: container(one) for one, _ in published}
        yield unread_host(RULE, case, "the host's firewall", *owners.values())
        return
    inner = {(p.port, p.protocol) for one in case.snapshot.containers for p in one.ports}
    outer = {(port.host_port, port.protocol): (one, port) for one, port in reversed(published)}
    for _, chain in chains(case, "DOCKER-USER"):
        for rule in own_rules(chain):
            key = _asked(rule)
            if key in outer and key not in inner:
                yield _finding(case, rule, *outer[key])


def _asked(rule: ChainRule) -> tuple[int, str]:
    """The one destination port and the protocol that a rule names; (0, "") for others."""
    try:
        words = shlex.split(rule.text)
    except ValueError:  # a comment with a quotation mark of its own
        return 0, ""
    pairs = dict(pairwise(words))
    port = pairs.get("--dport", "")
    protocol = pairs.get("-p", "")
    before = words[words.index("--dport") - 1] if port else ""
    return (int(port), protocol) if port.isdigit() and before != "!" and protocol else (0, "")


def _finding(case: Case, rule: ChainRule, one: Container, port: Port) -> Told:
    return RULE.finding(
        case,
        [container(one)],
        f"DOCKER-USER {rule.number} asks for port {port.host_port}, but packets to {one.name} have {port.port} there.",
        detail="The destination was translated before: the rule never matches.",
        cites=[
            rule_cite(rule),
            inspected(one, "/NetworkSettings/Ports", f"{port.host_port}->{port.port}/{port.protocol}"),
        ],
        fixes=[
            Fix("ask for the port that the client asked for", _original(rule), cost="until the next boot, unless kept")
        ],
        key=[rule.text],
    )


def _original(rule: ChainRule) -> str:
    """The command that puts the same rule, with the original port, in the place of this one."""
    words = shlex.split(rule.text)
    at = words.index("--dport")
    kept = [*words[:at], "-m", "conntrack", "--ctdir", "ORIGINAL", "--ctorigdstport", words[at + 1], *words[at + 2 :]]
    if kept[:2] == ["-A", rule.chain]:
        kept = kept[2:]
    return command("iptables", "-R", rule.chain, str(rule.number), *kept)


RULE = Rule("R211", "docker-user-published-port", Severity.WARNING, check)
