"""What goes wrong is one plain box: no traceback, no markup of strangers, wherever it happens."""

import tomllib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from inspector.export import moments

ROOT = Path(__file__).parents[2]


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AppTest:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody.sock")
    monkeypatch.setattr("sys.argv", ["app.py"])
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


def test_an_unforeseen_mistake_is_a_plain_box_too() -> None:
    def script() -> None:
        from inspector.errors import ExportError
        from inspector.web.parts import trouble

        with trouble.told_plainly():
            raise ExportError("It failed <img src=x>", remedy="Do [that](http://x).")
        with trouble.told_plainly():
            raise KeyError("secret")

    app = AppTest.from_function(script).run()
    assert not app.exception
    told, unforeseen = (box.value for box in app.error)
    assert told == r"It failed \<img src=x\>\. Do \[that\]\(http\://x\)\."
    assert "mistake in the inspector" in unforeseen
    assert "secret" not in unforeseen


@pytest.mark.parametrize("query", [{"select": "garbage"}, {"select": "container:"}, {"state": "x", "kind": "\x00"}])
@pytest.mark.parametrize("page", ["map", "interfaces", "evidence"])
def test_odd_links_do_no_harm(app: AppTest, query: dict[str, str], page: str) -> None:
    for name, value in query.items():
        app.query_params[name] = value
    app.run().switch_page(f"inspector/web/pages/{page}.py").run()
    assert not app.exception
    assert not app.error


def test_details_of_errors_never_reach_the_browser() -> None:
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    assert config["client"]["showErrorDetails"] == "none"
    assert config["server"]["address"] == "127.0.0.1"
    assert config["browser"]["gatherUsageStats"] is False


@pytest.mark.parametrize(
    ("stamp", "shown", "age"),
    [
        ("2026-11-23T21:24:01.123456789Z", "2026-11-23 21:24:01 UTC", "35 minutes before this was read"),
        ("2026-11-23T20:59:01+01:00", "2026-11-23 19:59:01 UTC", "2 hours before this was read"),
        ("2026-11-22T21:59:59Z", "2026-11-22 21:59:59 UTC", "1 day before this was read"),
        ("2026-11-23T22:00:00Z", "2026-11-23 22:00:00 UTC", "just when this was read"),
        ("0001-01-01T00:00:00Z", "", ""),
        ("", "", ""),
        ("soon", "soon", ""),
    ],
)
def test_times_are_shown_as_people_read_them(stamp: str, shown: str, age: str) -> None:
    assert moments.readable(stamp) == shown
    assert moments.before(stamp, "2026-11-23T22:00:00Z") == age
