"""The host forwards nothing, so containers have no way out.

What it finds
    `net.ipv4.ip_forward` is 0 (or its IPv6 kin, for networks with IPv6) on a host whose containers are on bridge
    networks that are not internal.

Why it matters
    Containers reach each other on one network and the host itself, but nothing beyond; from beyond, published ports
    time out. On the host itself they work, by docker-proxy, which makes it confusing. A hardening script or another
    sysctl file has switched it off after the engine had switched it on.

How it is decided
    By the sysctl that was read.

What to do
    Switch it on, and find what set it (`sysctl --system` prints each file).

When it stays silent
    When forwarding is on, and when no running container is on such a network.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.filtering import FORWARDING
from inspector.model.answer import Fix
from inspector.model.edit import SetSysctl
from inspector.model.finding import Severity
from inspector.model.ids import HOST
from inspector.rules.base import Rule, Told, network
from inspector.rules.kernel import sysctl, unread_host


def check(case: Case) -> Iterator[Told]:
    for family, key in FORWARDING.items():
        hit = [
            n
            for n in case.snapshot.networks
            if n.bridge and not n.internal and (family == 4 or n.ipv6)
            if any(
                c.has_netns and (e.ipv4 if family == 4 else e.ipv6) for c, e in case.world.facts.members.get(n.id, ())
            )
        ]
        if not hit:
            continue
        value = sysctl(case, key)
        names = ", ".join(n.name for n in hit)
        if value is None:
            yield unread_host(RULE, case, f"sysctl {key}", *map(network, hit))
        elif value.text.strip() == "0":
            yield RULE.finding(
                case,
                [HOST, *map(network, hit)],
                f"The host forwards no IPv{family}: containers on {names} reach nothing beyond it.",
                detail="From beyond the host their published ports time out.",
                cites=[value],
                fixes=[
                    Fix(
                        "switch forwarding on",
                        f"sysctl -w {key}=1",
                        cost="the host routes between its networks, as far as its firewall lets it",
                        edits=(SetSysctl(key=key, value="1"),),
                    )
                ],
                key=[f"IPv{family}"],
            )


RULE = Rule("R215", "forwarding-off", Severity.ERROR, check)
