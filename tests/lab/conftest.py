"""Fixtures of the lab: `engine` is a real Docker host, once for each release that this machine can start."""

from collections.abc import Iterator

import pytest

from tests.lab import engines
from tests.lab.machine import Machine, started
from tests.lab.skipping import engine_named


def _releases() -> list[object]:
    """One parameter an engine, named by its version where that is known already."""
    if engines.why_not():
        return [pytest.param("installed", id="engine")]
    labels = {"installed": engines.installed().label}
    labels |= {suite: known.label if (known := engines.cached(suite)) else suite for suite in engines.SUITES}
    return [pytest.param(name, id=label) for name, label in labels.items()]


@pytest.fixture(scope="session", params=_releases())
def running_engine(request: pytest.FixtureRequest) -> Iterator[Machine]:
    with started(engine_named(request.param)) as machine:
        yield machine


@pytest.fixture(scope="module")
def engine(running_engine: Machine) -> Iterator[Machine]:
    """A real engine with the image bb:1 and, when a module begins, nothing else on it. See `Machine`."""
    yield running_engine
    running_engine.reset()
