"""A service that is rarely meant for strangers is published on every address of the host.

What it finds
    A published port of a database, cache, queue or administration service, bound to 0.0.0.0 or `::`.

Why it matters
    Whoever reaches the host reaches it: Docker's own rules come before those of ufw and firewalld, so that a
    host firewall that seems to close the port does not. Containers of the same network need no published port
    at all.

How it is decided
    By `NetworkSettings.Ports`, and the container's own port number, which stands for the service. What the
    program is, is a guess.

What to do
    Publish it on 127.0.0.1 (`-p 127.0.0.1:5432:5432`), or not at all: containers of its networks reach it by
    name.

When it stays silent
    For ports bound to one address, for web and other ports that are made for strangers, and for containers that
    do not run.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.model.answer import Fix
from inspector.model.anywhere import ANYWHERE
from inspector.model.container import Container, Port, PortStatus, State
from inspector.model.edit import RepublishPort
from inspector.model.finding import Certainty, Severity
from inspector.rules.base import Rule, Told, container, inspected

SERVICES = {
    1433: "SQL Server",
    2375: "the Docker API without TLS",
    2379: "etcd",
    3306: "MySQL or MariaDB",
    5432: "PostgreSQL",
    5672: "RabbitMQ",
    5984: "CouchDB",
    6379: "Redis",
    7474: "Neo4j",
    8086: "InfluxDB",
    9042: "Cassandra",
    9092: "Kafka",
    9200: "Elasticsearch",
    11211: "memcached",
    15672: "RabbitMQ's administration",
    27017: "MongoDB",
}
"""Container ports that stand for services which ask for little or no password by default (IANA, vendors' manuals)."""


def check(case: Case) -> Iterator[Told]:
    for one in case.snapshot.containers:
        found: dict[tuple[int, str, int], Port] = {}
        for port in one.ports:
            if port.status is PortStatus.PUBLISHED and port.host_ip in ANYWHERE and port.port in SERVICES:
                found.setdefault((port.port, port.protocol, port.host_port), port)
        for port in found.values():
            yield _finding(case, one, port)
        if one.state is State.UNKNOWN and one.id in case.unread:
            yield RULE.undecided(case, [container(one)], case.unread[one.id])


def _finding(case: Case, one: Container, port: Port) -> Told:
    return RULE.finding(
        case,
        [container(one)],
        f"{one.name} publishes {port.protocol} port {port.port}, most likely {SERVICES[port.port]}, "
        f"on every address of the host (port {port.host_port}).",
        detail="Docker lets it in before ufw is asked. Containers of its networks need no published port.",
        cites=[inspected(one, "/NetworkSettings/Ports", f"{port.port}/{port.protocol} on {port.host_ip}")],
        certainty=Certainty.POSSIBLE,
        fixes=[
            Fix(
                f"publish it on the host itself only: -p 127.0.0.1:{port.host_port}:{port.port}",
                cost="a recreate; clients on other machines lose it",
                edits=(RepublishPort(container=one.id, port=port.port, protocol=port.protocol, host_ip="127.0.0.1"),),
            )
        ],
        key=[f"{port.port}/{port.protocol}", str(port.host_port)],
    )


RULE = Rule("L602", "published-everywhere", Severity.WARNING, check)
