"""case 25: an overlay across nodes is dead, although names resolve. Three real nodes that have met stay silent."""

from inspector.model.finding import Severity
from tests.build import World
from tests.rules.example import Fires

MANAGER = "10.99.0.11"


def _node(*peers: str, nodes: int = 0) -> World:
    world = World()
    told = {"LocalNodeState": "active", "RemoteManagers": [{"Addr": f"{MANAGER}:2377", "NodeID": "m"}]}
    told |= {"ControlAvailable": True, "Nodes": nodes} if nodes else {"ControlAvailable": False}
    world.engine["/info"] = {"Name": "host1", "Swarm": told}
    world.network("ingress", driver="overlay", subnet="10.0.0.0/24", Ingress=True, Scope="swarm")
    world.networks["ingress"]["Peers"] = [{"Name": one, "IP": one} for one in peers]
    return world


def a_manager_is_alone_of_three() -> World:
    return _node(MANAGER, nodes=3)


def a_worker_has_not_met_its_manager() -> World:
    return _node("10.99.0.12", "10.99.0.13")


def all_three_have_met() -> World:
    return _node(MANAGER, "10.99.0.12", "10.99.0.13", nodes=3)


def the_peers_were_not_read() -> World:
    return _node(nodes=3)


FIRES = [
    Fires(a_manager_is_alone_of_three, "Peers of ingress shows 1 of 3 nodes", Severity.WARNING),
    Fires(a_worker_has_not_met_its_manager, "shows 2 nodes and not the manager 10.99.0.11", Severity.WARNING),
]
SILENT = [all_three_have_met, World]
UNKNOWN = [the_peers_were_not_read]
