"""What the inspector says to the same questions, from evidence alone."""

from pathlib import Path

import msgspec

from inspector.analysis.world import World
from inspector.dockerd.assume import assume
from inspector.dockerd.firewall import firewall_text
from inspector.model.evidence import Evidence
from inspector.model.ids import HOST, Kind, Ref
from inspector.model.snapshot import Snapshot
from inspector.parse.iptables import parse_iptables_save
from inspector.parse.nftables import parse_nft_json
from inspector.parse.snapshot import parse

BACKENDS_SINCE = (29, 0)
replace = msgspec.structs.replace


def from_engine_alone(evidence: Evidence) -> Evidence:
    """The same evidence as if the host had not been read."""
    return replace(evidence, namespaces={}, firewall={}, files={}, processes=None)


def world_of(evidence: Evidence) -> World:
    """Evidence made ready for questions."""
    snapshot = parse(evidence)
    if not snapshot.rulesets and evidence.firewall:
        told = [("iptables-save", 4), ("ip6tables-save", 6)]
        sets = evidence.firewall.get("ipset save", "")
        read = [parse_iptables_save(evidence.firewall[key], f, sets)[0] for key, f in told if key in evidence.firewall]
        if text := evidence.firewall.get("nft -j list ruleset"):
            read.append(parse_nft_json(text, read)[0])
        snapshot = replace(snapshot, rulesets=tuple(read))
    snapshot, texts = assume(snapshot)
    if not texts:
        return World.of(snapshot)
    if snapshot.engine.release >= BACKENDS_SINCE and not snapshot.engine.firewall_backend:
        other = replace(snapshot, engine=replace(snapshot.engine, firewall_backend="nftables"))
        return World.of(_with_rules(snapshot), World.of(_with_rules(other)))
    return World.of(_with_rules(snapshot))


def _with_rules(snapshot: Snapshot) -> Snapshot:
    texts = {family: firewall_text(snapshot, family) for family in (4, 6)}
    rulesets = [replace(parse_iptables_save(text, family)[0], assumed=True) for family, text in texts.items() if text]
    return replace(snapshot, rulesets=tuple(rulesets))


def source(world: World, client: str, lan: str) -> Ref:
    """Who a client of the probes is in a question."""
    if client == "(host)":
        return HOST
    if client == "(lan)":
        return Ref(Kind.EXTERNAL, lan)
    return Ref(Kind.CONTAINER, next(c.id for c in world.facts.snapshot.containers if c.name == client))


def hosts_file(root: Path, name: str, family: int) -> tuple[str, ...]:
    """The addresses of a name in the /etc/hosts under a root, as a C library reads it."""
    try:
        lines = (root / "etc/hosts").read_text().splitlines()
    except OSError:
        return ()
    words = [line.partition("#")[0].split() for line in lines]
    found = [one[0] for one in words if name.lower() in (each.lower() for each in one[1:])]
    return tuple(address for address in found if (":" in address) == (family == 6))
