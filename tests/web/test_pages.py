"""Every page, on recorded engines and on none, through Streamlit's own AppTest."""

import hashlib
import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import docker_topology_inspector
from tests.recorded import FOLDER

ROOT = Path(__file__).parents[2]
ASSETS = Path(docker_topology_inspector.__file__).parent / "map"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AppTest:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody.sock")
    monkeypatch.setattr("sys.argv", ["app.py"])
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


def payload(app: AppTest) -> dict:
    """What Python sends to the browser: the picture and, beside it, the details."""
    picture, details = (json.loads(mount.proto.json) for mount in app.get("bidi_component"))
    return picture | details


def test_without_an_engine_the_demo_says_why_it_is_shown(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert "Demo, not your engine" in app.info[0].value
    assert "nobody" in app.info[0].value
    assert payload(app)["svg"].startswith("<svg")


@pytest.mark.parametrize("page", ["interfaces", "evidence"])
def test_a_page_of_tables_shows_rows(app: AppTest, page: str) -> None:
    app.run().switch_page(f"inspector/web/pages/{page}.py").run()
    assert not app.exception
    assert len(app.dataframe[0].value)


@pytest.mark.parametrize("name", ["docker-20.10", "podman-4.3", "host-315", "t4-compose-nftables-29.7"])
def test_recorded_engines_are_drawn(app: AppTest, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("INSPECTOR_SOURCE", str(FOLDER / f"{name}.json.gz"))
    app.run()
    assert not app.exception
    assert not app.error
    assert payload(app)["items"]


def test_a_link_selects_a_container_by_name(app: AppTest) -> None:
    app.query_params["select"] = "container:backup"
    app.run()
    assert payload(app)["sheet"]["title"] == "backup"


def test_a_link_that_makes_no_sense_is_passed_over(app: AppTest) -> None:
    app.query_params["select"] = "container:<img>"
    app.query_params["state"] = "nonsense"
    app.run()
    assert not app.exception
    assert payload(app)["sheet"] is None


def test_the_vendored_library_is_the_one_that_was_recorded() -> None:
    digest, name = (ASSETS / "vendor" / "SHA256SUMS").read_text().split()
    assert hashlib.sha256((ASSETS / "vendor" / name).read_bytes()).hexdigest() == digest


def test_findings_are_marks_on_the_map_until_they_are_switched_off(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSPECTOR_SOURCE", str(FOLDER / "truth-t2-compose-28.5.json.gz"))
    app.run()
    assert "! R202" in payload(app)["svg"]
    assert any("warning" in one.proto.label for one in app.get("page_link"))
    app.query_params["findings"] = "off"
    app.session_state["link_was_read"] = False
    app.run()
    assert "! R202" not in payload(app)["svg"]
    assert not any("warning" in one.proto.label for one in app.get("page_link"))
