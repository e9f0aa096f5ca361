"""Facts: look-ups over one snapshot that every question shares, built once."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from inspector.model.container import Container, Endpoint, Mode, State
from inspector.model.ids import HOST, Kind, Ref
from inspector.model.netns import NameFiles, Netns
from inspector.model.network import Network
from inspector.model.snapshot import Snapshot

NEWEST = (99, 0)
"""The release that rules assume when the engine's version was not read; such answers say so."""


@dataclass(frozen=True, slots=True)
class Record:
    """One name that the embedded DNS serves on one network, and why."""

    container: Container
    endpoint: Endpoint
    origin: str


@dataclass
class Facts:
    """A snapshot with its indexes. Cheap to build, safe to share: nothing here changes after construction."""

    snapshot: Snapshot
    containers: dict[str, Container] = field(default_factory=dict)
    networks: dict[str, Network] = field(default_factory=dict)
    network_names: dict[str, Network] = field(default_factory=dict)
    namespaces: dict[str, Netns] = field(default_factory=dict)
    name_files: dict[str, NameFiles] = field(default_factory=dict)
    records: dict[str, dict[str, list[Record]]] = field(default_factory=dict)
    members: dict[str, list[tuple[Container, Endpoint]]] = field(default_factory=dict)
    by_address: dict[str, list[tuple[Container, Endpoint]]] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Facts":
        """Index a snapshot."""
        facts = cls(snapshot)
        facts.containers = {c.id: c for c in snapshot.containers}
        facts.networks = {n.id: n for n in snapshot.networks}
        facts.network_names = {n.name: n for n in snapshot.networks}
        facts.namespaces = {ident: ns for ns in snapshot.namespaces for ident in ns.containers}
        facts.name_files = {files.owner: files for files in snapshot.name_files}
        records: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
        members: dict[str, list[tuple[Container, Endpoint]]] = defaultdict(list)
        by_address: dict[str, list[tuple[Container, Endpoint]]] = defaultdict(list)
        for container in snapshot.containers:
            for endpoint in container.endpoints:
                key = facts.network_key(endpoint)
                members[key].append((container, endpoint))
                for address in filter(None, (endpoint.ipv4, endpoint.ipv6)):
                    by_address[address].append((container, endpoint))
                network = facts.network_of(endpoint)
                if not container.has_netns:
                    continue
                if network is None or network.user_defined:
                    for name, origin in served_names(container, endpoint).items():
                        records[key][name.lower()].append(Record(container, endpoint, origin))
                elif network.default_bridge:
                    # Nobody has names there, but moby gives some to a container that is renamed while it runs. API 1.44
                    # tells so; before, nothing does.
                    for name in endpoint.dns_names:
                        records[key][name.lower()].append(Record(container, endpoint, "new name"))
        facts.records = {key: dict(names) for key, names in records.items()}
        facts.members, facts.by_address = dict(members), dict(by_address)
        return facts

    @cached_property
    def bearers(self) -> dict[str, list[tuple[Container, Endpoint | None]]]:
        """Who may be meant by a name, in lower case, and the endpoint that carries it."""
        found: dict[str, list[tuple[Container, Endpoint | None]]] = defaultdict(list)
        for container in self.snapshot.containers:
            for name, at in borne_names(container).items():
                found[name].append((container, at))
        return dict(found)

    @property
    def release(self) -> tuple[int, int]:
        """The engine's (major, minor), or NEWEST when it was not read."""
        release = self.snapshot.engine.release
        return release if release != (0, 0) else NEWEST

    def network_of(self, endpoint: Endpoint) -> Network | None:
        """The endpoint's network; by name where the id is not known (never started, Podman)."""
        return self.networks.get(endpoint.network_id) or self.network_names.get(endpoint.network)

    def network_key(self, endpoint: Endpoint) -> str:
        """The id under which `records` and `members` hold this endpoint's network."""
        network = self.network_of(endpoint)
        return network.id if network else endpoint.network_id or endpoint.network

    def namespace_owner(self, ref: Ref) -> Container | None:
        """The container whose network namespace `ref` lives in (itself, or X of container:X); None for the host's own.

        Raises LookupError when the reference or X is not in the snapshot.
        """
        seen: set[str] = set()
        ident = ref.id
        while ref != HOST and ref.kind is not Kind.HOST:
            container = self.containers.get(ident)
            if container is None or ident in seen:
                raise LookupError(ident)
            if container.network_mode.mode is Mode.HOST:
                return None
            if container.network_mode.mode is not Mode.CONTAINER:
                return container
            seen.add(ident)
            ident = self._by_id_or_name(container.network_mode.target)
        return None

    def _by_id_or_name(self, target: str) -> str:
        if target in self.containers:
            return target
        found = [c.id for c in self.snapshot.containers if c.name == target or c.id.startswith(target)]
        return found[0] if len(found) == 1 else target

    def orphaned(self, container: Container) -> bool | None:
        """Whether a container:X sidecar sits in a namespace that X has left (X restarted); None when it cannot be told.

        Source: inode of /proc/PID/ns/net of both; without it, State.StartedAt of both (moby gives no field for it).
        """
        owner = self.namespace_owner(Ref(Kind.CONTAINER, container.id))
        if owner is None or owner is container:
            return False
        mine, theirs = self.namespaces.get(container.id), self.namespaces.get(owner.id)
        if mine and theirs:
            return mine.inode != theirs.inode
        if container.state is State.RUNNING and owner.started_at and container.started_at:
            return owner.started_at > container.started_at
        return None

    def ordered_endpoints(self, container: Container) -> list[tuple[Endpoint, Network | None]]:
        """Live endpoints in the engine's order for DNS preference and default gateway.

        moby libnetwork `Endpoint.Less`: gw-priority (28 on), networks with an external way before internal ones,
        dual-stack before single, then the network's name. The order of attachment does not count.
        """
        live = [(e, self.network_of(e)) for e in container.endpoints if e.active]

        def rank(item: tuple[Endpoint, Network | None]) -> tuple[int, bool, int, str]:
            endpoint, network = item
            modern = self.release >= (28, 0)
            gateways = bool(endpoint.gateway) + bool(endpoint.gateway6)
            return (
                -endpoint.gw_priority if modern else 0,
                bool(network and network.internal),
                -gateways,
                endpoint.network,
            )

        return sorted(live, key=rank)


