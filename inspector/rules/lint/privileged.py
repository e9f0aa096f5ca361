"""A container is privileged.

What it finds
    A container with --privileged.

Why it matters
    It has all capabilities and all devices of the host: it can mount the host's disks, change the firewall and
    routes where it shares the host's network, and leave its limits. Networks and mounts that seem to bound it
    do not.

How it is decided
    By `HostConfig.Privileged`.

What to do
    Give it the one capability or device that it needs: --cap-add NET_ADMIN, --device /dev/net/tun.

When it stays silent
    For containers that were given single capabilities or devices.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.model.answer import Fix
from inspector.model.edit import SetPrivileged
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, inspected, unread


def check(case: Case) -> Iterator[Told]:
    for one in case.snapshot.containers:
        if one.privileged:
            yield RULE.finding(
                case,
                [container(one)],
                f"{one.name} is privileged: neither its networks nor its mounts bound it.",
                detail="It has every capability and every device of the host.",
                cites=[inspected(one, "/HostConfig/Privileged", "true")],
                fixes=[
                    Fix(
                        "give it single capabilities and devices: --cap-add, --device",
                        cost="a recreate",
                        edits=(SetPrivileged(container=one.id, privileged=False),),
                    )
                ],
            )
    yield from unread(RULE, case)


RULE = Rule("L605", "privileged", Severity.WARNING, check)
