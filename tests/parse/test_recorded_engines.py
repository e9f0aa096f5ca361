"""Every recorded engine is read whole, and says what the goldens say.

After a change that is meant: `INSPECTOR_WRITE_GOLDENS=1 .venv/bin/pytest tests/parse/test_recorded_engines.py`, then
read the difference in tests/golden/parse.
"""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.model.container import Container
from inspector.model.evidence import Why
from inspector.model.snapshot import Snapshot
from inspector.pipeline import build
from tests.recorded import RECORDED, recorded

GOLDEN = Path(__file__).parents[1] / "golden" / "parse"


@pytest.mark.parametrize("name", [name for name in RECORDED if name != "host-315"])
def test_a_recorded_engine_is_read_as_its_golden_says(name: str) -> None:
    said = "\n".join(_summary(build(recorded(name)).snapshot)) + "\n"
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("INSPECTOR_WRITE_GOLDENS"):
        golden.write_text(said)
    assert said == golden.read_text()


@pytest.mark.parametrize("name", RECORDED)
def test_nothing_in_a_real_engine_is_malformed(name: str) -> None:
    assert [gap for gap in build(recorded(name)).snapshot.gaps if gap.why == Why.MALFORMED] == []


def test_a_big_host_is_read_whole() -> None:
    snapshot = build(recorded("host-315")).snapshot
    states = Counter(one.state.value for one in snapshot.containers)
    modes = Counter(one.network_mode.mode.value for one in snapshot.containers)
    assert states == {"running": 298, "created": 9, "exited": 8}
    assert modes == {"network": 294, "bridge": 8, "host": 4, "none": 3, "container": 6}
    assert len(snapshot.networks) == 23
    assert snapshot.gaps == ()


def _summary(snapshot: Snapshot) -> Iterator[str]:
    engine = snapshot.engine
    yield f"engine {engine.product} {engine.version} api {engine.api_version} swarm {engine.swarm or '-'}"
    for container in snapshot.containers:
        yield ""
        yield from _container(container)
    yield ""
    for network in snapshot.networks:
        subnets = " ".join(f"{one.cidr} via {one.gateway or '?'}" for one in network.subnets)
        flags = [word for word in ("internal", "attachable", "ingress", "ipv6") if getattr(network, word)]
        flags += [] if network.icc else ["icc=false"]
        yield " ".join(
            filter(
                None, ["network", network.name, network.driver, network.bridge, subnets, *flags, _of(network.project)]
            )
        )
    for volume in snapshot.volumes:
        yield " ".join(
            filter(None, ["volume", volume.name, "anonymous" if volume.anonymous else "", _of(volume.project)])
        )
    for image in snapshot.images:
        declared = [*image.exposed, *image.volumes]
        yield " ".join(["image", *image.tags, *declared])
    for gap in snapshot.gaps:
        yield f"gap {gap.why}: {gap.what} at {gap.where}"


def _container(one: Container) -> Iterator[str]:
    mode = one.network_mode
    service = f"{one.compose.project}/{one.compose.service}" if one.compose else ""
    words = ["container", one.name, one.short_id, one.state, f"{mode.mode}:{mode.target[:12]}", _of(service)]
    yield " ".join(filter(None, words))
    for end in one.endpoints:
        address = f"{end.ipv4}/{end.ipv4_prefix}" if end.ipv4 else "-"
        words = [end.network, f"({end.network_id[:12] or '?'})", address, end.mac, f"via {end.gateway or '-'}"]
        names = sorted({*end.aliases, *end.dns_names})
        words += [f"names {' '.join(names)}"] if names else []
        words += [f"link {link.target}:{link.alias}" for link in end.links]
        yield "  endpoint " + " ".join(filter(None, words))
    for link in one.links:
        yield f"  link {link.target}:{link.alias}"
    for port in one.ports:
        host = f" at {port.host_ip or '*'}:{port.host_port}" if port.status != "exposed" else ""
        yield f"  port {port.port}/{port.protocol} {port.status}{host}"
    for mount in one.mounts:
        words = [
            mount.kind,
            mount.target,
            "from",
            mount.volume or mount.source or "-",
            "rw" if mount.writable else "ro",
        ]
        words += ["anonymous"] if mount.anonymous else []
        words += [f"({mount.origin})", mount.inherited_from[:12], mount.options]
        yield "  mount " + " ".join(filter(None, words))


def _of(project: str) -> str:
    return f"of {project}" if project else ""
