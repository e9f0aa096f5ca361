"""A compose service is on the default bridge, while its project has a network of its own.

What it finds
    A running container of a compose project with `network_mode: bridge`, whose project's other services are on
    user-defined networks.

Why it matters
    `network_mode: bridge` is docker0, not the project's network: the service finds none of the others by name,
    and none finds it.

How it is decided
    By the compose labels and the networks of each running container of the project.

What to do
    Take `network_mode: bridge` out of the compose file; compose then puts the service on the project's network.

When it stays silent
    When all services of the project that run are on the default bridge, for host mode and `container:` modes,
    which are chosen for other reasons, and for containers that are on a network of the project too.
"""

from collections import defaultdict
from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import command, few
from inspector.model.answer import Fix
from inspector.model.container import Container
from inspector.model.edit import ConnectNetwork
from inspector.model.finding import Severity
from inspector.model.network import Network
from inspector.rules.base import Rule, Told, container, inspected, network, unread


def check(case: Case) -> Iterator[Told]:
    projects: dict[str, list[Container]] = defaultdict(list)
    for one in case.snapshot.containers:
        if one.has_netns and one.project:
            projects[one.project].append(one)
    for members in projects.values():
        homes = {n.id: n for one in members for n in _networks(case, one) if n.user_defined}
        for one in members if homes else ():
            on = _networks(case, one)
            if on and all(n.default_bridge for n in on):
                yield _finding(
                    case, one, members, min(homes.values(), key=lambda n: (n.project != one.project, n.name))
                )
    yield from unread(RULE, case)


def _networks(case: Case, one: Container) -> list[Network]:
    return [n for e in one.endpoints if (n := case.world.facts.network_of(e)) is not None]


def _finding(case: Case, one: Container, members: list[Container], home: Network) -> Told:
    others = few([other.name for other in members if any(e.network == home.name for e in other.endpoints)])
    service = one.compose.service if one.compose else ""
    connect = command("docker", "network", "connect", *(["--alias", service] if service else []), home.name, one.name)
    return RULE.finding(
        case,
        [container(one), network(home)],
        f"{one.name} is on the default bridge, and {others} of the same project on {home.name}: "
        "they cannot find each other by name.",
        detail="`network_mode: bridge` in a compose file is docker0, not the project's own network.",
        cites=[
            inspected(one, "/NetworkSettings/Networks", "bridge"),
            inspected(one, "/Config/Labels", f"com.docker.compose.project={one.project}"),
        ],
        fixes=[
            Fix(
                "take network_mode out of the compose file; until then, connect it",
                connect,
                cost="none while it runs; lost when compose recreates it",
                edits=(ConnectNetwork(container=one.id, network=home.id, aliases=(service,) if service else ()),),
            )
        ],
    )


RULE = Rule("N11", "service-left-project-network", Severity.WARNING, check)
