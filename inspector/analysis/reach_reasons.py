"""Why a flow fails, in a person's words, and what would work instead."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.analysis.addresses import address_of
from inspector.analysis.facts import served_names
from inspector.model.answer import Citation, Fix, Flow
from inspector.model.container import Container, PortStatus
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
    return container.name if container else "the host" if flow.source.kind.value == "host" else "the machine outside"


def holder(facts: "Facts", address: str) -> Container | None:
    """The running container that has this address."""
    return next((c for c, _ in facts.by_address.get(address, ()) if c.has_netns), None)


def _own(facts: "Facts", flow: Flow) -> Container | None:
    try:
        return facts.namespace_owner(flow.source)
    except LookupError:
        return None


def _networks(facts: "Facts", container: Container) -> list[Network]:
    return [n for _, n in facts.ordered_endpoints(container) if n]


def no_route(facts: "Facts", stack: "Stack", flow: Flow, address: str) -> Ending:
    """ENETUNREACH: the source's namespace has no route."""
    who, owner = source_name(facts, flow), _own(facts, flow)
    networks = _networks(facts, owner) if owner else []
    if owner and not networks:
        text = f"{who} has no network but loopback, so there is no route to {address}."
        return Ending(
            "NET_NONE", text, (Fix("connect it to a network", f"docker network connect NETWORK {owner.name}"),)
        )
    if owner and all(n.internal for n in networks):
        names = ", ".join(n.name for n in networks)
        fix = Fix("connect it to a network that is not internal too", f"docker network connect NETWORK {owner.name}")
        return Ending(
            "NET_INTERNAL_NO_ROUTE",
            f"{who} is only on internal {names}, which has no way out: no route to {address}.",
            (fix,),
        )
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
        return Ending("TARGET_NOT_RUNNING", text, (Fix(f"start {stopped.name}", f"docker start {stopped.name}"),)), warm
    network = stack.docker_network(address)
    if network and network.driver in ("macvlan", "ipvlan"):
        text = f"The host and its {network.driver} containers on {network.parent or 'the parent'} cannot talk to each other, by design of the kernel."
        fix = Fix(f"give the host a {network.driver} interface of its own on {network.parent or 'the parent'}")
        return Ending("NET_MACVLAN_HOST", text, (fix,)), warm
    on = f" on {network.name}" if network else ""
    return Ending("NO_SUCH_NEIGHBOUR", f"Nobody has {address}{on}: the address is asked for and not answered."), warm


def denied(
    facts: "Facts", stack: "Stack", flow: Flow, address: str, leg: "Leg", end: "End", *, replying: bool = False
) -> Ending:
    """A rule, a policy or a sysctl stops the packet or its reply."""
    who, cite = source_name(facts, flow), end.rule
    what = "the reply" if replying else "the packet"
    target, owner = holder(facts, end.packet.src if replying else end.packet.dst), _own(facts, flow)
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
    if target and owner and target is not owner and not replying:
        ending = _between(facts, who, owner, target, address, shown)
        if ending:
            return ending
    network = stack.docker_network(address)
    if network and network.internal and not target:
        return Ending("NET_INTERNAL", f"{network.name} is internal: {shown} stops {what}.")
    return Ending("FIREWALL_RULE", f"The host's firewall stops {what}: {shown}.")


