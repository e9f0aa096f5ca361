"""Containers that are on the default bridge only cannot find each other by name.

What it finds
    Two or more running containers whose only network is `bridge` (docker0), and that no --link joins.

Why it matters
    Docker runs no DNS on the default bridge: `ping db` says `bad address 'db'`, although db runs and answers at
    its address. `--name` and `--hostname` are no names in DNS there.

How it is decided
    By the networks that the engine lists for each running container. That one of them means another is a guess;
    where several are of one compose project it is a good one, and the finding a warning instead of a note.

What to do
    Put them on a network of their own, where each answers to its name, its aliases and its short id. It can be
    done while they run.

When it stays silent
    For containers that a legacy link joins, for one that is alone on the bridge, and for those on a second
    network of the user's own.
"""

from collections import Counter
from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import few, free_name, joint_network
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.edit import ConnectNetwork, CreateNetwork
from inspector.model.finding import Certainty, Severity
from inspector.rules.base import Rule, Told, container, inspected, unread


def check(case: Case) -> Iterator[Told]:
    alone = [one for one in case.snapshot.containers if one.has_netns and _on_bridge_only(case, one)]
    linked = {one.name for one in alone if one.links} | {link.target for one in alone for link in one.links}
    peers = [one for one in alone if one.name not in linked]
    if len(peers) > 1:
        projects = Counter(one.project for one in peers if one.project)
        asking = [one for one in peers if projects[one.project] > 1]
        names = few([one.name for one in peers])
        network = free_name("app", case.world.facts.network_names)
        connects = tuple(ConnectNetwork(container=one.id, network=network) for one in peers)
        yield RULE.finding(
            case,
            [container(one) for one in peers],
            f"{names} cannot find each other by name: they are only on the default bridge, where Docker runs no DNS.",
            detail=f"{_detail(asking)} {_answers(peers, network)}",
            cites=[inspected(one, "/NetworkSettings/Networks", "bridge") for one in peers],
            severity=Severity.WARNING if asking else Severity.NOTE,
            certainty=Certainty.POSSIBLE,
            fixes=[
                Fix(
                    "put those that talk to each other on a network of their own",
                    joint_network(*peers, network=network),
                    cost="none while they run; the default route may move to the new network",
                    edits=(CreateNetwork(network=network), *connects),
                )
            ],
        )
    yield from unread(RULE, case)


def _on_bridge_only(case: Case, one: Container) -> bool:
    networks = [case.world.facts.network_of(endpoint) for endpoint in one.endpoints]
    return bool(networks) and all(network is not None and network.default_bridge for network in networks)


def _detail(asking: list[Container]) -> str:
    if not asking:
        return "It is only trouble if one of them asks for another by name; by address they reach each other."
    return f"{few([one.name for one in asking])} most likely asks for another by name."


def _answers(peers: list[Container], network: str) -> str:
    """Which names each would answer to on a network of its own; a name is a label for people here."""
    told = []
    for one in peers[:3]:
        names = [f"`{one.name}`", f"`{one.short_id}` (short id)"]
        if one.hostname and one.hostname != one.short_id:
            names.append(f"`{one.hostname}` (hostname)")
        told.append(f"{one.name} to {', '.join(names)}")
    return f"On a network such as {network} they answer: {'; '.join(told)}{' and so on' if len(peers) > 3 else ''}."


RULE = Rule("N1", "default-bridge-no-dns", Severity.WARNING, check)
