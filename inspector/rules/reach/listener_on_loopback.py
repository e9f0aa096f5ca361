"""A program listens on 127.0.0.1 inside of its container, where nobody else can reach it.

What it finds
    A published or exposed port of a running container on which only loopback is listened to, inside of the
    container.

Why it matters
    127.0.0.1 in a container is the container itself. The mapping `-p 8080:80` is fine, and yet clients of a
    published port are cut off at once (docker-proxy takes the connection and finds nobody), and other
    containers are refused.

How it is decided
    By the listening sockets of the container's network namespace, as the kernel lists them. Inspect data do not
    hold them.

What to do
    Let the program listen on 0.0.0.0 (or `::`): in its own configuration, not in Docker's.

When it stays silent
    When another socket takes the same port for others too, when nobody listens at all, for ports that are
    neither published nor exposed, and for a port that is exposed only while other containers share the
    namespace (they may be who it is for).
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.listeners import is_loopback
from inspector.analysis.reach import namespace_of
from inspector.model.answer import Citation, Fix, Source
from inspector.model.anywhere import ANY
from inspector.model.container import Container, Mode, PortStatus
from inspector.model.edit import Listen
from inspector.model.finding import Severity
from inspector.model.netns import Netns, Socket
from inspector.rules.base import Rule, Told, container, not_read


def check(case: Case) -> Iterator[Told]:
    for one in case.snapshot.containers:
        if not one.has_netns or not one.ports or one.network_mode.mode in (Mode.HOST, Mode.CONTAINER):
            continue
        space = namespace_of(case.world, one)
        if space is None or space.sockets is None:
            yield RULE.undecided(case, [container(one)], not_read("listening sockets of containers"))
            continue
        published = {(p.port, p.protocol) for p in one.ports if p.status is PortStatus.PUBLISHED}
        for port, protocol in sorted({(p.port, p.protocol) for p in one.ports}):
            sockets = [s for s in space.sockets if (s.port, s.protocol) == (port, protocol) and not s.peer]
            if not sockets or not all(map(is_loopback, sockets)):
                continue
            if (port, protocol) in published or len(space.containers) < 2:
                yield _finding(case, one, space, sockets, (port, protocol) in published)


def _finding(case: Case, one: Container, space: Netns, sockets: list[Socket], published: bool) -> Told:
    port, protocol = sockets[0].port, sockets[0].protocol
    heard = ", ".join(sorted(f"{_shown(s.address)}:{s.port}" for s in sockets))
    word = "published" if published else "exposed"
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} listens on {heard} only, so nobody outside of it reaches its {word} {protocol} port {port}.",
        detail=f"127.0.0.1 inside of a container is the container itself, not the host.{_mapping(one, port, protocol)}",
        cites=[Citation(Source.SOCKET, one.name, f"{protocol} {heard} listens")],
        severity=Severity.ERROR if published else Severity.NOTE,
        fixes=[
            Fix(
                f"let the program in {one.name} listen on 0.0.0.0:{port}",
                cost="a restart of the program",
                edits=(Listen(container=one.id, protocol=protocol, port=port, address=ANY[4]),),
            )
        ],
        key=[f"{port}/{protocol}"],
    )


def _mapping(one: Container, port: int, protocol: str) -> str:
    """The half that is right."""
    places = sorted({p.host_port for p in one.ports if (p.port, p.protocol) == (port, protocol) and p.host_port})
    return f" The mapping {places[0]}->{port}/{protocol} is fine: it leads to a port that is shut." if places else ""


def _shown(address: str) -> str:
    return f"[{address}]" if ":" in address else address


RULE = Rule("R201", "listener-on-loopback", Severity.ERROR, check)
