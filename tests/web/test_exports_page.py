"""The Exports page through Streamlit's own AppTest: what it says of the view, and what cannot be made."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.recorded import FOLDER

ROOT = Path(__file__).parents[2]


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("INSPECTOR_SOURCE", str(FOLDER / "truth-t2-compose-28.5.json.gz"))
    monkeypatch.setattr("sys.argv", ["app.py"])
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=90)


def opened(app: AppTest) -> AppTest:
    app.run().switch_page("inspector/web/pages/exports.py").run()
    assert not app.exception
    return app


def command(app: AppTest) -> str:
    return app.code[-1].value


def said(app: AppTest) -> str:
    return "".join(one.proto.body for one in app.get("html"))


def test_a_whole_host_is_said_so_and_the_command_reads_the_same_file(app: AppTest) -> None:
    opened(app)
    assert "Shown: the whole host" in said(app)
    assert command(app).endswith("truth-t2-compose-28.5.json.gz -o docker-topology.svg")
    assert "reads the engine anew" not in said(app)


def test_filters_title_theme_and_findings_are_in_the_command(app: AppTest) -> None:
    app.query_params["project"] = "shop"
    opened(app)
    app.text_input(key="export_title").set_value("  Our   shop; rm -rf ").run()
    app.toggle(key="export_findings").set_value(True).run()
    assert command(app).endswith("--project shop --title 'Our shop; rm -rf' --findings")
    assert "Shown: project shop (" in said(app)
    assert re.search(r"Findings that are marked: [1-9]", said(app))


def test_a_question_of_the_connect_page_can_be_lit_and_one_that_makes_no_sense_here_is_passed_over(
    app: AppTest,
) -> None:
    app.session_state["linked_connect"] = {"source": "shop-api-1", "destination": "shop-db-1", "port": "80"}
    opened(app)
    assert command(app).endswith("--path shop-api-1 shop-db-1:80")
    app.session_state["linked_connect"] = {"source": "gone", "destination": "shop-db-1", "port": "80"}
    app.run()
    assert "--path" not in command(app)
    assert not app.exception


def test_a_filter_that_leaves_nothing_is_said_calmly(app: AppTest) -> None:
    app.query_params["text"] = "no such thing"
    opened(app)
    assert "Nothing is left by these filters" in said(app)


def test_without_graphviz_the_classic_graph_says_what_to_install(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    opened(app)
    app.session_state["export_style"] = "graph"
    app.run()
    assert not app.exception
    assert "apt install graphviz" in said(app)
