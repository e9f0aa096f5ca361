"""Why a flow fails, in a person's words, and what would work instead."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.analysis.facts import served_names
from inspector.analysis.wording import command, free_name, joint_network, networks, revive
from inspector.model.answer import Citation, Fix, Flow
from inspector.model.container import Container, PortStatus
from inspector.model.ids import Kind
from inspector.model.network import Network

if TYPE_CHECKING:
    from inspector.analysis.facts import Facts
    from inspector.analysis.reach import Leg
    from inspector.analysis.stack import Stack
    from inspector.analysis.walk import End

WARM = frozenset({"REACHABLE", "STALE", "DELAY", "PROBE", "PERMANENT"})


@dataclass(frozen=True, slots=True)
class Ending:
    """A stable code, one sentence, and what would mend it."""

    code: str
    sentence: str
    fixes: tuple[Fix, ...] = ()


def source_name(facts: "Facts", flow: Flow) -> str:
    """What the asker is called."""
    container = facts.containers.get(flow.source.id)
    return container.name if container else "the host" if flow.source.kind is Kind.HOST else "the machine outside"


def holder(facts: "Facts", address: str) -> Container | None:
    """The running container that has this address."""
    return next((c for c, _ in facts.by_address.get(address, ()) if c.has_netns), None)


def owner_of(facts: "Facts", flow: Flow) -> Container | None:
    try:
        return facts.namespace_owner(flow.source)
    except LookupError:
        return None


def networks_of(facts: "Facts", container: Container) -> list[Network]:
    return [n for _, n in facts.ordered_endpoints(container) if n and n.driver != "null"]


def no_route(facts: "Facts", stack: "Stack", flow: Flow, address: str) -> Ending:
    """ENETUNREACH: the source's namespace has no route."""
    who, owner = source_name(facts, flow), owner_of(facts, flow)
    on = networks_of(facts, owner) if owner else []
    if owner and not on:
        text = f"{who} has no network but loopback, so it has no route to {address}."
        return Ending("NET_NONE", text, (Fix("connect it to a network", connect("NETWORK", owner)),))
    if owner and all(n.internal for n in on):
        names = ", ".join(n.name for n in on)
        fix = Fix("connect it to a network that is not internal too", connect("NETWORK", owner))
        text = f"{who} is only on {names}, which is internal and has no way out: it has no route to {address}."
        return Ending("NET_INTERNAL_NO_ROUTE", text, (fix,))
    return Ending("NO_ROUTE", f"{who} has no route to {address}.")


def nobody_there(facts: "Facts", stack: "Stack", flow: Flow, address: str, leg: "Leg") -> tuple[Ending, bool]:
    """No answer on the link; also whether the asker's neighbour entry is still warm (then the client waits instead)."""
    end = leg.end
    start = facts.namespaces.get(flow.source.id)
    ns = stack.spaces.get(start.inode) if start else stack.host
    warm = bool(ns) and any(
        n.address == end.packet.dst and n.state in WARM and n.mac for n in (ns.neighbours if ns else ())
    )
    stopped = stack.stopped_holder(address)
    if stopped:
        text = f"{address} belongs to {stopped.name}, which is {stopped.state.value}: nobody answers there."
        return Ending("TARGET_NOT_RUNNING", text, (revive(stopped),)), warm
    network = stack.docker_network(address)
    if network and network.driver in ("macvlan", "ipvlan"):
        parent = network.parent or "the parent"
        kind = network.driver
        text = f"By design of the kernel the host and its {kind} containers on {parent} do not hear each other."
        fix = Fix(f"give the host a {kind} interface of its own on {parent}")
        return Ending("NET_MACVLAN_HOST", text, (fix,)), warm
    on = f" on {network.name}" if network else ""
    return Ending(
        "NO_SUCH_NEIGHBOUR", f"Nobody has {address}{on}: it is asked for on the link, and not answered."
    ), warm


