"""A link was given to `docker network connect` for the default bridge, where it does nothing.

What it finds
    A running container whose attachment to the default bridge carries a link that is not a legacy one.

Why it matters
    `docker network connect --link db:sql bridge web` is accepted, shown by inspect, and without any effect: links of
    `docker run` are lines of /etc/hosts, links of `connect` are names in Docker's DNS, and on the default bridge
    there is none.

How it is decided
    By `NetworkSettings.Networks.bridge.Links`, which `docker run --link` leaves empty, and `HostConfig.Links`. Seen on
    20.10, 26.1 and 28.5.

What to do
    Put both on a network of their own, with the link's name as an alias of the target.

When it stays silent
    For links on user-defined networks, for those of `docker run`, and when both are on a user-defined network too, on
    which the name is answered.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.names import resolve
from inspector.analysis.wording import command, free_name
from inspector.model.answer import Fix, NameOutcome, NameQuery
from inspector.model.container import Container, Endpoint, Link
from inspector.model.edit import ConnectNetwork, CreateNetwork, DisconnectNetwork
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, inspected, unread


def check(case: Case) -> Iterator[Told]:
    by_name = {one.name: one for one in case.snapshot.containers}
    for one in case.snapshot.containers:
        legacy = {link.alias for link in one.links}
        for endpoint in one.endpoints if one.has_netns else ():
            at = case.world.facts.network_of(endpoint)
            for link in endpoint.links if at and at.default_bridge else ():
                answer = resolve(case.world.facts, NameQuery(container(one), link.alias))
                if link.alias not in legacy and answer.outcome is not NameOutcome.FOUND:
                    yield _finding(case, one, endpoint, link, by_name.get(link.target))
    yield from unread(RULE, case)


def _finding(case: Case, one: Container, endpoint: Endpoint, link: Link, target: Container | None) -> Told:
    return RULE.finding(
        case,
        [container(one), *([container(target)] if target else [])],
        f"{one.name} was linked to {link.target} as `{link.alias}` on the default bridge by `network connect`, "
        "where that does nothing.",
        detail="Only `docker run --link` writes /etc/hosts; a link of `network connect` is a name in Docker's DNS, "
        "which the default bridge does not have.",
        cites=[
            inspected(one, f"/NetworkSettings/Networks/{endpoint.network}/Links", f"{link.target}:{link.alias}"),
            inspected(one, "/HostConfig/Links", "none of that name"),
        ],
        fixes=[_joined(case, one, endpoint, link, target) if target else Fix(f"connect {one.name} without --link")],
        key=[link.alias],
    )


def _joined(case: Case, one: Container, endpoint: Endpoint, link: Link, target: Container) -> Fix:
    name = free_name("app", case.world.facts.network_names)
    commands = (
        ("create", name),
        ("connect", "--alias", link.alias, name, target.name),
        ("connect", name, one.name),
        ("disconnect", endpoint.network, one.name),
    )
    return Fix(
        f"put both on a network of their own, where {target.name} has the alias {link.alias}",
        "; ".join(command("docker", "network", *words) for words in commands),
        cost=f"{one.name} leaves the default bridge: its connections there break",
        edits=(
            CreateNetwork(network=name),
            ConnectNetwork(container=target.id, network=name, aliases=(link.alias,)),
            ConnectNetwork(container=one.id, network=name),
            DisconnectNetwork(container=one.id, network=endpoint.network_id or endpoint.network),
        ),
    )


RULE = Rule("N17", "link-on-default-bridge", Severity.WARNING, check)
