"""The Trace for each way a flow can end: what the client sees, the stable code, the sentence, the fix."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspector.analysis.firewall_rejects import client_sees
from inspector.analysis.port_reasons import not_listening
from inspector.analysis.reach_reasons import Ending, denied, no_route, nobody_there
from inspector.analysis.wording import opening, revive
from inspector.model.answer import (
    ClientSees,
    Disposition,
    Fix,
    Flow,
    Hop,
    NameOutcome,
    PathState,
    Protocol,
    Resolution,
    Trace,
)
from inspector.model.container import Container, State
from inspector.model.evidence import Gap, Why
from inspector.model.snapshot import Engine

if TYPE_CHECKING:
    from inspector.analysis.facts import Facts
    from inspector.analysis.reach import Leg
    from inspector.analysis.stack import Stack


def unread(flow: Flow, what: str) -> Trace:
    """The question cannot be followed: something is missing from the evidence."""
    gap = Gap(
        what, str(flow.source), Why.NOT_READ, "read the whole host as root: python -m inspector snapshot -o host.json"
    )
    return _unknown(flow, "NOT_READ", f"Not known: {what} was not read.", gap)


def source_not_running(flow: Flow, container: Container) -> Trace:
    fix, state = revive(container), container.state.value
    gap = Gap(f"{container.name} is {state}", container.id, Why.NOT_RUNNING, fix.text)
    found = _unknown(flow, "SOURCE_NOT_RUNNING", f"{container.name} is {state}, so it sends nothing.", gap)
    return msg_replace(found, fixes=(fix,))


def no_address(flow: Flow, container: Container) -> Trace:
    """A container was asked for by itself, and has no address that anything could be sent to."""
    state = container.state.value
    if container.has_netns:
        text = f"{container.name} is on no network, so it has no address that anything could be sent to."
        fix, why = Fix(f"connect {container.name} to a network of the asker"), Why.NOT_READ
    else:
        text = f"{container.name} is {state}: it has no address now."
        fix, why = revive(container), Why.NOT_RUNNING
    gap = Gap(f"an address of {container.name}", container.id, why, fix.text)
    code = "NET_NONE" if container.has_netns else "TARGET_NOT_RUNNING"
    return msg_replace(_unknown(flow, code, text, gap), path=PathState.BLOCKED, fixes=(fix,))


def _unknown(flow: Flow, code: str, sentence: str, gap: Gap) -> Trace:
    return Trace(
        flow=flow,
        client_sees=ClientSees.UNKNOWN,
        path=PathState.UNKNOWN,
        disposition=Disposition.INSUFFICIENT_INFO,
        code=code,
        sentence=sentence,
        gaps=(gap,),
    )


def undecided(flow: Flow, traces: tuple[Trace, Trace], engines: tuple[Engine, Engine]) -> Trace:
    """The engine's release or its firewall backend decides, and it was not read."""
    one, other = traces
    first, second = engines
    code, what, where, remedy = "ENGINE_VERSION_UNKNOWN", "version of the engine", "/version", "read the engine"
    named = (first.version, second.version)
    if first.version == second.version:
        code, what, where = "FIREWALL_BACKEND_UNKNOWN", "firewall backend of the engine", "/info#/FirewallBackend"
        remedy, named = "read the engine, or `docker info`", ("iptables", "nftables")
    text = f"It depends on the {what}. With {named[0]}: {one.sentence} With {named[1]}: {other.sentence}"
    changed = _unknown(flow, code, text, Gap(what, where, Why.NOT_READ, remedy))
    return msg_replace(changed, address=one.address, assumed=True, hops=one.hops, reply=one.reply)


