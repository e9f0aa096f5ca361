"""A link on a network without icc opens no way.

What it finds
    A `--link` on a user-defined network with `enable_icc=false`, between two running containers.

Why it matters
    On the default bridge with `--icc=false` a link opens the target's exposed ports to the one that links. On a network
    of the user's own it is a name only: the name is found, and the connection times out.

How it is decided
    By the network's option and the links of its endpoints. Where the sysctl that enforces icc=false was read and is
    off, they reach each other anyway.

What to do
    Put the two on a network of their own that has icc.

When it stays silent
    On the default bridge, when they share another network with icc, and for containers that do not run.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.filtering import BRIDGE_CALLS
from inspector.analysis.wording import free_name, joint_network
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.edit import ConnectNetwork, CreateNetwork
from inspector.model.finding import Severity
from inspector.model.network import Network
from inspector.rules.base import Rule, Told, container, inspected, network, unread
from inspector.rules.kernel import sysctl


def check(case: Case) -> Iterator[Told]:
    facts = case.world.facts
    enforced = sysctl(case, BRIDGE_CALLS[4])
    names = {one.name: one for one in case.snapshot.containers}
    for at in case.snapshot.networks:
        if at.icc or not at.bridge or at.default_bridge or (enforced and enforced.text.strip() != "1"):
            continue
        for one, endpoint in facts.members.get(at.id, ()):
            for link in endpoint.links:
                target = names.get(link.target)
                if one.has_netns and target and target.has_netns and not _meet(case, one, target):
                    yield _finding(case, at, one, target, link.alias)
    yield from unread(RULE, case)


def _meet(case: Case, one: Container, other: Container) -> bool:
    """Whether they share a network on which they may talk."""
    facts = case.world.facts
    mine = {facts.network_key(e) for e in one.endpoints}
    shared = (facts.networks.get(facts.network_key(e)) for e in other.endpoints if facts.network_key(e) in mine)
    return any(network is None or network.icc for network in shared)


def _finding(case: Case, at: Network, one: Container, target: Container, alias: str) -> Told:
    name = free_name("linked", case.world.facts.network_names)
    return RULE.finding(
        case,
        [container(one), container(target), network(at)],
        f"The link of {one.name} to {target.name} opens nothing: {at.name} keeps its containers apart (icc=false).",
        detail=f"`{alias}` is found, and then the connection times out.",
        cites=[
            inspected(one, f"/NetworkSettings/Networks/{at.name}/Links", f"{target.name}:{alias}"),
            inspected(at, "/Options", "com.docker.network.bridge.enable_icc=false"),
        ],
        fixes=[
            Fix(
                "put the two on a network of their own",
                joint_network(one, target, network=name),
                cost="none while they run; the default route may move to the new network",
                edits=(
                    CreateNetwork(network=name),
                    ConnectNetwork(container=one.id, network=name),
                    ConnectNetwork(container=target.id, network=name),
                ),
            )
        ],
        key=[alias],
    )


RULE = Rule("R216", "link-opens-nothing", Severity.WARNING, check)
