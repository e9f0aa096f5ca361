"""The Findings page on recorded and made hosts, through Streamlit's own AppTest."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.build import World

ROOT = Path(__file__).parents[2]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    def open_page(world: World) -> AppTest:
        path = tmp_path / "host.json"
        path.write_bytes(world.evidence().canonical())
        monkeypatch.setattr("sys.argv", ["app.py"])
        monkeypatch.setenv("INSPECTOR_SOURCE", str(path))
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=90)
        app.run()
        app.switch_page("inspector/web/pages/findings.py").run()
        assert not app.exception
        return app

    return open_page


def said(app: AppTest) -> str:
    return "".join(one.proto.body for one in app.get("html"))


def exposed() -> World:
    world = World()
    world.container("admin<script>", mounts=["/var/run/docker.sock:/var/run/docker.sock:ro"])
    world.network("back", internal=True, subnet="172.28.0.0/16")
    world.container("db", networks={"back": "172.28.0.2"}, ports=["5432:5432"])
    world.containers["db"]["NetworkSettings"]["Ports"] = {}
    return world


def test_each_finding_has_its_severity_rule_sentence_evidence_and_fix(opened) -> None:
    app = opened(exposed())
    words = said(app)
    assert "docker-socket" in words
    assert "published-but-not-bound" in words
    assert "Evidence:" in words
    assert any(one.value.startswith("docker ") for one in app.code)
    assert any(one.label == "Show on the map" for one in app.button)
    assert "<script>" not in words


def test_evidence_is_unfolded_for_all_at_once(opened) -> None:
    app = opened(exposed())
    assert "<details" in said(app)
    assert "open" not in said(app).split("<details")[1].split(">")[0]
    app.toggle(key="finding_evidence").set_value(True).run()
    assert "open" in said(app).split("<details")[1].split(">")[0]


def test_filters_leave_what_they_name(opened) -> None:
    app = opened(exposed())
    app.text_input(key="finding_text").set_value("5432").run()
    words = said(app)
    assert "published-but-not-bound" in words
    assert "docker-socket" not in words
    app.text_input(key="finding_text").set_value("no such word").run()
    assert "No finding matches these filters." in said(app)


def test_a_finding_leads_to_its_place_on_the_map(opened) -> None:
    app = opened(exposed())
    next(one for one in app.button if one.label == "Show on the map").click().run()
    assert not app.exception
    assert app.session_state["selected"].startswith("container:")


def test_nothing_found_is_said_plainly(opened) -> None:
    assert "Nothing was found." in said(opened(World()))
