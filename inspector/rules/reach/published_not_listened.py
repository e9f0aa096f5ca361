"""A port is published, and no program in the container listens on it.

What it finds
    A published port of a running container on which nobody listens inside, while another port is listened to. As a
    note: when nobody listens at all (the program may not be up yet), and a container that declares ports (EXPOSE),
    listens on none of them, and listens on another one.

Why it matters
    Exposed, published and listening are three things. `-p 8080:80` leads to port 80 of the container whether
    somebody is there or not: clients are cut off at once. EXPOSE opens nothing, and other containers reach every
    port that is listened to, declared or not.

How it is decided
    By the listening sockets of the container's network namespace, as the kernel lists them.

What to do
    Publish the port that the program listens on, or let it listen on the port that is published.

When it stays silent
    In the first two minutes of a container on which nobody listens at all. When any socket is on the port (one on
    loopback only is listener-on-loopback's), for containers in the host's or another one's namespace, and for
    declared ports where at least one is listened to.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from inspector.analysis.case import Case
from inspector.analysis.listeners import is_loopback
from inspector.analysis.reach import namespace_of
from inspector.model.answer import Citation, Fix, Source
from inspector.model.anywhere import ANYWHERE
from inspector.model.container import Container, Mode, Port, PortStatus
from inspector.model.edit import PublishPort, UnpublishPort
from inspector.model.finding import Severity
from inspector.model.netns import Socket
from inspector.rules.base import Rule, Told, container, inspected
from inspector.rules.kernel import unread_host

STARTS_WITHIN = timedelta(minutes=2)


def check(case: Case) -> Iterator[Told]:
    for one in case.snapshot.containers:
        if not one.has_netns or not one.ports or one.network_mode.mode in (Mode.HOST, Mode.CONTAINER):
            continue
        space = namespace_of(case.world, one)
        if space is None or space.sockets is None:
            yield unread_host(RULE, case, "listening sockets of containers", container(one))
            continue
        heard = {(s.port, s.protocol) for s in space.sockets if not s.peer}
        dead: dict[tuple[int, str], Port] = {}
        for port in one.ports:
            if port.status is PortStatus.PUBLISHED and (port.port, port.protocol) not in heard:
                dead.setdefault((port.port, port.protocol), port)
        others = _others(one, space.sockets)
        for port in dead.values():
            if others or not _starting(case, one):
                yield _published(case, one, port, others)
        if others and not dead and not heard.intersection((p.port, p.protocol) for p in one.ports):
            yield _declared(case, one, others)


def _others(one: Container, sockets: tuple[Socket, ...]) -> list[int]:
    """TCP ports that others can reach, and that nobody declared."""
    declared = {port.port for port in one.ports}
    heard = {s.port for s in sockets if s.protocol == "tcp" and not s.peer and not is_loopback(s)}
    return sorted(heard - declared)


def _starting(case: Case, one: Container) -> bool:
    """Whether its program may not be up yet."""
    try:
        up = datetime.fromisoformat(case.snapshot.taken_at) - datetime.fromisoformat(one.started_at)
    except (ValueError, TypeError):
        return False
    return up < STARTS_WITHIN


def _published(case: Case, one: Container, port: Port, others: list[int]) -> Told:
    place = f"{port.host_port}->{port.port}/{port.protocol}"
    likely = others if port.protocol == "tcp" else []
    listens = f"it listens on {', '.join(map(str, likely))}" if likely else "no program of it has that port open"
    cites = [inspected(one, "/NetworkSettings/Ports", place)]
    cites += [Citation(Source.SOCKET, one.name, f"tcp port {number} listens") for number in likely]
    if not likely:
        cites.append(Citation(Source.SOCKET, one.name, f"nobody listens on {port.protocol} port {port.port}"))
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} publishes {place}, but nobody listens on {port.port}: {listens}.",
        detail="Clients of the host's port are cut off at once. EXPOSE and -p open no socket; only a program does.",
        cites=cites,
        severity=Severity.ERROR if likely else Severity.NOTE,
        fixes=[_instead(one, port, likely[0])] if len(likely) == 1 else [_let_listen(one, port)],
        key=[f"{port.port}/{port.protocol}"],
    )


def _instead(one: Container, port: Port, number: int) -> Fix:
    side = f"{port.host_ip}:" if port.host_ip not in ANYWHERE else ""
    return Fix(
        f"recreate {one.name} with -p {side}{port.host_port}:{number} instead",
        cost="a recreate",
        edits=(
            UnpublishPort(container=one.id, port=port.port, protocol=port.protocol),
            PublishPort(
                container=one.id,
                port=number,
                host_port=port.host_port,
                host_ip=side.rstrip(":"),
            ),
        ),
    )


def _let_listen(one: Container, port: Port) -> Fix:
    return Fix(f"let the program in {one.name} listen on 0.0.0.0:{port.port}, or publish the port that it uses")


def _declared(case: Case, one: Container, others: list[int]) -> Told:
    declared = ", ".join(sorted({f"{port.port}/{port.protocol}" for port in one.ports}))
    heard = ", ".join(map(str, others))
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} declares {declared}, and listens on {heard} instead.",
        detail="EXPOSE is a note for people: other containers reach the port that is listened to.",
        cites=[
            inspected(one, "/Config/ExposedPorts", declared),
            Citation(Source.SOCKET, one.name, f"tcp {heard} listens"),
        ],
        severity=Severity.NOTE,
        fixes=[Fix(f"ask for port {heard}, or configure the program in {one.name} for {declared}")],
        key=[declared],
    )


RULE = Rule("R203", "published-not-listened", Severity.ERROR, check)
