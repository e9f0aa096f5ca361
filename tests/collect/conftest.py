"""A recorded engine, and an environment that names none."""

from pathlib import Path
from typing import Any

import pytest

from inspector.collect.archive import load
from inspector.collect.order import without_clock

SMALL = Path(__file__).parents[1] / "evidence" / "small-20.10.json"


@pytest.fixture
def recorded() -> dict[str, Any]:
    """What an engine 20.10 with three containers answered, by path, as a reading keeps it."""
    return without_clock(load(SMALL).engine)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder, and no DOCKER_ variable of the developer's."""
    for name in ("HOST", "CONTEXT", "CONFIG", "TLS", "TLS_VERIFY", "CERT_PATH"):
        monkeypatch.delenv(f"DOCKER_{name}", raising=False)
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    return folder
