"""Why nobody takes the port that was asked for, and where it can be had instead."""

from typing import TYPE_CHECKING

from inspector.analysis.addresses import address_of
from inspector.analysis.listeners import is_loopback
from inspector.analysis.reach_reasons import Ending, connect, networks_of, owner_of, source_name
from inspector.model.answer import Fix, Flow
from inspector.model.anywhere import ANYWHERE
from inspector.model.container import Container, Mode, PortStatus

if TYPE_CHECKING:
    from inspector.analysis.facts import Facts
    from inspector.analysis.reach import Leg
    from inspector.analysis.stack import Stack


def not_listening(
    facts: "Facts", stack: "Stack", flow: Flow, address: str, leg: "Leg", owner: Container | None
) -> Ending:
    """Refused: the packet arrived, and nobody takes the port."""
    taker = leg.taker
    fact = taker.cite.text if taker else ""
    source = owner_of(facts, flow)
    port = leg.end.packet.dport
    if address_of(address).is_loopback:
        return _localhost(facts, flow, source, address, fact)
    who = owner.name if owner else "the host"
    if taker and taker.only_loopback:
        text = f"The way to {who} at {address} is open, but port {port} is bound to loopback there: {fact}."
        where = "the host's own address" if owner is None else "any address"
        return Ending("PORT_LOOPBACK_ONLY", text, (Fix(f"let the service bind {where}"),))
    if owner is None:
        return _host_port(facts, flow, address, port, fact)
    sockets = leg.end.arrived.sockets if leg.end.arrived else None
    heard = {s.port for s in sockets or () if s.protocol == flow.protocol.value and not is_loopback(s)}
    fixes = (Fix(f"{owner.name} listens on {', '.join(map(str, sorted(heard)))}"),) if heard else ()
    return Ending("PORT_NOT_LISTENING", f"{owner.name} is reached at {address}, but {fact}.", fixes)


def _localhost(facts: "Facts", flow: Flow, source: Container | None, address: str, fact: str) -> Ending:
    who = source_name(facts, flow)
    text = f"{address} is {who} itself when it is asked for inside of {who}, and {fact}."
    others = [
        c.name
        for c in facts.snapshot.containers
        if c.has_netns
        and c is not source
        and any(p.port == flow.port and p.protocol == flow.protocol.value for p in c.ports)
    ]
    fixes = tuple(Fix(f"{name} has port {flow.port}: ask for it by its name or address") for name in others[:3])
    return Ending("LOCALHOST_IS_THE_CALLER", text, fixes)


def _host_port(facts: "Facts", flow: Flow, address: str, port: int, fact: str) -> Ending:
    wanted = (port, flow.protocol.value)
    for container in facts.snapshot.containers:
        for p in container.ports:
            asked = (p.host_port, p.protocol) == wanted
            if asked and p.status is PortStatus.PUBLISHED and p.host_ip not in ANYWHERE:
                code = "PORT_LOOPBACK_ONLY" if address_of(p.host_ip).is_loopback else "PORT_OTHER_ADDRESS"
                text = f"Port {port} of {container.name} is published on {p.host_ip} only, not on {address}: {fact}."
                return Ending(code, text, (Fix(f"publish it as -p {port}:{p.port}, or ask {p.host_ip}"),))
    return _unpublished(facts, wanted, fact) or Ending("PORT_NOT_LISTENING", f"On the host {fact}.")


def _unpublished(facts: "Facts", wanted: tuple[int, str], fact: str) -> Ending | None:
    """A port that was asked for with -p, and that the engine has not bound."""
    for container in facts.snapshot.containers:
        if not container.has_netns or not any(
            (p.host_port, p.protocol) == wanted and p.status is PortStatus.REQUESTED for p in container.ports
        ):
            continue
        why = "is not published now"
        on = networks_of(facts, container)
        if container.network_mode.mode is Mode.HOST:
            why = "is discarded: in the host's network mode nothing is published"
        elif on and all(n.internal for n in on):
            why = f"is not published, because it is only on {', '.join(n.name for n in on)}, which is internal"
        text = f"Port {wanted[0]} was asked for by {container.name}, but {why}: {fact}."
        fix = Fix("connect it to a network that is not internal too", connect("NETWORK", container))
        return Ending("PORT_NOT_PUBLISHED", text, (fix,) if on and all(n.internal for n in on) else ())
    return None
