"""A container was given a name for its host, and the host's service does not answer there.

What it finds
    A container with `--add-host NAME:host-gateway` whose command names a port of that host that it does not reach,
    or whose packets the host's INPUT chain drops. As a note: services of the host that listen on loopback only.

Why it matters
    `host.docker.internal` leads to docker0's address (172.17.0.1), not to the host's loopback: a service that listens
    on 127.0.0.1 refuses, and a host firewall that guards INPUT lets the client wait.

How it is decided
    By the host's listening sockets and its rules; the container's way to the port is followed through both.

What to do
    Let the service listen on docker0's address (or 0.0.0.0), and let the bridge in by INPUT.

When it stays silent
    When the port answers, for containers without host-gateway, and for those on internal networks only: there nothing
    of the host's but the bridge is meant to be reached.
"""

import re
from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.listeners import is_loopback
from inspector.analysis.reach import trace
from inspector.analysis.wording import command
from inspector.model.answer import Citation, ClientSees, Fix, Flow, Protocol, Source, Trace
from inspector.model.anywhere import ANY
from inspector.model.container import Container, Mode
from inspector.model.finding import Certainty, Severity
from inspector.model.ids import Kind, Ref
from inspector.model.netns import Netns
from inspector.rules.base import Rule, Told, container, inspected
from inspector.rules.kernel import host, rulesets, unread_host, why

FAILS = (ClientSees.REFUSED, ClientSees.TIMED_OUT, ClientSees.HOST_UNREACHABLE, ClientSees.NETWORK_UNREACHABLE)
THE_HOST_S_OWN = frozenset({22, 25, 53, 111, 323, 631, 5355})
"""Ports of a host's own services (ssh, mail, resolver, rpcbind, chrony, printing), which containers seldom ask for."""


def check(case: Case) -> Iterator[Told]:
    unasked: dict[str, list[tuple[Container, str]]] = {}
    for one in case.snapshot.containers:
        names = [word.rpartition(":")[0] for word in one.extra_hosts if word.endswith(":host-gateway")]
        names += [word.rpartition("=")[0] for word in one.extra_hosts if word.endswith("=host-gateway")]
        if not names or not one.has_netns or one.network_mode.mode is Mode.HOST or not _leads_out(case, one):
            continue
        space = host(case)
        if space is None or space.sockets is None or rulesets(case) is None:
            yield unread_host(RULE, case, "listening sockets and firewall of the host", container(one))
            continue
        asked = [(name, port) for name in names for port in _ports(one, name)]
        if asked:
            for name, port in asked:
                found = trace(case.world, Flow(Ref(Kind.CONTAINER, one.id), name, Protocol.TCP, port))
                if found.client_sees in FAILS:
                    yield _finding(case, space, one, name, port, found)
            continue
        unasked.setdefault(_bridge(case, one), []).append((one, names[0]))
    for members in unasked.values():
        yield from _shut(case, members)


def _leads_out(case: Case, one: Container) -> bool:
    return any(n is not None and not n.internal for _, n in case.world.facts.ordered_endpoints(one))


def _ports(one: Container, name: str) -> list[int]:
    """The ports behind the name in the container's command."""
    words = " ".join((*one.entrypoint, *one.command))
    found = re.findall(rf"(?<![\w.-]){re.escape(name)}(?:[: ]|\s+-p\s*)(\d{{1,5}})\b", words)
    return sorted({int(port) for port in found if 0 < int(port) < 65536})


def _finding(case: Case, space: Netns, one: Container, name: str, port: int, found: Trace) -> Told:
    heard = [s for s in space.sockets or () if (s.protocol, s.port) == ("tcp", port)]
    shut = bool(heard) and all(map(is_loopback, heard))
    if shut:
        reason = f"the host's service listens on {heard[0].address} only"
    elif found.client_sees is ClientSees.REFUSED:
        reason = "nobody listens there, or the firewall rejects it" if heard else "nobody on the host listens there"
    else:
        reason = "the host's firewall drops it"
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} asks {name}:{port}, and does not get through: {reason}.",
        detail=found.sentence,
        cites=[inspected(one, "/HostConfig/ExtraHosts", f"{name}:host-gateway"), *why(found)],
        fixes=[_listen(port, found.address) if shut or not heard else _let_in(case, one, port)],
        key=[name, str(port)],
    )


def _listen(port: int, address: str) -> Fix:
    where = address or "docker0's address"
    return Fix(f"let the service listen on {where}:{port} (or 0.0.0.0), not on 127.0.0.1")


def _let_in(case: Case, one: Container, port: int) -> Fix:
    device = _bridge(case, one)
    words = ("iptables", "-I", "INPUT", "-i", device, "-p", "tcp", "--dport", str(port), "-j", "ACCEPT")
    return Fix(f"let {device} in to port {port}", command(*words), cost="until the next boot, unless the rule is kept")


def _bridge(case: Case, one: Container) -> str:
    """The device by which its packets come to the host."""
    found = (n.bridge for _, n in case.world.facts.ordered_endpoints(one) if n and n.bridge)
    return next(found, "docker0")


def _shut(case: Case, members: list[tuple[Container, str]]) -> Iterator[Told]:
    """Containers of one bridge that name no port: what all services of the host have in common."""
    space = host(case)
    assert space is not None
    one, name = members[0]
    who = ", ".join(member.name for member, _ in members)
    were = "was" if len(members) == 1 else "were"
    subjects = [container(member) for member, _ in members]
    proxied = {p.host_port for p in case.world.facts.snapshot.proxies or ()}
    tcp = [s for s in space.sockets or () if s.protocol == "tcp" and s.port not in proxied | THE_HOST_S_OWN]
    open_ports = sorted({s.port for s in tcp if s.address in (*ANY.values(), "*")})
    shut = sorted({s.port for s in tcp if is_loopback(s)} - set(open_ports))
    ref = Ref(Kind.CONTAINER, one.id)
    traces = [trace(case.world, Flow(ref, name, Protocol.TCP, port)) for port in open_ports[:3]]
    cite = inspected(one, "/HostConfig/ExtraHosts", f"{name}:host-gateway")
    if traces and all(found.client_sees in FAILS for found in traces):
        yield RULE.finding(
            case,
            subjects,
            f"{who} {were} given {name}, but the host's firewall lets nothing in to the host's services.",
            detail=traces[0].sentence,
            cites=[cite, *why(traces[0])],
            fixes=[_let_in(case, one, open_ports[0])],
            key=[name],
        )
    elif shut and not open_ports:
        heard = ", ".join(map(str, shut[:5]))
        yield RULE.finding(
            case,
            subjects,
            f"{who} {were} given {name}, but the host's services (port {heard}) listen on loopback only.",
            cites=[cite, *(Citation(Source.SOCKET, "host", f"tcp port {port}: loopback only") for port in shut[:5])],
            severity=Severity.NOTE,
            certainty=Certainty.POSSIBLE,
            fixes=[_listen(shut[0], "")],
            key=[name],
        )


RULE = Rule("R222", "host-gateway-unanswered", Severity.WARNING, check)
