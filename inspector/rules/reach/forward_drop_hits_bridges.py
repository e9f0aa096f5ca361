"""Docker's firewall stops frames inside of a bridge that is not Docker's.

What it finds
    A bridge of the host with ports (virtual machines, other containers) that is no Docker network's, on which frames
    pass iptables (br_netfilter) and FORWARD drops them.

Why it matters
    The engine sets FORWARD to DROP where it switched forwarding on, and br_netfilter shows FORWARD even what is only
    switched inside of a bridge. Virtual machines lose each other and their network once Docker starts.

How it is decided
    By the sysctl, the host's links, and what the rules that were read do with a frame between two ports of the bridge.

What to do
    Let that bridge pass in DOCKER-USER.

When it stays silent
    When br_netfilter does not call iptables, when a rule lets the bridge pass, and for bridges without ports.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.filtering import BRIDGE_CALLS
from inspector.analysis.firewall import Packet, Verdict
from inspector.analysis.wording import command
from inspector.model.answer import Citation, Fix, Source
from inspector.model.finding import Severity
from inspector.model.ids import HOST
from inspector.model.netns import Interface, Netns
from inspector.rules.base import Rule, Told
from inspector.rules.kernel import chains, host, passing, rulesets, sysctl, unread_host


def check(case: Case) -> Iterator[Told]:
    space = host(case)
    calls = sysctl(case, BRIDGE_CALLS[4])
    if space is None or calls is None or rulesets(case) is None:
        yield unread_host(RULE, case, "the host's bridges, sysctls and firewall")
        return
    if calls.text.strip() != "1":
        return
    docker = {network.bridge for network in case.snapshot.networks}
    gateways = {s.gateway for network in case.snapshot.networks for s in network.subnets if s.gateway}
    for bridge in space.interfaces:
        if bridge.kind != "bridge" or bridge.name in docker or gateways & {a.address for a in bridge.addresses}:
            continue
        ports = [one.name for one in space.interfaces if one.master == bridge.name]
        if ports:
            yield from _asked(case, space, bridge, ports, calls)


def _asked(case: Case, space: Netns, bridge: Interface, ports: list[str], calls: Citation) -> Iterator[Told]:
    source, target = "192.0.2.1", "192.0.2.2"
    packet = Packet(family=4, src=source, dst=target, protocol="tcp", sport=40000, dport=80)
    devices = {"iif": bridge.name, "oif": bridge.name, "physin": ports[0], "physout": ports[-1]}
    outcome = passing(case, space, "FORWARD", packet, **devices)
    if outcome is None or outcome.verdict not in (Verdict.DROP, Verdict.REJECT) or outcome.decider is None:
        return
    chain = "DOCKER-USER" if next(chains(case, "DOCKER-USER"), None) else "FORWARD"
    yield RULE.finding(
        case,
        [HOST],
        f"FORWARD drops what is switched inside of {bridge.name}, a bridge that is not Docker's.",
        detail=f"br_netfilter shows iptables the frames between its ports ({', '.join(ports[:5])}).",
        cites=[
            outcome.decider,
            calls,
            Citation(Source.LINK, f"host {bridge.name}", f"bridge of {', '.join(ports[:5])}"),
        ],
        fixes=[
            Fix(
                f"let {bridge.name} pass",
                command("iptables", "-I", chain, "-i", bridge.name, "-o", bridge.name, "-j", "ACCEPT"),
                cost="until the next boot, unless the rule is kept",
            )
        ],
        key=[bridge.name],
    )


RULE = Rule("R213", "forward-drop-hits-bridges", Severity.WARNING, check)
