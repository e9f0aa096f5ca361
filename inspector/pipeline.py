"""The product on one screen: evidence is read, what was read is linked."""

from msgspec import Struct

from inspector.model.evidence import Evidence
from inspector.model.snapshot import Snapshot
from inspector.parse.snapshot import parse
from inspector.topology.graph import Topology, link


class Case(Struct, frozen=True):
    """One host, ready for questions. The digest is that of the evidence, and names the case in caches and links."""

    digest: str
    snapshot: Snapshot
    topology: Topology


def build(evidence: Evidence) -> Case:
    """Read and link. Never fails on what the evidence holds: what can't be read is in `snapshot.gaps`."""
    snapshot = parse(evidence)
    return Case(snapshot.digest, snapshot, link(snapshot))