def _between(facts: "Facts", who: str, owner: Container, target: Container, address: str, shown: str) -> Ending | None:
    mine = {facts.network_key(e): n for e, n in facts.ordered_endpoints(owner)}
    endpoint = next((e for e in target.endpoints if address in (e.ipv4, e.ipv6)), None)
    shared = [e for e in target.endpoints if e.active and facts.network_key(e) in mine]
    network = facts.network_of(endpoint) if endpoint else None
    if endpoint and network and facts.network_key(endpoint) in mine:
        if not network.icc:
            fix = Fix("publish the port, or put both on a network with enable_icc true")
            text = f"{network.name} has inter-container communication switched off (enable_icc=false): {shown}."
            return Ending("NET_ICC_OFF", text, (fix,))
        return None
    if shared:
        names = ", ".join(sorted(served_names(target, shared[0])))
        better = shared[0].ipv4 or shared[0].ipv6
        text = (
            f"{who} and {target.name} share {shared[0].network}, but {address} is {target.name}'s address on "
            f"{endpoint.network if endpoint else 'another network'}, which {who} is not on: {shown}."
        )
        return Ending("NET_OTHER_ADDRESS", text, (Fix(f"ask for {names} or {better}"),))
    on = ", ".join(e.network for e in owner.endpoints)
    there = ", ".join(e.network for e in target.endpoints if e.active)
    text = f"{who} is on {on}, {target.name} on {there}: they share no network, and Docker drops traffic between bridges ({shown})."
    user = next((e.network for e in target.endpoints if (n := facts.network_of(e)) and n.user_defined), "")
    command = f"docker network connect {user} {owner.name}" if user else ""
    return Ending("NET_NO_SHARED_NETWORK", text, (Fix(f"put {owner.name} on {user or 'a network with it'}", command),))


def _rule_text(cite: Citation | None) -> str:
    return f"{cite.where}: {cite.text}" if cite else "a rule"


def not_listening(
    facts: "Facts", stack: "Stack", flow: Flow, address: str, leg: "Leg", owner: Container | None
) -> Ending:
    """Refused: the packet arrived, and nobody takes the port."""
    taker = leg.taker
    fact = taker.cite.text if taker else ""
    source = _own(facts, flow)
    port = leg.end.packet.dport
    if address_of(address).is_loopback:
        return _localhost(facts, flow, source, address, fact)
    who = owner.name if owner else "the host"
    if taker and taker.only_loopback:
        text = f"On {who} port {port} is bound to loopback only, so nobody else reaches it: {fact}."
        return Ending("PORT_LOOPBACK_ONLY", text, (Fix("bind the service to 0.0.0.0 (or publish on 0.0.0.0)"),))
    if owner is None:
        return _host_port(facts, address, port, fact)
    listening = (
        sorted({s.port for s in (leg.end.arrived.sockets or ()) if s.protocol == flow.protocol.value})
        if leg.end.arrived
        else []
    )
    fixes = (Fix(f"{owner.name} listens on {', '.join(map(str, listening))}"),) if listening else ()
    return Ending("PORT_NOT_LISTENING", f"{owner.name} is reached at {address}, but {fact}.", fixes)


def _localhost(facts: "Facts", flow: Flow, source: Container | None, address: str, fact: str) -> Ending:
    who = source_name(facts, flow)
    text = f"{address} inside {who} is {who} itself, and there {fact}."
    others = [
        c.name
        for c in facts.snapshot.containers
        if c.has_netns
        and c is not source
        and any(p.port == flow.port and p.protocol == flow.protocol.value for p in c.ports)
    ]
    fixes = tuple(Fix(f"{name} has port {flow.port}: ask for {name}") for name in others[:3])
    return Ending("LOCALHOST_IS_THE_CALLER", text, fixes)


def _host_port(facts: "Facts", address: str, port: int, fact: str) -> Ending:
    for container in facts.snapshot.containers:
        for p in container.ports:
            if p.host_port == port and p.status is PortStatus.PUBLISHED and p.host_ip not in ("", "0.0.0.0", "::"):  # noqa: S104
                code = "PORT_LOOPBACK_ONLY" if address_of(p.host_ip).is_loopback else "PORT_OTHER_ADDRESS"
                text = f"Port {port} of {container.name} is published on {p.host_ip} only, not on {address}: {fact}."
                return Ending(code, text, (Fix(f"publish it as -p {port}:{p.port}, or ask {p.host_ip}"),))
    return Ending("PORT_NOT_LISTENING", f"On the host {fact}.")
