"""The engine's resolver at 127.0.0.11: what it answers by itself, before anything is forwarded."""

import ipaddress
from dataclasses import dataclass

from inspector.analysis.facts import Facts, Record
from inspector.model.container import Container, Endpoint

ONE_NETWORK = (28, 0)


@dataclass(frozen=True, slots=True)
class DnsAnswer:
    """What one network answers: its name, the records, and whether the name exists there without this family."""

    network: str
    records: tuple[Record, ...]
    addresses: tuple[str, ...]
    origin: str


def lookup(facts: Facts, owner: Container, name: str, family: int) -> DnsAnswer | None:
    """Find `name` as moby does: for (whole name, any network), then (all but the last label, network = last label), ...

    for each, link aliases over all own endpoints first, then names; the first network that knows the name
    wins alone. Before 28 one that knows it without an address of the family is passed over (seen on 20.10 and 26.1).
    """
    without: DnsAnswer | None = None
    for wanted, network in splits(name):
        for by_alias in (True, False):
            for endpoint, _ in facts.ordered_endpoints(owner):
                if network and endpoint.network != network:
                    continue
                answer = _on_network(facts, endpoint, wanted, family, by_alias)
                if answer and (answer.addresses or facts.release >= ONE_NETWORK):
                    return answer
                without = without or answer
    return without


def splits(name: str) -> list[tuple[str, str]]:
    """(name, network) pairs in the order tried: a.b.c gives (a.b.c, any), (a.b, c), (a, b.c)."""
    labels = name.split(".")
    return [(name, "")] + [(".".join(labels[:i]), ".".join(labels[i:])) for i in range(len(labels) - 1, 0, -1)]


def _on_network(facts: Facts, endpoint: Endpoint, wanted: str, family: int, by_alias: bool) -> DnsAnswer | None:
    aliases = {link.alias: link.target for link in endpoint.links}
    if by_alias != (wanted in aliases):
        return None
    key = facts.network_key(endpoint)
    target = aliases[wanted] if by_alias else wanted
    records = facts.records.get(key, {}).get(target.lower(), [])
    if not records:
        return None
    addresses = [a for r in records for a in _addresses(r.endpoint, family)]
    origin = f"link alias of {target}" if by_alias else records[0].origin
    return DnsAnswer(endpoint.network, tuple(records), tuple(dict.fromkeys(addresses)), origin)


def _addresses(endpoint: Endpoint, family: int) -> list[str]:
    wanted = {4: (endpoint.ipv4,), 6: (endpoint.ipv6,)}.get(family, (endpoint.ipv4, endpoint.ipv6))
    return [address for address in wanted if address]


def pointer(facts: Facts, owner: Container, name: str) -> str:
    """The PTR answer for an in-addr.arpa or ip6.arpa name: `container.network` for peers that run, else ""."""
    address = reverse_address(name)
    if not address:
        return ""
    own = {facts.network_key(e): e.network for e, _ in facts.ordered_endpoints(owner)}
    for container, endpoint in facts.by_address.get(address, ()):
        network = facts.network_of(endpoint)
        served = network is None or network.user_defined or bool(endpoint.dns_names)
        if served and container.has_netns and facts.network_key(endpoint) in own:
            return f"{container.name}.{endpoint.network}"
    return ""


def reverse_address(name: str) -> str:
    """The address behind an in-addr.arpa or ip6.arpa name, "" when it is none."""
    lowered = name.lower().rstrip(".")
    try:
        if lowered.endswith(".in-addr.arpa"):
            return str(ipaddress.IPv4Address(".".join(reversed(lowered.removesuffix(".in-addr.arpa").split(".")))))
        if lowered.endswith(".ip6.arpa"):
            digits = "".join(reversed(lowered.removesuffix(".ip6.arpa").split(".")))
            return str(ipaddress.IPv6Address(int(digits, 16))) if len(digits) == 32 else ""
    except ValueError:
        return ""
    return ""
