"""Whether what the inspector said is what happened."""

from dataclasses import dataclass
from enum import StrEnum

from inspector.analysis.names import resolve
from inspector.analysis.reach import trace
from inspector.analysis.world import World
from inspector.model.answer import ClientSees, Flow, NameOutcome, NameQuery, PathState, Protocol, Resolution, Trace
from inspector.model.ids import HOST, Ref
from tests.truth import dns
from tests.truth.probe import Lookup, Try


class Verdict(StrEnum):
    """open: the way was told rightly, and that who listens is not known was said. unknown: nothing was claimed."""

    AGREE = "agree"
    OPEN = "open"
    UNKNOWN = "unknown"
    WRONG = "wrong"


@dataclass(frozen=True)
class Row:
    """One question with what was said and what was seen."""

    client: str
    question: str
    predicted: str
    observed: str
    verdict: Verdict
    code: str
    sentence: str


def judge_name(world: World, client: str, asker: Ref, lookup: Lookup, hosts: tuple[str, ...], reply: dns.Reply) -> Row:
    """A name: the hosts file counts first, as in every C library."""
    family = 6 if lookup.kind == dns.AAAA else 4
    said = resolve(world.facts, NameQuery(asker, lookup.name, family))
    seen = f"hosts {' '.join(hosts)}" if hosts else " ".join((reply.code, *reply.answers))
    told = " ".join((said.outcome.value, said.via, *said.addresses, said.pointer)).strip()
    kind = {dns.A: "A", dns.AAAA: "AAAA", dns.PTR: "PTR"}[lookup.kind]
    right = _name_right(world, asker, said, hosts, reply)
    judged = Verdict.AGREE if right else Verdict.WRONG
    verdict = Verdict.UNKNOWN if said.outcome is NameOutcome.UNKNOWN else judged
    return Row(client, f"{kind} {lookup.shown}", told, seen, verdict, said.code, said.sentence)


def _name_right(world: World, asker: Ref, said: Resolution, hosts: tuple[str, ...], reply: dns.Reply) -> bool:
    if hosts:
        return said.via == "hosts" and set(said.addresses) == set(hosts)
    if reply.forwarded:
        return said.outcome is NameOutcome.FORWARDED
    if reply.answers:
        answered = said.addresses or ((said.pointer,) if said.pointer else ())
        return said.outcome is NameOutcome.FOUND and said.via != "hosts" and set(answered) == set(reply.answers)
    if said.outcome is NameOutcome.FORWARDED:
        return bool(said.upstream) and not _upstream_reached(world, asker, said)
    return said.outcome is NameOutcome.NOT_FOUND


def _upstream_reached(world: World, asker: Ref, said: Resolution) -> bool:
    """A forwarded question that nobody answered is right when no packet gets to the server."""
    start = HOST if said.upstream_from == "host" else asker
    return trace(world, Flow(start, said.upstream[0], Protocol.UDP, 53)).path is PathState.OPEN


def judge_try(world: World, client: str, asker: Ref, one: Try, seen: str) -> Row:
    """A connection. Beyond the host, and where who listens was not read, only the way can be told."""
    said = trace(world, Flow(asker, one.address, Protocol(one.protocol), one.port))
    told = said.client_sees.value + ("-silent" if said.silent and said.client_sees is ClientSees.CONNECTED else "")
    if one.protocol == "udp" and said.silent:
        told = "timed-out"
    question = f"{one.protocol} {one.address} {one.port}"
    return Row(
        client, question, f"{told} ({said.path.value})", seen, _judge(said, told, seen, one), said.code, said.sentence
    )


def _judge(said: Trace, told: str, seen: str, one: Try) -> Verdict:
    # Whatever error comes back for a ping, there is no echo; programs differ in what they print of it.
    if told == seen or (one.protocol == "icmp" and told == "timed-out" and seen != "connected"):
        return Verdict.AGREE
    if told == "connected" and seen == "connected-silent" and said.gaps:
        # docker-proxy takes the connection; who listens behind it was said not to be known.
        return Verdict.OPEN
    if said.client_sees is not ClientSees.UNKNOWN:
        return Verdict.WRONG
    # A UDP socket that nobody reads is silent on an open way too.
    arrived = seen in ("connected", "connected-silent", "refused") or (one.protocol == "udp" and seen == "timed-out")
    if said.path is PathState.OPEN:
        return Verdict.OPEN if arrived else Verdict.WRONG
    if said.path is PathState.BLOCKED:
        return Verdict.WRONG if seen.startswith("connected") else Verdict.OPEN
    return Verdict.UNKNOWN