def perhaps_host(flow: Flow, beyond: Trace, address: str) -> Trace:
    """The address may be the host's own, which was not read; then something else happens than beyond the host."""
    gap = Gap("the host's own addresses", address, Why.NOT_READ, "read the host's kernel: run there as root")
    text = f"It depends on whether {address} is an address of the host, which was not read. If not: {beyond.sentence}"
    changed = _unknown(flow, "HOST_ADDRESSES_UNKNOWN", text, gap)
    return msg_replace(changed, address=address, assumed=True, hops=beyond.hops, reply=beyond.reply)


def name_failed(flow: Flow, resolution: Resolution, by_address: Trace | None) -> Trace:
    """The name is the end of it; what the address would do is told beside it."""
    decides_outside = resolution.outcome is NameOutcome.FORWARDED and "." in flow.destination and not resolution.owners
    unknown = resolution.outcome is NameOutcome.UNKNOWN or decides_outside or resolution.code == "ASKER_NOT_RUNNING"
    sentence = resolution.sentence
    if by_address:
        sentence += f" By address: {by_address.sentence}"
    return Trace(
        flow=flow,
        client_sees=ClientSees.UNKNOWN if unknown else ClientSees.NAME_NOT_FOUND,
        path=by_address.path if by_address else PathState.UNKNOWN,
        disposition=Disposition.INSUFFICIENT_INFO if unknown else Disposition.NAME_FAILED,
        code=resolution.code,
        sentence=sentence,
        resolution=resolution,
        assumed=resolution.assumed,
        hops=(Hop(place="names", action=resolution.sentence, cites=resolution.cites),),
        fixes=resolution.fixes,
        gaps=resolution.gaps,
    )


def combine(flow: Flow, traces: list[Trace], resolution: Resolution | None) -> Trace:
    """One answer for all addresses of a name: the same for all, the first of the hosts file, or unknown which."""
    first = traces[0]
    if resolution:
        lookup = Hop(place="names", action=resolution.sentence, cites=resolution.cites)
        traces = [replace_hops(t, lookup, resolution) for t in traces]
        first = traces[0]
    if len({t.client_sees for t in traces}) == 1 or (resolution and resolution.via == "hosts"):
        return first
    each = "; ".join(f"{t.address}: {t.client_sees.value}" for t in traces)
    gap = Gap(
        "which address the client takes first",
        flow.destination,
        Why.UNSUPPORTED,
        "use a name that only one container has",
    )
    return msg_replace(
        first,
        client_sees=ClientSees.UNKNOWN,
        path=first.path if len({t.path for t in traces}) == 1 else PathState.UNKNOWN,
        code="NAME_AMBIGUOUS",
        sentence=f"It depends on which address the client takes first: {each}.",
        gaps=(*first.gaps, gap),
    )


def replace_hops(trace: Trace, lookup: Hop, resolution: Resolution) -> Trace:
    """The trace with the name's own hop in front."""
    return msg_replace(
        trace, hops=(lookup, *trace.hops), resolution=resolution, assumed=trace.assumed or resolution.assumed
    )


def msg_replace(trace: Trace, **changes: object) -> Trace:
    """A copy of a trace with some fields changed."""
    import msgspec

    return msgspec.structs.replace(trace, **changes)


@dataclass(slots=True)
class _Verdict:
    client_sees: ClientSees
    path: PathState
    disposition: Disposition
    ending: Ending
    silent: bool = False
    gaps: tuple[Gap, ...] = ()


def verdict(
    facts: "Facts",
    stack: "Stack",
    flow: Flow,
    address: str,
    legs: list["Leg"],
    hops: list[Hop],
    resolution: Resolution | None,
) -> Trace:
    """Judge the legs: the client's own connection, and behind docker-proxy the one that the proxy makes."""
    first = _judge(facts, stack, flow, address, legs[0])
    if len(legs) > 1:
        first = _through_proxy(facts, stack, flow, first, legs)
    reply = legs[0].back.hops if legs[0].back else []
    cites = [c for h in (*hops, *reply) for c in h.cites]
    return Trace(
        flow=flow,
        client_sees=first.client_sees,
        path=first.path,
        disposition=first.disposition,
        code=first.ending.code,
        sentence=opening(first.ending.sentence),
        address=address,
        resolution=resolution,
        assumed=any(c.assumed for c in cites),
        silent=first.silent,
        hops=tuple(hops),
        reply=tuple(reply),
        fixes=first.ending.fixes,
        gaps=first.gaps,
    )


