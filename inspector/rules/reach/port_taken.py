"""A container does not start, for its port of the host is taken.

What it finds
    A container that does not run and whose last start ended with `port is already allocated` or `address already in
    use`.

Why it matters
    The container is there (`created`), its network too, and nothing runs; `docker ps` does not show it. With a restart
    policy it is not tried again.

How it is decided
    By `State.Error`, which keeps the engine's words, and by who has the port now: a container that publishes it, or a
    socket of the host. In a compose file, by two containers that ask for the same port.

What to do
    Publish another port, or stop the one that has it.

When it stays silent
    For containers that run, and for other errors.
"""

import re
from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import command
from inspector.model.answer import Fix
from inspector.model.anywhere import ANYWHERE
from inspector.model.container import Container, Port, PortStatus
from inspector.model.edit import RepublishPort, StartContainer
from inspector.model.finding import Severity
from inspector.model.snapshot import Origin
from inspector.rules.base import Rule, Told, container, inspected, unread

TAKEN = re.compile(r"port is already allocated|address already in use")
PORT = re.compile(r"(?:[0-9.]+|\[?[0-9a-fA-F:]*:*\]?):(\d{1,5})(?=[^0-9.:])")


def check(case: Case) -> Iterator[Told]:
    for one in case.snapshot.containers:
        if not one.has_netns and TAKEN.search(one.error):
            yield _finding(case, one)
    if case.snapshot.origin is Origin.COMPOSED:
        yield from _asked_twice(case)
    yield from unread(RULE, case)


def _asked_twice(case: Case) -> Iterator[Told]:
    """Containers that are not there yet, and ask for the same port of the host."""
    holders: dict[tuple[str, int], list[tuple[Container, Port]]] = {}
    told = set()
    for one in case.snapshot.containers:
        for port in one.ports:
            if port.status is not PortStatus.PUBLISHED or not port.host_port:
                continue
            before = holders.setdefault((port.protocol, port.host_port), [])
            rival = next((c for c, other in before if c is not one and _overlap(port, other)), None)
            before.append((one, port))
            if rival and (rival.id, one.id, port.host_port) not in told:
                told.add((rival.id, one.id, port.host_port))
                yield _clash(case, rival, one, port)


def _overlap(one: Port, other: Port) -> bool:
    same_family = (":" in one.host_ip) == (":" in other.host_ip)
    return one.host_ip == other.host_ip or (same_family and not ANYWHERE.isdisjoint({one.host_ip, other.host_ip}))


def _clash(case: Case, rival: Container, one: Container, port: Port) -> Told:
    asked = f"{port.protocol} port {port.host_port}"
    replicas = rival.compose == one.compose or (one.compose and rival.compose and one.written == rival.written)
    other = Fix("leave the host's port out (the engine then chooses one for each), or start one container only")
    return RULE.finding(
        case,
        [container(one), container(rival)],
        f"{rival.name} and {one.name} both ask for {asked} of the host: only one of them would start.",
        cites=[inspected(each, "/NetworkSettings/Ports", asked) for each in (rival, one)],
        fixes=[other] if replicas else list(_other(case, one, port)),
        key=[str(port.host_port), port.protocol],
    )


def _finding(case: Case, one: Container) -> Told:
    numbers = {int(word) for word in PORT.findall(one.error)}
    wanted = [p for p in one.ports if p.host_port and (p.host_port in numbers or not numbers)]
    asked = next(iter(wanted), None)
    number = asked.host_port if asked else next(iter(sorted(numbers)), 0)
    holder = next((c for c in case.snapshot.containers if c.has_netns and _publishes(c, number)), None)
    return RULE.finding(
        case,
        [container(one), *([container(holder)] if holder else [])],
        f"{one.name} did not start: port {number or 'it asked for'} of the host is taken{_by(case, holder, number)}.",
        detail=one.error,
        cites=[
            inspected(one, "/State/Error", one.error),
            *([inspected(holder, "/NetworkSettings/Ports", f"{number}")] if holder else []),
        ],
        fixes=[*_other(case, one, asked), *_stop(one, holder)] or [Fix(f"free port {number}, then start {one.name}")],
        key=[str(number)],
    )


def _publishes(one: Container, number: int) -> bool:
    return any(p.status is PortStatus.PUBLISHED and p.host_port == number for p in one.ports)


def _by(case: Case, holder: Container | None, number: int) -> str:
    if holder:
        return f" by {holder.name}"
    space = case.snapshot.host_netns
    heard = space is not None and any(s.port == number for s in space.sockets or ())
    return " by a program of the host" if heard else ""


def _other(case: Case, one: Container, asked: Port | None) -> Iterator[Fix]:
    if asked is None:
        return
    taken = {p.host_port for c in case.snapshot.containers for p in c.ports}
    space = case.snapshot.host_netns
    taken |= {s.port for s in (space.sockets if space else None) or ()}
    free = next(number for number in range(asked.host_port + 1, 65536) if number not in taken)
    side = f"{asked.host_ip}:" if asked.host_ip else ""
    yield Fix(
        f"recreate {one.name} with -p {side}{free}:{asked.port}",
        cost="a recreate; clients ask for another port",
        edits=(
            RepublishPort(
                container=one.id, port=asked.port, protocol=asked.protocol, host_ip=asked.host_ip, host_port=free
            ),
            StartContainer(container=one.id),
        ),
    )


def _stop(one: Container, holder: Container | None) -> Iterator[Fix]:
    if holder:
        words = (command("docker", "stop", holder.name), command("docker", "start", one.name))
        yield Fix(f"stop {holder.name}, then start {one.name}", "; ".join(words), cost=f"{holder.name} is down then")


RULE = Rule("R227", "port-taken", Severity.ERROR, check)
