"""Fill what could not be read with what this engine sets up, and say which parts are assumed."""

import msgspec

from inspector.dockerd.firewall import firewall_text
from inspector.dockerd.namespaces import assume_namespaces, assume_proxies
from inspector.model.container import Mode
from inspector.model.snapshot import Snapshot


def assume(snapshot: Snapshot) -> tuple[Snapshot, dict[int, str]]:
    """The snapshot with namespaces and proxies filled in, and the firewall texts by family that were assumed.

    A part is either read or assumed as a whole: a real host's interfaces are never mixed with imagined ones. The user's
    own rules that were read stay beside the engine's that are assumed. The caller parses the texts, because that is
    another stage.
    """
    assumed: list[str] = []
    changes: dict[str, object] = {}
    if not _namespaces_read(snapshot):
        assumed.append("namespaces")
        changes["namespaces"] = assume_namespaces(snapshot)
    if snapshot.proxies is None and not _sockets_read(snapshot):
        assumed.append("proxies")
        changes["proxies"] = assume_proxies(snapshot)
    texts = {family: firewall_text(snapshot, family) for family in (4, 6) if not _firewall_read(snapshot, family)}
    if texts:
        assumed.append("firewall")
    changes["assumed"] = tuple(assumed)
    return msgspec.structs.replace(snapshot, **changes), texts


def _namespaces_read(snapshot: Snapshot) -> bool:
    """Whether the kernel told of the host and of at least one running container that has a namespace of its own."""
    host = snapshot.host_netns
    if host is None or not host.read or not host.interfaces:
        return False
    own = {c.id for c in snapshot.containers if c.has_netns and c.network_mode.mode not in (Mode.HOST, Mode.CONTAINER)}
    return not own or any(ns.read and ns.routes and own.intersection(ns.containers) for ns in snapshot.namespaces)


def _firewall_read(snapshot: Snapshot, family: int) -> bool:
    """Whether the engine's own rules of a family were read: iptables-save shows none of an engine on nftables."""
    if any(ruleset.backend == "nftables" for ruleset in snapshot.rulesets):
        return True
    by_iptables = any(ruleset.family == family for ruleset in snapshot.rulesets)
    return by_iptables and not snapshot.engine.firewall_backend.startswith("nftables")


def _sockets_read(snapshot: Snapshot) -> bool:
    host = snapshot.host_netns
    return host is not None and host.sockets is not None
