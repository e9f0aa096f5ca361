"""A port is published on IPv6 too, and the program listens on IPv4 only.

What it finds
    A port that is bound on `::`, of a container with an IPv6 address, on which it listens on IPv4 only.

Why it matters
    `localhost` is `::1` first for many clients. The port's IPv6 side leads to the container's IPv6 address, where
    nobody is: the connection is cut off, while `curl -4` works.

How it is decided
    By the published ports, the container's addresses, and the listening sockets of its namespace.

What to do
    Let the program listen on `::` (which takes IPv4 as well), or publish on IPv4 only.

When it stays silent
    For containers without an IPv6 address: there docker-proxy speaks IPv4 to the container, whatever the client
    speaks.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.listeners import accepts
from inspector.analysis.reach import namespace_of
from inspector.model.answer import Citation, Fix, Source
from inspector.model.container import Container, Mode, Port, PortStatus
from inspector.model.edit import Listen
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, inspected
from inspector.rules.kernel import unread_host


def check(case: Case) -> Iterator[Told]:
    for one in case.snapshot.containers:
        six = next((e.ipv6 for e in one.endpoints if e.ipv6), "")
        four = next((e.ipv4 for e in one.endpoints if e.ipv4), "")
        ports = [p for p in one.ports if p.status is PortStatus.PUBLISHED and ":" in p.host_ip and p.host_port]
        if not one.has_netns or not six or not four or not ports or one.network_mode.mode is Mode.HOST:
            continue
        space = namespace_of(case.world, one)
        if space is None or space.sockets is None:
            yield unread_host(RULE, case, "listening sockets of containers", container(one))
            continue
        for port in ports:
            sockets = [s for s in space.sockets if (s.port, s.protocol) == (port.port, port.protocol) and not s.peer]
            if any(accepts(s, four) for s in sockets) and not any(accepts(s, six) for s in sockets):
                yield _finding(case, one, port, six)


def _finding(case: Case, one: Container, port: Port, six: str) -> Told:
    place = f"[{port.host_ip}]:{port.host_port}"
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} publishes {place} too, but listens on IPv4 only: localhost as ::1 fails.",
        detail=f"The IPv6 side leads to [{six}]:{port.port}, where nobody listens; "
        f"127.0.0.1:{port.host_port} works (`curl -4`).",
        cites=[
            inspected(one, "/NetworkSettings/Ports", f"{place}->{port.port}/{port.protocol}"),
            Citation(Source.SOCKET, one.name, f"{port.protocol} port {port.port}: an IPv4 socket only"),
        ],
        fixes=[
            Fix(
                f"let the program in {one.name} listen on [::]:{port.port}",
                cost="a restart of the program",
                edits=(Listen(container=one.id, protocol=port.protocol, port=port.port, address="::"),),
            ),
            Fix(f"recreate {one.name} with -p 0.0.0.0:{port.host_port}:{port.port}: IPv4 only"),
        ],
        key=[f"{port.host_port}/{port.protocol}"],
    )


RULE = Rule("R204", "ipv6-published-ipv4-listener", Severity.WARNING, check)
