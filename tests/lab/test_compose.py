"""Compose files read alone, beside what compose makes of them and what a real engine then tells."""

from pathlib import Path
from typing import Any

import pytest

from inspector.pipeline import build
from tests.lab import composing, engines
from tests.lab.compose_files import LAYERED, PROJECTS
from tests.lab.machine import Machine
from tests.lab.skipping import unless_to_be_had

pytestmark = pytest.mark.lab

FILES = [*PROJECTS, "layered"]
NAMED = {"layered": ("compose.yaml", "extra.yaml")}


def _modern() -> list[object]:
    """The releases whose compose and engine are of one suite: files are read as engines from 26 on start them."""
    labels = {suite: known.label if (known := engines.cached(suite)) else suite for suite in engines.SUITES}
    return [pytest.param(suite, id=label) for suite, label in labels.items()]


@pytest.fixture(scope="module")
def tool(engine: Machine) -> Path:
    """The compose of the engine's own suite, and what the external resources of a file stand for."""
    engine.docker("network", "create", "the-proxy")
    engine.docker("volume", "create", "theirs")
    engine.docker("run", "-d", "--name", "outside", "--network", "the-proxy", "bb:1", "sleep", "100000")
    suite = next(one for one in engines.SUITES if (known := engines.cached(one)) and known.version == engine.version)
    return engines.compose(suite)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("running_engine", _modern(), indirect=True)
def test_what_is_read_is_what_the_engine_then_tells(engine: Machine, tool: Path, name: str) -> None:
    files = NAMED.get(name, ())
    with composing.project(LAYERED if name == "layered" else PROJECTS[name], name) as folder:
        composed = build(composing.read(folder, files or ("compose.yaml",)))
        with composing.up(engine, tool, folder, files) as evidence:
            live = build(evidence)
    beside = frozenset({"outside"})
    ours, theirs = composing.facts(composed.snapshot, beside), composing.facts(live.snapshot, beside)
    apart = _differences(ours, theirs)
    assert not apart, "\n".join(apart)
    wrong, asked = composing.contradictions(composed, live)
    assert not wrong, "\n".join(wrong)
    assert asked > 5


@pytest.mark.parametrize("suite", engines.SUITES)
def test_the_files_are_read_as_compose_reads_them(suite: str) -> None:
    with unless_to_be_had():
        tool = engines.compose(suite)
    apart = []
    for name, texts in {**PROJECTS, "layered": LAYERED}.items():
        files = NAMED.get(name, ())
        with composing.project(texts, name) as folder:
            theirs = composing.model(tool, folder, files)
            ours = composing.read(folder, files or ("compose.yaml",))
            apart += _differences(composing.long_form(ours), composing.plain(theirs), name)
    assert not apart, "\n".join(apart)


def _differences(ours: Any, theirs: Any, place: str = "") -> list[str]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        keys = sorted({*ours, *theirs}, key=str)
        return [one for key in keys for one in _differences(ours.get(key), theirs.get(key), f"{place}/{key}")]
    return [] if ours == theirs else [f"{place}: {ours} here, {theirs} there"]