def _judge(facts: "Facts", stack: "Stack", flow: Flow, address: str, leg: "Leg") -> _Verdict:
    end = leg.end
    if end.disposition is Disposition.INSUFFICIENT_INFO:
        return _cannot_tell(end.gap, address, flow)
    if end.disposition is Disposition.NO_ROUTE:
        sees = (
            ClientSees.HOST_UNREACHABLE if end.rejected_with == "host-unreachable" else ClientSees.NETWORK_UNREACHABLE
        )
        return _Verdict(sees, PathState.BLOCKED, end.disposition, no_route(facts, stack, flow, address))
    if end.disposition is Disposition.NEIGHBOUR_UNREACHABLE:
        ending, warm = nobody_there(facts, stack, flow, address, leg)
        # A UDP socket is not told of soft errors: it waits.
        waits = warm or flow.protocol is Protocol.UDP
        sees = ClientSees.TIMED_OUT if waits else ClientSees.HOST_UNREACHABLE
        return _Verdict(sees, PathState.BLOCKED, end.disposition, ending)
    if end.disposition is Disposition.DENIED:
        told = end.rejected_with
        sees = client_sees(told, flow.protocol.value) if told else ClientSees.TIMED_OUT
        return _Verdict(sees, PathState.BLOCKED, end.disposition, denied(facts, stack, flow, address, leg, end))
    return _judge_reply(facts, stack, flow, address, leg)


def _judge_reply(facts: "Facts", stack: "Stack", flow: Flow, address: str, leg: "Leg") -> _Verdict:
    back = leg.back_end
    if back is None or back.disposition is Disposition.INSUFFICIENT_INFO:
        return _cannot_tell(back.gap if back else None, address, flow)
    if back.arrived is None:
        ending = denied(facts, stack, flow, address, leg, back, replying=True)
        return _Verdict(ClientSees.TIMED_OUT, PathState.BLOCKED, Disposition.REPLY_DENIED, ending)
    if leg.end.outside:
        gap = Gap("what is beyond the host", address, Why.NOT_READ, "probe from the container")
        ending = Ending(
            "LEAVES_HOST",
            f"The way out of the host to {address} is open, and replies get back in; what answers there was not read.",
        )
        return _Verdict(ClientSees.UNKNOWN, PathState.OPEN, Disposition.EXITS_HOST, ending, gaps=(gap,))
    return _judge_listener(facts, stack, flow, address, leg)


def _judge_listener(facts: "Facts", stack: "Stack", flow: Flow, address: str, leg: "Leg") -> _Verdict:
    taker, arrived = leg.taker, leg.end.arrived
    assert taker is not None
    assert arrived is not None
    owner = stack.owners.get(arrived.inode)
    who = owner.name if owner else "the host"
    what = f"{flow.protocol.value} port {leg.end.packet.dport}" if flow.port else "echo requests"
    if taker.listening is None:
        gap = Gap(f"listening sockets of {who}", who, Why.NOT_READ, "run as root on the host, or probe")
        ending = Ending(
            "LISTENER_UNKNOWN",
            f"The way to {who} at {address} is open; whether anything listens on {what} there was not read.",
        )
        return _Verdict(ClientSees.UNKNOWN, PathState.OPEN, Disposition.INSUFFICIENT_INFO, ending, gaps=(gap,))
    if not taker.listening:
        ending = not_listening(facts, stack, flow, address, leg, owner)
        return _refused(leg, ending, address, flow)
    paused = owner is not None and owner.state is State.PAUSED and flow.protocol is not Protocol.ICMP
    if paused and owner:
        text = f"{owner.name} is paused: its kernel still takes {what}, but nothing answers until it is unpaused."
        ending = Ending("TARGET_PAUSED", text, (revive(owner),))
        return _Verdict(ClientSees.CONNECTED, PathState.OPEN, Disposition.ACCEPTED, ending, silent=True)
    if taker.reserved:
        text = (
            f"dockerd keeps {what} of the host for a container, but there is no docker-proxy to answer from {address}."
        )
        return _Verdict(
            ClientSees.CONNECTED, PathState.OPEN, Disposition.ACCEPTED, Ending("PORT_RESERVED", text), silent=True
        )
    ending = Ending("REACHED", f"{who} at {address} takes {what}.")
    return _Verdict(ClientSees.CONNECTED, PathState.OPEN, Disposition.ACCEPTED, ending)


