"""Which of a container's networks gives it its default route, and with it the published ports.

Source: moby libnetwork `Endpoint.Less`, `selectGatewayEndpoint` (28 on) and `getGatewayEndpoint` (before).
"""

from inspector.model.container import Container, Endpoint
from inspector.model.network import Network
from inspector.model.snapshot import Snapshot


def gateway_order(snapshot: Snapshot, container: Container, networks: dict[str, Network]) -> list[Endpoint]:
    """Endpoints as the engine prefers them: gw-priority (28 on), not internal, both families before one, name."""

    def rank(endpoint: Endpoint) -> tuple[int, bool, int, str]:
        network = networks.get(endpoint.network_id)
        gateways = bool(endpoint.gateway) + bool(endpoint.gateway6)
        priority = -endpoint.gw_priority if _modern(snapshot) else 0
        return priority, bool(network and network.internal), -gateways, endpoint.network

    return sorted(container.endpoints, key=rank)


def gateway_endpoints(
    snapshot: Snapshot, container: Container, networks: dict[str, Network]
) -> tuple[Endpoint | None, Endpoint | None]:
    """The endpoints of the IPv4 and of the IPv6 default route; None where there is no such route.

    Before 28 one endpoint serves both families. From 28 on they may differ, but one that has both takes both, even from
    one of higher gw-priority that has only one.
    """
    four = six = None
    for endpoint in gateway_order(snapshot, container, networks):
        if endpoint.gateway and (endpoint.gateway6 or not _modern(snapshot)):
            return endpoint, endpoint if endpoint.gateway6 else None
        four = four or (endpoint if endpoint.gateway else None)
        six = six or (endpoint if endpoint.gateway6 and _modern(snapshot) else None)
        if four and six:
            break
    return four, six


def _modern(snapshot: Snapshot) -> bool:
    """An engine whose version was not read counts as the newest."""
    return snapshot.engine.release >= (28, 0) or snapshot.engine.release == (0, 0)
