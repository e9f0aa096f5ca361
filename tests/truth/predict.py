"""What the inspector says to the same questions, from evidence alone."""

from pathlib import Path

import msgspec

from inspector.analysis.world import World
from inspector.model.evidence import Evidence
from inspector.model.ids import HOST, Kind, Ref
from inspector.pipeline import build

replace = msgspec.structs.replace


def from_engine_alone(evidence: Evidence) -> Evidence:
    """The same evidence as if the host had not been read."""
    return replace(evidence, namespaces={}, firewall={}, files={}, processes=None, mounts={}, paths={})


def without_version(evidence: Evidence) -> Evidence:
    """The same as somebody pastes it: inspect output, which does not name the engine's version."""
    kept = {path: answer for path, answer in evidence.engine.items() if path not in ("/version", "/info")}
    return replace(from_engine_alone(evidence), engine=kept)


def world_of(evidence: Evidence) -> World:
    """Evidence made ready for questions, as the product does it."""
    return build(evidence).world


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
