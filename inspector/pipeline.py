"""The product on one screen: evidence is read, what was read is linked, and questions are asked of it."""

from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from inspector.analysis.world import World
from inspector.dockerd.assume import assume
from inspector.dockerd.firewall import firewall_text
from inspector.model.evidence import Evidence
from inspector.model.snapshot import Snapshot
from inspector.parse.iptables import parse_iptables_save
from inspector.parse.snapshot import parse
from inspector.topology.graph import Topology, link

TWO_BACKENDS = (29, 0)
"""The first release whose firewall may be of iptables or of nftables; its `/info` says which."""


class Case(Struct, frozen=True, dict=True):
    """One host, ready for questions. The digest is that of the evidence, and names the case in caches and links."""

    digest: str
    snapshot: Snapshot
    topology: Topology

    @cached_property
    def world(self) -> World:
        """What names, reach and matrix ask: made when the first question comes, then shared by all."""
        return questions(self.snapshot)


def build(evidence: Evidence) -> Case:
    """Read and link. Never fails on what the evidence holds: what can't be read is in `snapshot.gaps`."""
    snapshot = parse(evidence)
    return Case(snapshot.digest, snapshot, link(snapshot))


def questions(snapshot: Snapshot) -> World:
    """The snapshot as a whole host: what was not read is what this engine sets up, and is marked as assumed."""
    whole, texts = assume(snapshot)
    if not texts:
        return World.of(whole)
    world = _with_rules(whole, texts)
    engine = whole.engine
    if engine.firewall_backend or engine.release < TWO_BACKENDS:
        return World.of(world)
    nftables = replace(whole, engine=replace(engine, firewall_backend="nftables"))
    other = {family: firewall_text(nftables, family) for family in texts}
    return World.of(world, other=World.of(_with_rules(nftables, other)))


def _with_rules(snapshot: Snapshot, texts: dict[int, str]) -> Snapshot:
    read = (parse_iptables_save(text, family)[0] for family, text in texts.items())
    return replace(snapshot, rulesets=(*snapshot.rulesets, *(replace(one, assumed=True) for one in read)))
