"""The Resolution for each way a name can end: code, sentence, addresses, citations."""

from inspector.analysis.citing import told
from inspector.analysis.embedded_dns import DnsAnswer
from inspector.analysis.name_reasons import Reason, explain
from inspector.analysis.wording import command, opening, rejoin, revive
from inspector.model.answer import Citation, Fix, NameOutcome, NameQuery, Owner, Resolution
from inspector.model.container import Container
from inspector.model.evidence import Gap
from inspector.model.snapshot import Snapshot

__all__ = [
    "asker_not_running",
    "explain",
    "forwarded",
    "found_in_dns",
    "found_in_hosts",
    "found_pointer",
    "internal_only",
    "no_network",
    "orphaned",
    "unknown",
]


def unknown(query: NameQuery, code: str, gap: Gap) -> Resolution:
    """What is missing to answer, and how to let it be read."""
    sentence = f"Not known: {gap.what}: {gap.why.value.replace('-', ' ')}." + (
        f" To tell: {gap.remedy}." if gap.remedy else ""
    )
    return Resolution(query=query, outcome=NameOutcome.UNKNOWN, code=code, sentence=sentence, gaps=(gap,))


def asker_not_running(query: NameQuery, container: Container) -> Resolution:
    state = container.state.value
    return Resolution(
        query=query,
        outcome=NameOutcome.NOT_FOUND,
        code="ASKER_NOT_RUNNING",
        sentence=f"{container.name} is {state}, so nothing in it asks for a name.",
        fixes=(revive(container),),
        cites=(told(container, "/State/Status", state),),
    )


def orphaned(query: NameQuery, container: Container, owner: Container | None) -> Resolution:
    whose = owner.name if owner else "the other container"
    return Resolution(
        query=query,
        outcome=NameOutcome.NOT_FOUND,
        code="NAMESPACE_ORPHANED",
        sentence=f"{container.name} still sits in the old network namespace of {whose}, which was restarted since: "
        "only loopback is left there, so no resolver can be asked.",
        fixes=(rejoin(container, whose),),
        cites=(told(container, "/State/StartedAt", container.started_at),),
    )


def found_in_hosts(
    query: NameQuery,
    who: str,
    addresses: tuple[str, ...],
    owners: tuple[Owner, ...],
    cites: tuple[Citation, ...],
    assumed: bool,
) -> Resolution:
    return Resolution(
        query=query,
        outcome=NameOutcome.FOUND,
        code="NAME_IN_HOSTS_FILE",
        sentence=opening(f"{who} finds `{query.name}` in its own /etc/hosts, before any DNS: {', '.join(addresses)}."),
        addresses=addresses,
        via="hosts",
        owners=owners,
        assumed=assumed,
        cites=cites,
    )


def found_pointer(query: NameQuery, who: str, pointer: str, cite: Citation) -> Resolution:
    return Resolution(
        query=query,
        outcome=NameOutcome.FOUND,
        code="NAME_POINTER",
        sentence=f"Docker's DNS tells {who} that {query.name} is {pointer}.",
        via="embedded-dns",
        pointer=pointer,
        cites=(cite,),
    )


def found_in_dns(query: NameQuery, who: str, answer: DnsAnswer, cite: Citation, snapshot: Snapshot) -> Resolution:
    owners = tuple(
        Owner(
            r.container.id,
            r.container.name,
            r.origin if len(answer.records) > 1 else answer.origin,
            answer.network,
            tuple(filter(None, (r.endpoint.ipv4, r.endpoint.ipv6))),
            r.container.project,
        )
        for r in answer.records
    )
    bearers = [r.container for r in answer.records]
    cites = (cite, *(_record_cite(one, o) for one, o in zip(bearers, owners, strict=True)))
    if not answer.addresses:
        return Resolution(
            query=query,
            outcome=NameOutcome.NOT_FOUND,
            code="NAME_NO_ADDRESS_OF_FAMILY",
            sentence=f"`{query.name}` has no IPv{query.family} address on {answer.network}; Docker's DNS says so, "
            "and asks nobody else.",
            via="embedded-dns",
            network=answer.network,
            owners=owners,
            cites=cites,
        )
    clash = len(owners) > 1
    asking = next((c for c in snapshot.containers if c.id == query.asker.id), None)
    return Resolution(
        query=query,
        outcome=NameOutcome.FOUND,
        code=_clash_code(owners) if clash else "NAME_FOUND",
        sentence=_found_sentence(query, who, asking.project if asking else "", answer, owners),
        addresses=answer.addresses,
        via="embedded-dns",
        network=answer.network,
        owners=owners,
        ambiguous=clash,
        fixes=(Fix(f"use a name that only one has: {', '.join(sorted({o.container_name for o in owners}))}"),)
        if clash and not _replicas(owners)
        else (),
        cites=cites,
    )


