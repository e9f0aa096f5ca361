"""The exact commands that make a network anew: an engine changes no network that is there."""

from collections.abc import Iterator, Mapping

from inspector.analysis.case import Case
from inspector.analysis.wording import command
from inspector.model.container import Endpoint
from inspector.model.network import Network

COST = "the network is made anew: open connections of its containers break, and their addresses may change"


def remade(
    case: Case,
    network: Network,
    *,
    options: Mapping[str, str] | None = None,
    subnet: str = "",
    internal: bool | None = None,
) -> str:
    """Disconnect everybody, remove, create with these changes, connect everybody as before."""
    members = sorted(case.world.facts.members.get(network.id, ()), key=lambda pair: pair[0].name)
    away = (command("docker", "network", "disconnect", network.name, one.name) for one, _ in members)
    back = (
        command("docker", "network", "connect", *_options(at, keeps_address=not subnet), network.name, one.name)
        for one, at in members
    )
    create = command("docker", "network", "create", *_create(network, options or {}, subnet, internal), network.name)
    return "; ".join((*away, command("docker", "network", "rm", network.name), create, *back))


def _create(network: Network, options: Mapping[str, str], subnet: str, internal: bool | None) -> Iterator[str]:
    if network.driver != "bridge":
        yield from ("--driver", network.driver)
    if network.internal if internal is None else internal:
        yield "--internal"
    if network.ipv6:
        yield "--ipv6"
    if subnet:
        yield from ("--subnet", subnet)
    for one in network.subnets:
        if subnet and ":" not in one.cidr:
            continue
        yield from ("--subnet", one.cidr)
        if one.gateway:
            yield from ("--gateway", one.gateway.partition("/")[0])
        if one.ip_range:
            yield from ("--ip-range", one.ip_range)
    for key, value in sorted((dict(network.options) | dict(options)).items()):
        if value:
            yield from ("--opt", f"{key}={value}")
    for key, value in network.labels:
        yield from ("--label", f"{key}={value}")


def _options(at: Endpoint, *, keeps_address: bool) -> Iterator[str]:
    for alias in at.aliases:
        yield from ("--alias", alias)
    for link in at.links:
        yield from ("--link", f"{link.target}:{link.alias}")
    if at.static_ipv4 and keeps_address:
        yield from ("--ip", at.static_ipv4)
    if at.static_ipv6:
        yield from ("--ip6", at.static_ipv6)
    if at.gw_priority:
        yield from ("--gw-priority", str(at.gw_priority))
