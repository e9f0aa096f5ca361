"""Everything that an asker can resolve: each name of its hosts file and of its networks, as it is really answered."""

from inspector.analysis.facts import Facts
from inspector.analysis.hosts import hosts_lines, uses_embedded_dns
from inspector.analysis.names import resolve
from inspector.model.answer import NameOutcome, NameQuery, Resolution
from inspector.model.container import Container
from inspector.model.ids import Ref


def directory(facts: Facts, asker: Ref, family: int = 0) -> tuple[Resolution, ...]:
    """One answer a name that is found: the hosts file's first, then by network; a name hidden by an earlier network
    stands as `name.network`, by which it can still be asked for. Empty when the asker can resolve nothing by itself."""
    try:
        owner = facts.namespace_owner(asker)
    except LookupError:
        return ()
    lines, _ = hosts_lines(facts, owner, asker.id)
    found = _answered(facts, asker, family, [name for line in lines for name in line.names])
    if owner is None or not uses_embedded_dns(facts, owner, asker.id)[0]:
        return tuple(found)
    for endpoint, network in facts.ordered_endpoints(owner):
        if network is not None and not network.user_defined:
            continue
        names = _served(facts, owner, facts.network_key(endpoint))
        names += [link.alias for link in endpoint.links]
        taken = {one.query.name.lower(): one.network for one in found}
        asked = [
            f"{name}.{endpoint.network}" if taken.get(name.lower(), endpoint.network) != endpoint.network else name
            for name in names
        ]
        found += _answered(facts, asker, family, [name for name in asked if name.lower() not in taken])
    return tuple(found)


def _served(facts: Facts, owner: Container, key: str) -> list[str]:
    """Names on one network, those of the asker itself last; as written by their owner."""
    records = facts.records.get(key, {})
    return sorted(records, key=lambda name: (all(r.container.id == owner.id for r in records[name]), name))


def _answered(facts: Facts, asker: Ref, family: int, names: list[str]) -> list[Resolution]:
    wanted = dict.fromkeys(name.lower() for name in names)
    written = {name.lower(): name for name in reversed(names)}
    answers = (resolve(facts, NameQuery(asker, written[name], family)) for name in wanted)
    return [answer for answer in answers if answer.outcome is NameOutcome.FOUND]
