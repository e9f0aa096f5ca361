"""Case: one host, ready for every kind of question."""

from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from inspector.analysis.storage_index import Storage
from inspector.analysis.world import World
from inspector.dockerd.assume import assume
from inspector.model.evidence import Gap
from inspector.model.snapshot import Engine, Snapshot
from inspector.parse.iptables import parse_iptables_save
from inspector.parse.remembered import Remembered
from inspector.topology.graph import Topology, link

TWO_BACKENDS = (29, 0)
"""The first release whose firewall may be of iptables or of nftables; its `/info` says which."""


class Case(Struct, frozen=True, dict=True):
    """One host, ready for questions. The digest is that of the evidence, and names the case in caches and links.

    known: what each part of the evidence was read as, None where the snapshot is not of an evidence.
    """

    digest: str
    snapshot: Snapshot
    topology: Topology
    known: Remembered | None = None

    @classmethod
    def of(cls, snapshot: Snapshot, known: Remembered | None = None) -> "Case":
        """Link what was read."""
        return cls(snapshot.digest, snapshot, link(snapshot), known)

    @cached_property
    def world(self) -> World:
        """What names, reach and matrix ask: made when the first question comes, then shared by all."""
        return questions(self.snapshot)

    @cached_property
    def storage(self) -> Storage:
        """What questions about files and volumes ask: made when the first one comes."""
        return Storage.of(self.snapshot)

    @cached_property
    def unread(self) -> dict[str, Gap]:
        """Containers that the engine did not tell the details of, by id, with the gap that says so."""
        told = {gap.where: gap for gap in self.snapshot.gaps}
        paths = {one.id: f"/containers/{one.id}/json" for one in self.snapshot.containers}
        return {ident: told[path] for ident, path in paths.items() if path in told}


def questions(snapshot: Snapshot) -> World:
    """The snapshot as a whole host: what was not read is what this engine sets up, and is marked as assumed."""
    as_it_says = assume(snapshot)
    if not as_it_says[1]:
        return World.of(as_it_says[0])
    world: World | None = None
    may_be = [(outside, engine) for outside in _outsides(snapshot) for engine in _engines(snapshot)]
    for outside, engine in reversed(may_be):
        told = outside is snapshot and engine == snapshot.engine
        whole, texts = as_it_says if told else assume(replace(outside, engine=engine))
        world = World.of(_with_rules(whole, texts), other=world)
    assert world
    return world


def _outsides(snapshot: Snapshot) -> list[Snapshot]:
    """What the external networks of a compose file may be: bridges with a way out, or internal ones."""
    names = {one.name for one in snapshot.networks if one.external}
    if not names:
        return [snapshot]
    networks = tuple(replace(one, internal=one.internal or one.external) for one in snapshot.networks)
    containers = tuple(
        replace(
            one,
            endpoints=tuple(replace(e, gateway="", gateway6="") if e.network in names else e for e in one.endpoints),
        )
        for one in snapshot.containers
    )
    return [snapshot, replace(snapshot, networks=networks, containers=containers)]


def _engines(snapshot: Snapshot) -> list[Engine]:
    """Every engine that it may be, the likeliest first: unread releases, or one of two firewall backends."""
    engine = snapshot.engine
    if engine.firewall_backend or (0, 0) < engine.release < TWO_BACKENDS:
        return [engine]
    both = [engine, replace(engine, firewall_backend="nftables")]
    if engine.version:
        return both
    named = any(endpoint.dns_names for one in snapshot.containers for endpoint in one.endpoints)
    return [replace(one, version="29.0") for one in both] + [
        replace(engine, version=version) for version in ("28.5", "26.1" if named else "20.10")
    ]


def _with_rules(snapshot: Snapshot, texts: dict[int, str]) -> Snapshot:
    read = (parse_iptables_save(text, family)[0] for family, text in texts.items())
    return replace(snapshot, rulesets=(*snapshot.rulesets, *(replace(one, assumed=True) for one in read)))
