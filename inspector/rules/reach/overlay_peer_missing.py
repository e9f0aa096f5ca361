"""A node of the swarm has not met the others on the overlay network.

What it finds
    The ingress network, which every node joins, with fewer peers than the swarm has nodes; on a worker, without one of
    the managers.

Why it matters
    Names and services are told by the managers, so that they resolve; packets between containers of two nodes go by
    VXLAN, and by what the nodes tell each other. Where that is blocked, a name is found and the connection times out.

How it is decided
    By `Peers` of the ingress network, the number of nodes that a manager tells, and the managers that a worker knows.
    A node that is down is missing too, which is not read: hence possible. Whether UDP 4789 passes cannot be told from
    one node.

What to do
    See which nodes are ready (`docker node ls`). Between all of them let 7946 (TCP and UDP) and 4789 (UDP) through; a
    hypervisor that uses VXLAN itself takes 4789 away: `docker swarm init --data-path-port`.

When it stays silent
    When the peers are as many as the nodes, outside of a swarm, and where the network's own list was not read, which
    it says.
"""

from collections.abc import Iterator

from inspector.analysis.case import Case
from inspector.analysis.wording import command, few
from inspector.model.answer import Citation, Fix, Source
from inspector.model.evidence import Gap, Why
from inspector.model.finding import Certainty, Severity
from inspector.model.network import Network
from inspector.rules.base import Rule, Told, inspected, network


def check(case: Case) -> Iterator[Told]:
    nodes, managers = case.snapshot.engine.swarm_nodes, set(case.snapshot.engine.swarm_managers)
    for at in case.snapshot.networks:
        if not at.ingress or case.snapshot.engine.swarm not in ("manager", "worker"):
            continue
        if not at.peers:
            yield RULE.undecided(case, [network(at)], _gap(at))
        elif nodes > len(at.peers):
            yield _finding(case, at, f"{len(at.peers)} of {nodes} nodes")
        elif absent := sorted(managers - set(at.peers)):
            yield _finding(case, at, f"{len(at.peers)} nodes and not the manager {few(absent)}")


def _gap(at: Network) -> Gap:
    return Gap("peers of the ingress network", f"/networks/{at.id}", Why.NOT_READ, "docker network inspect ingress")


def _finding(case: Case, at: Network, shown: str) -> Told:
    engine = case.snapshot.engine
    return RULE.finding(
        case,
        [network(at)],
        f"Peers of {at.name} shows {shown}: overlay networks do not reach the others.",
        detail="Names still resolve, for the managers tell them; connections to containers of those nodes time out. "
        "A node that is down is missing there too.",
        cites=[
            inspected(at, "/Peers", few(at.peers)),
            Citation(Source.INSPECT, "/info#/Swarm", f"{engine.swarm}, {engine.swarm_nodes or '?'} nodes"),
        ],
        certainty=Certainty.POSSIBLE,
        fixes=[
            Fix("see which nodes are ready (on a manager)", command("docker", "node", "ls")),
            Fix("let 7946/tcp, 7946/udp and 4789/udp of the other nodes in, in the firewall of every node"),
        ],
    )


RULE = Rule("R229", "overlay-peer-missing", Severity.WARNING, check)
