"""Who answers a name for an asker: /etc/hosts, the embedded DNS, or a resolver outside.

Source: moby libnetwork `Sandbox.ResolveName` and observation on engines 20.10, 26, 28 and 29.
"""

import ipaddress
from dataclasses import dataclass

from inspector.analysis import name_words as words
from inspector.analysis.embedded_dns import lookup, pointer
from inspector.analysis.facts import Facts
from inspector.analysis.foretold import foretold, outsiders
from inspector.analysis.hosts import hosts_lines, may_be_stale, upstream_of, uses_embedded_dns
from inspector.model.answer import Citation, NameOutcome, NameQuery, Owner, Resolution, Source
from inspector.model.container import Container
from inspector.model.evidence import Gap, Why
from inspector.model.ids import Kind, Ref


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: its container (None for the host), the container that owns its namespace, and what it is called."""

    ref: Ref
    container: Container | None
    owner: Container | None

    @property
    def name(self) -> str:
        return self.container.name if self.container else "the host"


def resolve(facts: Facts, query: NameQuery) -> Resolution:
    """Answer one NameQuery, with every fact that the answer rests on. Never raises for a ref of the snapshot."""
    return foretold(looked_up(facts, query), facts.snapshot)


def looked_up(facts: Facts, query: NameQuery) -> Resolution:
    """The same, as a part of another answer that says itself whether it is foretold."""
    container = facts.containers.get(query.asker.id) if query.asker.kind is Kind.CONTAINER else None
    try:
        owner = facts.namespace_owner(query.asker)
    except LookupError as missing:
        gap = Gap(f"container {missing}", query.asker.id, Why.NOT_READ, "read the whole host, not a part of it")
        return words.unknown(query, "NAMESPACE_OWNER_MISSING", gap)
    asker = Asker(query.asker, container, owner)
    if container and not container.has_netns:
        return words.asker_not_running(query, container)
    literal = _literal(query)
    if literal:
        return literal
    name = query.name.rstrip(".").strip()
    orphan = bool(container and facts.orphaned(container))
    for candidate in _candidates(facts, asker, name):
        answer = _from_hosts(facts, asker, query, candidate)
        if answer:
            return answer
    if orphan and container:
        return words.orphaned(query, container, owner)
    return _from_dns(facts, asker, query, name)


def _literal(query: NameQuery) -> Resolution | None:
    try:
        address = str(ipaddress.ip_address(query.name.strip("[]")))
    except ValueError:
        return None
    return Resolution(
        query=query,
        outcome=NameOutcome.FOUND,
        code="NAME_IS_ADDRESS",
        sentence=f"{query.name} is an address already: no name is looked up.",
        addresses=(address,),
    )


def _candidates(facts: Facts, asker: Asker, name: str) -> list[str]:
    """The names a resolver library tries, in order: search domains count as `ndots` says (1; Docker writes 0)."""
    files = facts.name_files.get(asker.ref.id) or facts.name_files.get(asker.owner.id if asker.owner else "host")
    search = files.search if files else asker.owner.dns_search if asker.owner else ()
    return [name, *(f"{name}.{domain}" for domain in search if domain != ".")]


def _from_hosts(facts: Facts, asker: Asker, query: NameQuery, name: str) -> Resolution | None:
    lines, assumed = hosts_lines(facts, asker.owner, asker.ref.id)
    found = [line for line in lines if name.lower() in (n.lower() for n in line.names)]
    found = [line for line in found if query.family in (0, 6 if ":" in line.address else 4)]
    if assumed and asker.owner and may_be_stale(facts, asker.owner, name):
        gap = Gap(f"/etc/hosts of {asker.name}", asker.name, Why.NOT_READ, "read the host as root")
        return words.unknown(query, "NAME_HOSTS_FILE_NOT_READ", gap)
    if not found:
        if assumed and asker.owner is None and name.lower() == facts.snapshot.engine.hostname.lower():
            gap = Gap("/etc/hosts of the host", asker.name, Why.NOT_READ, "ask on the host")
            return words.unknown(query, "NAME_HOSTS_FILE_NOT_READ", gap)
        return None
    cites = tuple(
        Citation(
            Source.MODEL if assumed else Source.HOSTS,
            f"{asker.name} /etc/hosts:{line.line}",
            f"{line.address} {' '.join(line.names)}",
            assumed,
        )
        for line in found
    )
    addresses = tuple(dict.fromkeys(line.address for line in found))
    owners = tuple(
        Owner(c.id, c.name, "hosts file", e.network, (a,), c.project)
        for a in addresses
        for c, e in facts.by_address.get(a, ())
    )
    return words.found_in_hosts(query, asker.name, addresses, owners, cites, assumed)


def _from_dns(facts: Facts, asker: Asker, query: NameQuery, name: str) -> Resolution:
    embedded, cite = uses_embedded_dns(facts, asker.owner, asker.ref.id)
    if embedded and asker.owner and facts.snapshot.engine.product != "docker":
        gap = Gap(f"DNS of {facts.snapshot.engine.product}", asker.name, Why.UNSUPPORTED, "ask inside of the container")
        return words.unknown(query, "NAME_FOREIGN_ENGINE", gap)
    if embedded and asker.owner:
        for candidate in _candidates(facts, asker, name):
            reverse = pointer(facts, asker.owner, candidate)
            if reverse:
                return words.found_pointer(query, asker.name, reverse, cite)
            answer = lookup(facts, asker.owner, candidate, query.family)
            if answer:
                return words.found_in_dns(query, asker.name, answer, cite, facts.snapshot)
    return _upstream(facts, asker, query, name, embedded, cite)


def _upstream(facts: Facts, asker: Asker, query: NameQuery, name: str, embedded: bool, cite: Citation) -> Resolution:
    """Nobody in Docker answers: say whether the query can leave at all, and what would have worked instead."""
    owner = asker.owner
    servers, leaves_from, origin = upstream_of(facts, owner, asker.ref.id)
    known = words.explain(facts, asker.container, owner, name)
    if owner:
        live = [(e, n) for e, n in facts.ordered_endpoints(owner) if n is None or n.driver != "null"]
        if not live:
            return words.no_network(query, asker.name, owner, cite)
        spans = [n for _, n in live if n and n.scope == "swarm"]
        if embedded and spans and not known.owners:
            gap = Gap(f"containers of {spans[0].name} on other nodes", spans[0].name, Why.NOT_READ, "read every node")
            return words.unknown(query, "NAME_OTHER_NODES", gap)
        outside = next((n for _, n in live if n and n.external), None)
        if embedded and outside and not known.owners:
            return words.unknown(query, "NAME_OUTSIDE_THE_FILE", outsiders(outside.name, outside.written))
        if embedded and all(n is not None and n.internal for _, n in live) and not owner.dns:
            return words.internal_only(query, asker.name, known, facts.release, cite)
    cites = (cite, Citation(*origin, " ".join(servers))) if origin and servers else (cite,)
    return words.forwarded(query, asker.name, known, servers, leaves_from, embedded, cites)