def denied(
    facts: "Facts", stack: "Stack", flow: Flow, address: str, leg: "Leg", end: "End", *, replying: bool = False
) -> Ending:
    """A rule, a policy or a sysctl stops the packet or its reply."""
    who, cite = source_name(facts, flow), end.rule
    what = "the reply" if replying else "the packet"
    target, owner = holder(facts, end.packet.src if replying else end.packet.dst), owner_of(facts, flow)
    if (cite and "ip_forward" in cite.where) or (cite and "forwarding" in cite.where):
        return Ending(
            "FORWARDING_OFF",
            f"The host does not forward packets ({cite.where} = {cite.text}).",
            (Fix("switch forwarding on", "sysctl -w net.ipv4.ip_forward=1"),),
        )
    if replying and cite is None:
        return Ending(
            "REPLY_WRONG_WAY",
            f"{address} answers, but the reply does not come back to {who} from the address that was asked.",
        )
    shown = _rule_text(cite)
    if cite and "DOCKER-USER" in cite.where:
        return Ending("FIREWALL_USER_RULE", f"A rule of your own stops {what}: {shown}.")
    if target and owner and target is not owner and not replying and _by_docker(cite):
        ending = _between(facts, who, owner, target, address, _rule_place(cite))
        if ending:
            return ending
    if target and flow.source.kind is Kind.EXTERNAL and address == end.packet.dst and _by_docker(cite):
        return _not_published(flow, target, address, cite)
    network = stack.docker_network(address)
    if network and network.internal and not target:
        return Ending("NET_INTERNAL", f"{network.name} is internal, so {what} is stopped: {shown}.")
    return Ending("FIREWALL_RULE", f"The host's firewall stops {what}: {shown}.")


def _not_published(flow: Flow, target: Container, address: str, cite: Citation | None) -> Ending:
    """From beyond the host straight to a container: the engine lets in what is published, at the host's address."""
    published = sorted({p.host_port for p in target.ports if p.status is PortStatus.PUBLISHED and p.port == flow.port})
    text = f"From outside nobody gets straight to {target.name} at {address}: Docker stops it ({_rule_place(cite)})."
    if published:
        ports = ", ".join(map(str, published))
        return Ending("DIRECT_ACCESS_BLOCKED", text, (Fix(f"ask for port {ports} of an address of the host"),))
    fix = Fix(f"publish the port (-p {flow.port}:{flow.port}), and ask for it at an address of the host")
    return Ending("PORT_NOT_PUBLISHED", f"{text} The port is not published either.", (fix,))


def _between(facts: "Facts", who: str, owner: Container, target: Container, address: str, shown: str) -> Ending | None:
    mine = {facts.network_key(e): n for e, n in facts.ordered_endpoints(owner)}
    endpoint = next((e for e in target.endpoints if address in (e.ipv4, e.ipv6)), None)
    shared = [e for e in target.endpoints if e.active and facts.network_key(e) in mine]
    network = facts.network_of(endpoint) if endpoint else None
    if endpoint and network and facts.network_key(endpoint) in mine:
        if not network.icc:
            fix = Fix("publish the port, or put both on a network with enable_icc true")
            text = f"On {network.name} containers may not talk to each other (enable_icc=false): stopped by {shown}."
            return Ending("NET_ICC_OFF", text, (fix,))
        return None
    if shared:
        names = ", ".join(sorted(served_names(target, shared[0])))
        better = shared[0].ipv4 or shared[0].ipv6
        text = (
            f"{who} and {target.name} share {shared[0].network}, but {address} is {target.name}'s address on "
            f"{endpoint.network if endpoint else 'another network'}, which {who} is not on (stopped by {shown})."
        )
        return Ending("NET_OTHER_ADDRESS", text, (Fix(f"ask for {names} or {better}"),))
    there = networks([e for e in target.endpoints if e.active])
    text = (
        f"{who} is on {networks(owner.endpoints)}, {target.name} on {there}: they share no network, "
        f"and Docker lets nothing through between its bridges (stopped by {shown})."
    )
    user = next((e.network for e in target.endpoints if (n := facts.network_of(e)) and n.user_defined), "")
    fix = Fix(f"put {owner.name} on {user}", connect(user, owner)) if user else _joint(facts, target, owner)
    return Ending("NET_NO_SHARED_NETWORK", text, (fix,))


def _joint(facts: "Facts", target: Container, owner: Container) -> Fix:
    commands = joint_network(target, owner, network=free_name("app", facts.network_names))
    return Fix("put both on a network of their own", commands)


def connect(network: str, container: Container) -> str:
    return command("docker", "network", "connect", network, container.name)


def _by_docker(cite: Citation | None) -> bool:
    """Whether the engine itself set this up, and not somebody who filters for reasons of their own."""
    if cite is None:
        return False
    own = "docker" in cite.where.lower() or " raw " in f" {cite.where} " or cite.text.startswith("policy")
    return own or re.search(r"-i (\S+) -o \1 .*-j DROP", cite.text) is not None


def _rule_place(cite: Citation | None) -> str:
    return cite.where if cite else "a rule"


def _rule_text(cite: Citation | None) -> str:
    return f"{cite.where}: {cite.text}" if cite else "a rule"
