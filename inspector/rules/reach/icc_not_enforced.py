"""A network forbids its containers to talk to each other, and the kernel does not enforce it.

What it finds
    A network with `enable_icc=false` and two or more running containers while frames inside of a bridge do not pass
    iptables (`net.bridge.bridge-nf-call-iptables` is 0, or br_netfilter is not there).

Why it matters
    The rule that is to stop them is in iptables, which never sees what a bridge switches: every port of each is open to
    the others. Rules of DOCKER-USER for one bridge are void for the same reason.

How it is decided
    By the network's option and the host's sysctl.

What to do
    Switch the sysctl on, and keep it in /etc/sysctl.d.

When it stays silent
    For networks with icc, with fewer than two containers, or when the sysctl is on.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.filtering import BRIDGE_CALLS
from inspector.model.answer import Fix
from inspector.model.edit import SetSysctl
from inspector.model.finding import Severity
from inspector.rules.base import Rule, Told, container, inspected, network
from inspector.rules.kernel import sysctl, unread_host

KEY = BRIDGE_CALLS[4]


def check(case: Case) -> Iterator[Told]:
    for at in case.snapshot.networks:
        members = [c for c, e in case.world.facts.members.get(at.id, ()) if c.has_netns and e.active]
        if at.icc or not at.bridge or len(members) < 2:
            continue
        calls = sysctl(case, KEY)
        if calls is None:
            yield unread_host(RULE, case, f"sysctl {KEY}", network(at))
        elif calls.text.strip() in ("0", "absent"):
            load = "modprobe br_netfilter; " if calls.text.strip() == "absent" else ""
            yield RULE.finding(
                case,
                [network(at), *map(container, members)],
                f"{at.name} is to keep its containers apart (icc=false), but they reach each other.",
                detail="What a bridge switches does not pass iptables while that sysctl is off.",
                cites=[inspected(at, "/Options", "com.docker.network.bridge.enable_icc=false"), calls],
                fixes=[
                    Fix(
                        "let bridged frames pass iptables",
                        f"{load}sysctl -w {KEY}=1",
                        cost="rules of FORWARD then hold inside of every bridge of the host, also those of virtual "
                        "machines",
                        edits=(SetSysctl(key=KEY, value="1"),),
                    )
                ],
            )


RULE = Rule("R214", "icc-not-enforced", Severity.ERROR, check)