def _refused(leg: "Leg", ending: Ending, address: str, flow: Flow) -> _Verdict:
    """Nobody listens. A UDP client learns it by an ICMP message, which a rule may stop where UDP itself passes."""
    told = leg.error_end
    if told and told.disposition is Disposition.INSUFFICIENT_INFO:
        unknown = _cannot_tell(told.gap, address, flow)
        return replace(unknown, path=PathState.OPEN)
    sees = ClientSees.REFUSED
    if told and told.disposition not in (Disposition.ACCEPTED, Disposition.EXITS_HOST):
        sees = ClientSees.TIMED_OUT
        by = f" by {told.rule.where}" if told.rule else ""
        stopped = f"The message that would say so is stopped{by}, so the client waits."
        ending = replace(ending, sentence=f"{ending.sentence} {stopped}")
    return _Verdict(sees, PathState.OPEN, Disposition.NO_LISTENER, ending)


def _through_proxy(facts: "Facts", stack: "Stack", flow: Flow, first: _Verdict, legs: list["Leg"]) -> _Verdict:
    """docker-proxy accepts whatever its container does; behind it the second connection decides about data."""
    if first.client_sees is not ClientSees.CONNECTED:
        return first
    proxy = legs[0].taker.proxy if legs[0].taker else None
    inner = _judge(facts, stack, flow, legs[1].end.packet.dst, legs[1])
    target = f"{proxy.container_ip}:{proxy.container_port}" if proxy else "the container"
    if inner.client_sees in (ClientSees.CONNECTED, ClientSees.UNKNOWN):
        through: ClientSees = first.client_sees if flow.protocol is Protocol.TCP else inner.client_sees
        text = f"docker-proxy on the host takes the connection and passes it to {target}. {inner.ending.sentence}"
        code = "REACHED_BY_PROXY" if inner.client_sees is ClientSees.CONNECTED else inner.ending.code
        return replace(
            first, client_sees=through, path=inner.path, ending=Ending(code, text), silent=inner.silent, gaps=inner.gaps
        )
    text = f"docker-proxy on the host takes the connection, but its own one to {target} fails: {inner.ending.sentence}"
    ending = Ending("PROXY_BACKEND_" + inner.client_sees.name, text, inner.ending.fixes)
    sees = ClientSees.CONNECTED if flow.protocol is Protocol.TCP else ClientSees.TIMED_OUT
    return replace(first, client_sees=sees, path=inner.path, ending=ending, silent=True)


def _cannot_tell(gap: Gap | None, address: str, flow: Flow) -> _Verdict:
    found = gap or Gap("the packet's way", address, Why.NOT_READ, "read the host as root")
    remedy = f" To tell: {found.remedy}." if found.remedy else ""
    ending = Ending("INSUFFICIENT_INFO", f"Not known: {found.what} decides, and cannot be told.{remedy}")
    return _Verdict(ClientSees.UNKNOWN, PathState.UNKNOWN, Disposition.INSUFFICIENT_INFO, ending, gaps=(found,))
