"""Sizes of volumes on demand: the Storage page on a real engine, which measures only when it is asked to."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.lab.machine import IMAGE, Machine

pytestmark = pytest.mark.lab
ROOT = Path(__file__).parents[2]


def test_sizes_are_measured_when_the_button_is_pressed_and_not_before(
    engine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.docker("volume", "create", "left-behind")
    write = "dd if=/dev/zero of=/data/file bs=1000 count=3000"
    engine.docker("run", "--rm", "-v", "left-behind:/data", IMAGE, "sh", "-c", write)
    monkeypatch.setenv("DOCKER_HOST", engine.url)
    monkeypatch.delenv("INSPECTOR_SOURCE", raising=False)
    monkeypatch.setattr("sys.argv", ["app.py"])
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    app.query_params["view"] = "unused"
    app.switch_page("inspector/web/pages/storage.py").run()
    assert "left-behind" in _said(app)
    assert "3.0 MB" not in _said(app)
    next(one for one in app.button if one.label == "Measure sizes").click().run()
    assert not app.exception
    assert "3.0 MB" in _said(app)


def test_a_rule_that_needs_sizes_is_decided_once_they_are_measured(
    engine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.docker("run", "-d", "--name", "one", IMAGE, "sleep", "1000")
    monkeypatch.setenv("DOCKER_HOST", engine.url)
    monkeypatch.delenv("INSPECTOR_SOURCE", raising=False)
    monkeypatch.setattr("sys.argv", ["app.py"])
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    app.switch_page("inspector/web/pages/findings.py").run()
    assert "S414" in _said(app)
    next(one for one in app.button if one.label == "Measure sizes").click().run()
    assert not app.exception
    assert "S414" not in _said(app)
    assert not [one for one in app.button if one.label == "Measure sizes"]


def _said(app: AppTest) -> str:
    return "".join(one.proto.body for one in app.get("html"))
