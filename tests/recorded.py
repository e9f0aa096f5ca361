"""Real engines, recorded: what they answered once, as evidence; tests/evidence/README.md tells where it comes from."""

import gzip
from functools import cache
from pathlib import Path

import msgspec

from inspector.model.evidence import Evidence

FOLDER = Path(__file__).parent / "evidence"

RECORDED = [
    "compose-1.29",
    "docker-20.10",
    "host-315",
    "podman-4.3",
    "swarm-h1",
    "swarm-h2",
    "swarm-h3",
    "t1-default-bridge-20.10",
    "t2-compose-28.5",
    "t4-compose-nftables-29.7",
]


@cache
def recorded(name: str) -> Evidence:
    """One recorded engine; shared between tests, so not to be changed."""
    return msgspec.json.decode(gzip.decompress((FOLDER / f"{name}.json.gz").read_bytes()), type=Evidence)
