"""A container in the host's network may change it.

What it finds
    A container in host mode with the capability NET_ADMIN (or ALL), but not privileged.

Why it matters
    In its own namespace NET_ADMIN touches its own links only. In the host's it changes the host's addresses,
    routes and firewall, the engine's rules among them.

How it is decided
    By `HostConfig.NetworkMode` and `HostConfig.CapAdd`.

What to do
    Take the capability or the host's network away, unless the container is there to manage them (a VPN or a
    firewall).

When it stays silent
    In other network modes, and for privileged containers, which are another rule's.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.model.answer import Fix
from inspector.model.container import Mode
from inspector.model.edit import SetNetworkMode
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, inspected, unread

POWERS = frozenset({"NET_ADMIN", "CAP_NET_ADMIN", "ALL"})


def check(case: Case) -> Iterator[Told]:
    for one in case.snapshot.containers:
        powers = sorted(POWERS.intersection(one.cap_add))
        if powers and one.network_mode.mode is Mode.HOST and not one.privileged:
            yield RULE.finding(
                case,
                [container(one)],
                f"{one.name} has {', '.join(powers)} in the host's network: it may change its routes and firewall.",
                cites=[
                    inspected(one, "/HostConfig/NetworkMode", "host"),
                    inspected(one, "/HostConfig/CapAdd", ", ".join(one.cap_add)),
                ],
                fixes=[
                    Fix(
                        "recreate it on a network of its own, or without the capability",
                        cost="a recreate; what it did on the host it does no more",
                        edits=(SetNetworkMode(container=one.id, mode="bridge"),),
                    )
                ],
            )
    yield from unread(RULE, case)


RULE = Rule("L606", "host-network-admin", Severity.NOTE, check)
