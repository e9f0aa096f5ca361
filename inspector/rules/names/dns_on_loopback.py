"""A container is told to ask a name server on its own loopback, where none is.

What it finds
    A running container with --dns 127.0.0.1 (or another loopback address), in whose namespace nothing listens
    on UDP port 53.

Why it matters
    127.0.0.1 is the container itself. Names outside of Docker are then not found (SERVFAIL or a time-out);
    names of containers on user-defined networks still are.

How it is decided
    By `HostConfig.Dns`, the ports that the container declares, and the listening sockets of its namespace.

What to do
    Give the address of a real server, or leave --dns out: then the host's servers are asked.

When it stays silent
    When port 53 is listened to there, when the container declares it (a DNS server that asks itself), and in
    host mode.
"""

from collections.abc import Iterator

from inspector.analysis.addresses import address_of
from inspector.analysis.case import Case
from inspector.analysis.reach import namespace_of
from inspector.model.answer import Fix
from inspector.model.container import Container, Mode
from inspector.model.edit import SetDns
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, inspected, not_read, unread

DNS_PORT = 53


def check(case: Case) -> Iterator[Told]:
    for one in case.snapshot.containers:
        loopback = [server for server in one.dns if _is_loopback(server)]
        if not loopback or not one.has_netns or one.network_mode.mode in (Mode.HOST, Mode.CONTAINER):
            continue
        if any(port.port == DNS_PORT for port in one.ports):
            continue
        space = namespace_of(case.world, one)
        if space is None or space.sockets is None:
            yield RULE.undecided(case, [container(one)], not_read("listening sockets of containers"))
        elif not any(s.port == DNS_PORT and s.protocol == "udp" and not s.peer for s in space.sockets):
            yield _finding(case, one, loopback)
    yield from unread(RULE, case)


def _is_loopback(server: str) -> bool:
    try:
        return address_of(server).is_loopback
    except ValueError:
        return False


def _finding(case: Case, one: Container, loopback: list[str]) -> Told:
    kept = tuple(server for server in one.dns if server not in loopback)
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} asks {', '.join(loopback)} for names, which is {one.name} itself, and nothing there answers.",
        detail="Names outside of Docker are not found.",
        cites=[inspected(one, "/HostConfig/Dns", ", ".join(one.dns))],
        fixes=[
            Fix(
                f"recreate {one.name} with --dns and a real server's address, or without",
                cost="a recreate",
                edits=(SetDns(container=one.id, servers=kept),),
            )
        ],
    )


RULE = Rule("N14", "dns-on-loopback", Severity.WARNING, check)
