"""The Resolution for each way a name can end: code, sentence, addresses, citations."""

from inspector.analysis.embedded_dns import DnsAnswer
from inspector.analysis.name_reasons import Reason, explain
from inspector.model.answer import Citation, Fix, NameOutcome, NameQuery, Owner, Resolution, Source
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
    sentence = f"Unknown: {gap.what} could not be read ({gap.why.value})" + (f"; {gap.remedy}." if gap.remedy else ".")
    return Resolution(query=query, outcome=NameOutcome.UNKNOWN, code=code, sentence=sentence, gaps=(gap,))


def asker_not_running(query: NameQuery, container: Container) -> Resolution:
    state = container.state.value
    return Resolution(
        query=query,
        outcome=NameOutcome.NOT_FOUND,
        code="ASKER_NOT_RUNNING",
        sentence=f"{container.name} is {state}: nothing in it can ask for a name.",
        cites=(Citation(Source.INSPECT, f"{container.name} /State/Status", state),),
    )


def orphaned(query: NameQuery, container: Container, owner: Container | None) -> Resolution:
    whose = owner.name if owner else "the other container"
    return Resolution(
        query=query,
        outcome=NameOutcome.NOT_FOUND,
        code="NAMESPACE_ORPHANED",
        sentence=f"{container.name} still sits in the old network namespace of {whose}, which was restarted since: "
        "only loopback is left there, so no resolver can be asked.",
        fixes=(Fix(f"restart {container.name}, so that it joins {whose} again", f"docker restart {container.name}"),),
        cites=(Citation(Source.INSPECT, f"{container.name} /State/StartedAt", container.started_at),),
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
        sentence=f"{who} finds `{query.name}` in its own /etc/hosts: {', '.join(addresses)}. This wins over DNS.",
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
        sentence=f"{who} gets {pointer} for {query.name} from Docker's DNS.",
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
    cites = (cite, *(_record_cite(o) for o in owners))
    if not answer.addresses:
        return Resolution(
            query=query,
            outcome=NameOutcome.NOT_FOUND,
            code="NAME_NO_ADDRESS_OF_FAMILY",
            sentence=f"`{query.name}` exists on {answer.network}, but has no IPv{query.family} address there; Docker's DNS "
            "answers with an empty record and does not ask further.",
            via="embedded-dns",
            network=answer.network,
            owners=owners,
            cites=cites,
        )
    clash = len(owners) > 1
    return Resolution(
        query=query,
        outcome=NameOutcome.FOUND,
        code=_clash_code(owners) if clash else "NAME_FOUND",
        sentence=_found_sentence(query, who, answer, owners),
        addresses=answer.addresses,
        via="embedded-dns",
        network=answer.network,
        owners=owners,
        ambiguous=clash,
        fixes=(Fix(f"use a name that only one has: {', '.join(sorted({o.container_name for o in owners}))}"),)
        if clash
        else (),
        cites=cites,
    )


def _clash_code(owners: tuple[Owner, ...]) -> str:
    if len({o.project for o in owners}) > 1:
        return "NAME_AMBIGUOUS_ACROSS_PROJECTS"
    return "NAME_SHARED" if all(o.origin == "alias" for o in owners) else "NAME_AMBIGUOUS"


def _record_cite(owner: Owner) -> Citation:
    where = f"{owner.container_name} /NetworkSettings/Networks/{owner.network}"
    return Citation(Source.INSPECT, where, f"{owner.origin}; {', '.join(owner.addresses)}")


def _found_sentence(query: NameQuery, who: str, answer: DnsAnswer, owners: tuple[Owner, ...]) -> str:
    if len(owners) == 1:
        origin = owners[0].origin
        means = "" if origin == "name" else f" ({origin} of {owners[0].container_name})"
        return f"{who} finds `{query.name}`{means} on {answer.network}: {', '.join(answer.addresses)}."
    carriers = "; ".join(f"{o.container_name} at {', '.join(o.addresses)}" for o in owners)
    return (
        f"{who} gets {len(answer.addresses)} addresses for `{query.name}` on {answer.network}, in random order: {carriers}. "
        "Any of them may be reached."
    )


def no_network(query: NameQuery, who: str, owner: Container, cite: Citation) -> Resolution:
    return Resolution(
        query=query,
        outcome=NameOutcome.NOT_FOUND,
        code="NAME_ASKER_NO_NETWORK",
        sentence=f"{who} has no network but loopback, so it can ask no resolver for `{query.name}`.",
        cites=(cite, Citation(Source.INSPECT, f"{owner.name} /NetworkSettings/Networks", "no live endpoint")),
        fixes=(
            Fix(
                "connect it to a network (a container in none mode must leave `none` first)",
                f"docker network disconnect none {owner.name}; docker network connect NETWORK {owner.name}",
            ),
        ),
    )


def internal_only(query: NameQuery, who: str, reason: Reason, release: tuple[int, int], cite: Citation) -> Resolution:
    how = "answers SERVFAIL" if release >= (25, 0) else "gives no answer"
    return Resolution(
        query=query,
        outcome=NameOutcome.NOT_FOUND,
        code=reason.code if reason.owners else "NAME_INTERNAL_NO_UPSTREAM",
        sentence=f"{reason.sentence} {who} is only on internal networks, so nothing is asked outside either: "
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
    cite: Citation,
) -> Resolution:
    to = ", ".join(servers) if servers else "the resolver of the host"
    through = "Docker's DNS forwards the query" if embedded else "The query goes"
    return Resolution(
        query=query,
        outcome=NameOutcome.FORWARDED,
        code=reason.code,
        sentence=f"{reason.sentence} {through} to {to} (from the {leaves_from}'s namespace), which decides.",
        via="upstream",
        owners=reason.owners,
        upstream=servers,
        upstream_from=leaves_from,
        fixes=reason.fixes,
        cites=(cite,),
    )
