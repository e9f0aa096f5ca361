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
from inspector.rules.replicas import named, together


def check(case: Case) -> Iterator[Told]:
    for _, them in together((one, True) for one in case.snapshot.containers if one.privileged):
        yield RULE.finding(
            case,
            list(map(container, them)),
            f"{named(them, 'is', 'are')} privileged: neither networks nor mounts bound what is in there.",
            detail="Such a container has every capability and every device of the host.",
            cites=[inspected(one, "/HostConfig/Privileged", "true") for one in them[:5]],
            fixes=[
                Fix(
                    "give it single capabilities and devices: --cap-add, --device",
                    cost="a recreate",
                    edits=tuple(SetPrivileged(container=one.id, privileged=False) for one in them),
                )
            ],
        )
    yield from unread(RULE, case)


RULE = Rule("L605", "privileged", Severity.WARNING, check)