def _clash_code(owners: tuple[Owner, ...]) -> str:
    if len({o.project for o in owners}) > 1:
        return "NAME_AMBIGUOUS_ACROSS_PROJECTS"
    return "NAME_SHARED" if _replicas(owners) else "NAME_AMBIGUOUS"


def _replicas(owners: tuple[Owner, ...]) -> bool:
    """Whether the name is one that its owners were given to share: an alias within one project, or in none."""
    return len({o.project for o in owners}) == 1 and all(o.origin == "alias" for o in owners)


def _record_cite(container: Container, owner: Owner) -> Citation:
    pointer = f"/NetworkSettings/Networks/{owner.network}"
    return told(container, pointer, f"{owner.origin}; {', '.join(owner.addresses)}")


def _found_sentence(query: NameQuery, who: str, project: str, answer: DnsAnswer, owners: tuple[Owner, ...]) -> str:
    if len(owners) == 1:
        origin = owners[0].origin
        means = "" if origin == "name" else f" ({origin} of {owners[0].container_name})"
        return f"{who} finds `{query.name}`{means} on {answer.network}: {', '.join(answer.addresses)}."
    carriers = "; ".join(f"{o.container_name} at {', '.join(o.addresses)}" for o in owners)
    told = f"{carriers}. {who} gets all their addresses in random order"
    if _replicas(owners):
        return f"`{query.name}` on {answer.network} is shared by {told}, so any of them may be reached."
    others = sorted({o.project for o in owners} - {project, ""})
    lands = f"it can land in {' or '.join(others)}" if others else "any of them may be reached"
    return f"`{query.name}` is ambiguous on {answer.network}: {told}, so {lands}."


def no_network(query: NameQuery, who: str, owner: Container, cite: Citation) -> Resolution:
    return Resolution(
        query=query,
        outcome=NameOutcome.NOT_FOUND,
        code="NAME_ASKER_NO_NETWORK",
        sentence=f"{who} has no network but loopback, so it can ask no resolver for `{query.name}`.",
        cites=(cite, told(owner, "/NetworkSettings/Networks", "no live endpoint")),
        fixes=(
            Fix(
                "connect it to a network (a container in none mode must leave `none` first)",
                f"{command('docker', 'network', 'disconnect', 'none', owner.name)}; "
                + command("docker", "network", "connect", "NETWORK", owner.name),
            ),
        ),
    )


def internal_only(query: NameQuery, who: str, reason: Reason, release: tuple[int, int], cite: Citation) -> Resolution:
    how = "answers SERVFAIL" if release >= (25, 0) else "gives no answer"
    return Resolution(
        query=query,
        outcome=NameOutcome.NOT_FOUND,
        code=reason.code if reason.owners else "NAME_INTERNAL_NO_UPSTREAM",
        sentence=f"{reason.sentence} {who} is only on internal networks, so nobody outside is asked either: "
        f"Docker's DNS {how}.",
        via="embedded-dns",
        owners=reason.owners,
        fixes=reason.fixes,
        cites=(cite,),
    )


def forwarded(
    query: NameQuery,
    who: str,
    reason: Reason,
    servers: tuple[str, ...],
    leaves_from: str,
    embedded: bool,
    cites: tuple[Citation, ...],
) -> Resolution:
    to = ", ".join(servers) if servers else "the resolver of the host"
    through = "Docker's DNS forwards the query" if embedded else "The query goes"
    return Resolution(
        query=query,
        outcome=NameOutcome.FORWARDED,
        code=reason.code,
        sentence=f"{reason.sentence} {through} to {to}, from the {leaves_from}'s namespace; what is answered there "
        "was not read.",
        via="upstream",
        owners=reason.owners,
        upstream=servers,
        upstream_from=leaves_from,
        fixes=reason.fixes,
        cites=cites,
    )
