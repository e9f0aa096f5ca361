"""A rule of the user's own lets routed traffic to containers pass, and an earlier one of the engine drops it.

What it finds
    A rule in DOCKER-USER or FORWARD that accepts packets to a container's address or out by a network's bridge, where
    the engine's own rule in `raw PREROUTING` has dropped them before.

Why it matters
    From 28 on containers cannot be addressed from outside of their bridge; routed set-ups (VPN, SDN, a container on
    another bridge) that worked with a rule in DOCKER-USER go silent after the upgrade: clients time out.

How it is decided
    By the host's rules: what the user's rule accepts, and the drop for the addresses that it means.

What to do
    Make the network with `trusted_host_interfaces` (28.2 on), or with gateway mode `nat-unprotected` or `routed`;
    between two containers, put both on one network.

When it stays silent
    For rules that accept replies only (ctstate), for networks of another gateway mode, and before 28.
"""

from collections.abc import Iterator
from ipaddress import ip_network

from inspector.analysis.case import Case
from inspector.analysis.firewall import Packet, Verdict
from inspector.model.answer import Citation, Fix
from inspector.model.container import Endpoint
from inspector.model.edit import SetNetworkOption
from inspector.model.finding import Severity
from inspector.model.firewall import ActionKind, ChainRule, Match
from inspector.model.network import Network
from inspector.rules.base import Rule, Told, network
from inspector.rules.kernel import BEYOND, chains, passing, rule_cite, rulesets, unread_host, uplink
from inspector.rules.remake import COST, remade

SINCE = (28, 0)
MODE = "com.docker.network.bridge.gateway_mode_ipv4"
TRUSTED = "com.docker.network.bridge.trusted_host_interfaces"


def check(case: Case) -> Iterator[Told]:
    at_risk = [
        (n, [e for c, e in case.world.facts.members.get(n.id, ()) if c.has_netns and e.ipv4])
        for n in case.snapshot.networks
        if n.bridge and n.gateway_mode_ipv4 in ("", "nat") and not n.internal
    ]
    at_risk = [(n, members) for n, members in at_risk if members]
    if case.world.facts.release < SINCE or not at_risk:
        return
    if rulesets(case) is None:
        yield unread_host(RULE, case, "the host's firewall", *(network(n) for n, _ in at_risk))
        return
    accepts = [
        rule
        for name in ("DOCKER-USER", "FORWARD")
        for _, chain in chains(case, name)
        for rule in chain.rules
        if any(action.kind is ActionKind.ACCEPT for action in rule.actions)
    ]
    for rule in accepts:
        hit = {}
        for at, members in at_risk:
            dropped = next((d for e in members if _meant(rule, at, e) and (d := _dropped(case, rule, e))), None)
            if dropped:
                hit[at.id] = (at, dropped)
        if hit:
            yield _finding(case, rule, [at for at, _ in hit.values()], [cite for _, cite in hit.values()])


def _meant(rule: ChainRule, at: Network, endpoint: Endpoint) -> bool:
    """Whether the rule lets packets from elsewhere to this container pass: by its bridge, or by its address."""
    plain = {match.keys[0]: match for match in rule.matches if len(match.keys) == 1 and not match.negated}
    if "ctstate" in plain or ("iif" in plain and _word(plain["iif"]) == at.bridge):
        return False
    if "oif" in plain:
        return _word(plain["oif"]) == at.bridge
    return "dst" in plain and _covers(plain["dst"], endpoint.ipv4)


def _word(match: Match) -> str:
    return str(match.values[0][0]) if match.values else ""


def _covers(match: Match, address: str) -> bool:
    wanted = int(ip_network(address).network_address)
    spans = (value[0] for value in match.values)
    return any(
        not isinstance(span, str) and span[0] <= wanted <= span[1] and span[1] - span[0] < 1 << 24 for span in spans
    )


def _enters(rule: ChainRule) -> str:
    """The device that the rule lets in, "" for any."""
    return next((_word(match) for match in rule.matches if match.keys == ("iif",) and not match.negated), "")


def _dropped(case: Case, rule: ChainRule, endpoint: Endpoint) -> Citation | None:
    """The rule before it that drops a packet for this container, as it comes in by the device that the rule names."""
    space = case.snapshot.host_netns
    packet = Packet(family=4, src=BEYOND, dst=endpoint.ipv4, protocol="tcp", sport=40000, dport=80)
    device = _enters(rule) or (uplink(space)[0] if space else "")
    outcome = passing(case, space, "PREROUTING", packet, iif=device) if space else None
    return outcome.decider if outcome and outcome.verdict is Verdict.DROP else None


def _finding(case: Case, rule: ChainRule, hit: list[Network], dropped: list[Citation]) -> Told:
    names = ", ".join(at.name for at in hit)
    return RULE.finding(
        case,
        [*map(network, hit)],
        f"{rule.chain} accepts packets to containers of {names}, but the engine has dropped them before.",
        detail="Since 28 raw PREROUTING comes first: nothing but the network's own bridge may address its containers.",
        cites=[rule_cite(rule), *dropped[:5]],
        fixes=list(_fixes(case, hit, _enters(rule))),
        key=[_by_name(case, rule.text)],
    )


def _by_name(case: Case, text: str) -> str:
    """The rule with its networks' names for their devices, which are called by ids."""
    for one in case.snapshot.networks:
        text = text.replace(one.bridge, one.name) if one.bridge else text
    return text


def _fixes(case: Case, hit: list[Network], enters: str) -> Iterator[Fix]:
    own = [at for at in hit if not at.default_bridge]
    if len(own) < len(hit):
        yield Fix(
            'say `"allow-direct-routing": true` in daemon.json (28.2 on), or move its containers to another network',
            cost="a restart of the engine; every container can be addressed directly then",
        )
        return
    names = ", ".join(at.name for at in own)
    trusts = case.world.facts.release >= (28, 2) and enters and not enters.startswith(("br-", "docker"))
    if trusts:
        yield Fix(
            f"let {names} trust what enters by {enters}",
            "; ".join(remade(case, at, options={TRUSTED: enters}) for at in own),
            cost=COST,
        )
    yield Fix(
        f"give {names} gateway mode nat-unprotected",
        "; ".join(remade(case, at, options={MODE: "nat-unprotected"}) for at in own),
        cost=COST + "; every port of its containers can then be addressed from beyond",
        edits=tuple(SetNetworkOption(network=at.id, key=MODE, value="nat-unprotected") for at in own),
    )


RULE = Rule("R209", "routed-traffic-dropped", Severity.WARNING, check)