def served_names(container: Container, endpoint: Endpoint) -> dict[str, str]:
    """Every name by which the embedded DNS of a user network knows this endpoint, with its origin.

    The same set on every version: name, aliases, DNSNames (API 1.44), short id, hostname. Labels end at 63 octets.
    """
    names = {container.name: "name"}
    names.setdefault(container.short_id, "short id")
    if container.hostname:
        names.setdefault(container.hostname, "hostname")
    for alias in (*endpoint.aliases, *endpoint.dns_names):
        names.setdefault(alias, "alias")
    return {
        name: origin
        for name, origin in names.items()
        if name and (len(name) < 64 or all(len(part) < 64 for part in name.split(".")))
    }


def borne_names(container: Container) -> dict[str, Endpoint | None]:
    """Every name, in lower case, by which a person may mean this container, and the endpoint that carries it.

    Its own names, its compose service, and what it answers to on each network, also with `.network` behind; whether it
    runs and whoever asks.
    """
    live = next((e for e in container.endpoints if e.active), None)
    own = [container.name, container.short_id, container.hostname]
    own += [container.compose.service] if container.compose else []
    found: dict[str, Endpoint | None] = {name.lower(): live for name in own if name}
    for endpoint in container.endpoints:
        for name in served_names(container, endpoint):
            found.setdefault(name.lower(), endpoint)
            found.setdefault(f"{name}.{endpoint.network}".lower(), endpoint)
    return found
