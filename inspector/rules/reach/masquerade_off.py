"""A network without masquerading has no way out.

What it finds
    A bridge network with `enable_ip_masquerade=false` in gateway mode nat, whose containers do not get replies from
    beyond the host.

Why it matters
    Their packets leave with the container's own address. Even where the machine beyond knows the way back, an engine
    from 28 on drops the reply in raw PREROUTING: only the bridge itself may address a container there.

How it is decided
    A connection of one of its containers to beyond is followed there and back through the host's rules, or through
    those that this release sets up.

What to do
    Let it masquerade, or, where others route its subnet, give it gateway mode `routed`.

When it stays silent
    Before 28 (there it depends on routes beyond the host), for internal networks, and when the replies come back.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.reach import trace
from inspector.model.answer import Fix, Flow, PathState, Protocol, Trace
from inspector.model.container import Container
from inspector.model.edit import SetNetworkOption
from inspector.model.finding import Severity
from inspector.model.ids import Kind, Ref
from inspector.model.network import Network
from inspector.rules.base import Rule, Told, container, inspected, network
from inspector.rules.kernel import BEYOND, why
from inspector.rules.remake import COST, remade

KEY = "com.docker.network.bridge.enable_ip_masquerade"
SINCE = (28, 0)


def check(case: Case) -> Iterator[Told]:
    release = case.snapshot.engine.release
    for at in case.snapshot.networks:
        if at.masquerade or not at.bridge or at.internal or at.gateway_mode_ipv4 not in ("", "nat"):
            continue
        members = [c for c, e in case.world.facts.members.get(at.id, ()) if c.has_netns and e.ipv4]
        leaving = [c for c in members if _out(case, c) is at]
        if not leaving or (0, 0) < release < SINCE:
            continue
        found = trace(case.world, Flow(Ref(Kind.CONTAINER, leaving[0].id), BEYOND, Protocol.TCP, 443))
        if found.path is PathState.BLOCKED:
            yield _finding(case, at, leaving, found)
        elif found.path is PathState.UNKNOWN:
            yield RULE.undecided(case, [network(at)], *found.gaps)


def _out(case: Case, one: Container) -> Network | None:
    """The network of the container's default route."""
    return next((n for e, n in case.world.facts.ordered_endpoints(one) if e.gateway), None)


def _finding(case: Case, at: Network, leaving: list[Container], found: Trace) -> Told:
    return RULE.finding(
        case,
        [network(at), *map(container, leaving)],
        f"Containers on {at.name} get no reply from beyond the host: it does not masquerade.",
        detail=found.sentence,
        cites=[inspected(at, "/Options", f"{KEY}={at.option(KEY)}"), *why(found)],
        fixes=[
            Fix(
                f"let {at.name} masquerade",
                remade(case, at, options={KEY: ""}),
                cost=COST,
                edits=(SetNetworkOption(network=at.id, key=KEY, value=""),),
            )
        ],
    )


RULE = Rule("R226", "masquerade-off", Severity.ERROR, check)
