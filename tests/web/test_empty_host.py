"""A host without containers: every page says what would stand on it, and how to begin."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.build import World

ROOT = Path(__file__).parents[2]
TEACHES = {
    "connect": "You read what a client meets",
    "names": "every name that a container can resolve",
    "matrix": "every container asks every other one",
    "storage": "what a container mounts",
    "interfaces": "which veth, bridge and address",
}


@pytest.mark.parametrize(("page", "words"), TEACHES.items())
def test_an_empty_page_teaches(page: str, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "host.json"
    path.write_bytes(World().evidence().canonical())
    monkeypatch.setattr("sys.argv", ["app.py"])
    monkeypatch.setenv("INSPECTOR_SOURCE", str(path))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=90)
    app.run()
    app.switch_page(f"inspector/web/pages/{page}.py").run()
    assert not app.exception
    said = "".join(one.proto.body for one in app.get("html"))
    assert "No container runs here yet." in said
    assert words in said
    assert app.code[0].value.startswith("docker network create")
