"""Which routing tables a packet is looked up in, and in which order. Source: fib_rules_lookup, net/core/fib_rules.c."""

from collections.abc import Iterator
from dataclasses import dataclass

from inspector.analysis.addresses import address_of, network_of
from inspector.model.netns import Netns, PolicyRule


@dataclass(frozen=True, slots=True)
class LookUp:
    """One table to look in. refuses: a rule's own verdict instead; unknown: a rule that may apply, not followed."""

    table: str = "main"
    suppress_prefix: int = -1
    refuses: str = ""
    unknown: str = ""


def look_ups(netns: Netns, destination: str, source: str, iif: str, mark: int | None) -> Iterator[LookUp]:
    """The tables in the order of the rules' priorities; only `main` where there are no rules of somebody's own."""
    family = address_of(destination).version
    rules = sorted((r for r in netns.rules if r.family == family), key=lambda rule: rule.priority)
    if not rules:
        yield LookUp()
        return
    for rule in rules:
        applies = _applies(rule, destination, source, iif, mark)
        if applies is None:
            yield LookUp(unknown=describe(rule))
        elif applies and rule.action:
            yield LookUp(refuses=rule.action)
        elif applies and rule.table != "local":
            yield LookUp(rule.table, rule.suppress_prefix)


def _applies(rule: PolicyRule, destination: str, source: str, iif: str, mark: int | None) -> bool | None:
    """Three-valued: None where a selector is not followed, or the packet's mark cannot be told."""
    known = _within(destination, rule.destination) and _within(source, rule.source) and not rule.oif
    known = known and rule.iif in ("", iif)
    if known and rule.mask and mark is not None:
        known = mark & rule.mask == rule.mark
    if known and (not rule.understood or rule.action in ("goto", "nop") or (rule.mask and mark is None)):
        return None
    return known != rule.inverted


def _within(address: str, prefix: str) -> bool:
    return not prefix or (bool(address) and address_of(address) in network_of(prefix))


def describe(rule: PolicyRule) -> str:
    """The rule in the words of `ip rule`."""
    words = [f"{rule.priority}:", "not" if rule.inverted else "", f"from {rule.source or 'all'}"]
    words += [f"to {rule.destination}" if rule.destination else "", f"iif {rule.iif}" if rule.iif else ""]
    words += [f"fwmark {rule.mark:#x}/{rule.mask:#x}" if rule.mask else ""]
    words += [rule.action or f"lookup {rule.table}", "" if rule.understood else "(and more)"]
    return " ".join(filter(None, words))
