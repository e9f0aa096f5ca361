"""A snapshot while it is changed on paper: look-ups by the words of an edit, and what the changes make stale."""

import hashlib
import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec.structs import replace

from inspector.errors import UsageError
from inspector.model.container import Container, Endpoint
from inspector.model.network import Network
from inspector.model.snapshot import Snapshot
from inspector.model.storage import Volume

Thing = TypeVar("Thing", Container, Network, Volume)

POOLS = tuple(ipaddress.ip_network(f"172.{second}.0.0/16") for second in range(17, 32))
"""Where the engine takes a new network's subnet from first (moby ipamutils)."""


class Draft:
    """Containers, networks and volumes by id or name; whose wiring and whose files are no longer as they were read."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.containers = {one.id: one for one in snapshot.containers}
        self.networks = {one.id: one for one in snapshot.networks}
        self.volumes = {one.name: one for one in snapshot.volumes}
        self.namespaces = snapshot.namespaces
        self.rewired: set[str] = set()
        self.remounted: set[str] = set()
        self._moments = 0

    def container(self, word: str) -> Container:
        """By id or name; UsageError for one that is not there."""
        return _known("container", word, self.containers.get(word), self.containers.values())

    def network(self, word: str) -> Network:
        """By id or name; UsageError for one that is not there."""
        return _known("network", word, self.networks.get(word), self.networks.values())

    def volume(self, word: str) -> Volume:
        """By name; UsageError for one that is not there."""
        return _known("volume", word, self.volumes.get(word), ())

    def put(self, container: Container, *, rewired: bool = True) -> None:
        """Keep this container in the place of the one with its id. rewired: its links, ports or names changed."""
        self.containers[container.id] = container
        if rewired:
            self.rewired.add(container.id)

    def members(self, network: Network) -> list[tuple[Container, Endpoint]]:
        """Who is attached."""
        pairs = ((one, endpoint) for one in self.containers.values() for endpoint in one.endpoints)
        return [(one, endpoint) for one, endpoint in pairs if endpoint.network_id == network.id]

    def free_address(self, network: Network) -> tuple[str, int]:
        """The first IPv4 address of the network that nobody has, and its prefix length; ("", 0) when there is none."""
        cidr = next((one.cidr for one in network.subnets if ":" not in one.cidr), "")
        if not cidr:
            return "", 0
        subnet = ipaddress.ip_network(cidr, strict=False)
        taken = {endpoint.ipv4 for _, endpoint in self.members(network)}
        taken |= {one.gateway for one in network.subnets} | {str(subnet.network_address + 1)}
        found = next((str(one) for one in subnet.hosts() if str(one) not in taken), "")
        return found, subnet.prefixlen

    def free_subnet(self) -> str:
        """The first of the engine's own pools that no network overlaps."""
        taken = [
            ipaddress.ip_network(s.cidr, strict=False)
            for n in self.networks.values()
            for s in n.subnets
            if ":" not in s.cidr
        ]
        found = (pool for pool in POOLS if not any(pool.overlaps(one) for one in taken))
        return str(next(found, ipaddress.ip_network("192.168.240.0/20")))

    def now(self) -> str:
        """A moment after the reading, each later than the last."""
        self._moments += 1
        try:
            taken_at = datetime.fromisoformat(self.snapshot.taken_at)
        except ValueError:
            return f"9999-01-01T00:00:{self._moments:02}Z"
        return f"{taken_at + timedelta(seconds=self._moments):%Y-%m-%dT%H:%M:%S}Z"


def new_id(*words: str) -> str:
    """The id of what an edit makes: 64 digits, always the same for the same words."""
    return hashlib.sha256("\0".join(words).encode(errors="surrogatepass")).hexdigest()


def replaced(endpoint: Endpoint, container: Container) -> Container:
    """The container with this endpoint in the place of the one on its network."""
    others = (one for one in container.endpoints if one.network_id != endpoint.network_id)
    return replace(container, endpoints=tuple(sorted((*others, endpoint), key=lambda e: (e.network, e.network_id))))


def _known(what: str, word: str, by_id: Thing | None, all_: Iterable[Thing]) -> Thing:
    found = by_id or next((one for one in all_ if one.name == word), None)
    if found is None:
        raise UsageError(f"The edit names a {what} {word!r} that is not there")
    return found
