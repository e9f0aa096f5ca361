"""A line of /etc/hosts hides a container of the same name.

What it finds
    An --add-host entry (compose: `extra_hosts`) whose name is a name of a container on one of its networks,
    with another address.

Why it matters
    /etc/hosts comes before any DNS. The container gets the address that was written once, and never the present
    one of the other container.

How it is decided
    By `HostConfig.ExtraHosts`, and the names that the engine serves on the container's networks.

What to do
    Take the entry away, or give it a name of its own.

When it stays silent
    When the address is one that the other container has, and for names that no container on its networks has.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.facts import Facts, Record
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.edit import RemoveHost
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, inspected, unread


def check(case: Case) -> Iterator[Told]:
    facts = case.world.facts
    for one in case.snapshot.containers:
        for entry in one.extra_hosts if one.has_netns else ():
            name, _, address = entry.partition("=" if "=" in entry.partition(":")[0] else ":")
            records = [r for r in _served(facts, one, name) if r.container is not one]
            addresses = {a for r in records for a in (r.endpoint.ipv4, r.endpoint.ipv6)}
            if records and address.strip("[]") not in addresses:
                yield _finding(case, one, name, address.strip("[]"), records[0])
    yield from unread(RULE, case)


def _served(facts: Facts, one: Container, name: str) -> list[Record]:
    networks = (facts.records.get(facts.network_key(endpoint), {}) for endpoint, _ in facts.ordered_endpoints(one))
    return [record for names in networks for record in names.get(name.lower(), ())]


def _finding(case: Case, one: Container, name: str, address: str, record: Record) -> Told:
    other, at = record.container, record.endpoint.ipv4 or record.endpoint.ipv6
    return RULE.finding(
        case,
        [container(one), container(other)],
        f"{one.name} takes `{name}` from its own /etc/hosts ({address}), not {other.name} at {at} on "
        f"{record.endpoint.network}.",
        detail="/etc/hosts comes before Docker's DNS.",
        cites=[
            inspected(one, "/HostConfig/ExtraHosts", f"{name}:{address}"),
            inspected(other, f"/NetworkSettings/Networks/{record.endpoint.network}", f"{name} at {at}"),
        ],
        fixes=[
            Fix(
                f"recreate {one.name} without --add-host {name}",
                cost="a recreate",
                edits=(RemoveHost(container=one.id, name=name),),
            )
        ],
        key=[name],
    )


RULE = Rule("N13", "hosts-entry-shadows-container", Severity.WARNING, check)
