"""Connect, Names and Matrix on recorded engines with all host facts, through Streamlit's own AppTest."""

import json
from pathlib import Path

import pytest
from lxml import html
from streamlit.testing.v1 import AppTest

from inspector.web.parts.markup import tag, text_of
from tests.recorded import FOLDER

ROOT = Path(__file__).parents[2]
T1, T2 = "truth-t1-default-bridge-20.10", "truth-t2-compose-28.5"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch):
    """Opens a page on a recorded engine, by a link with these parameters."""

    def open_page(page: str, engine: str = T2, /, **asked: str) -> AppTest:
        monkeypatch.setattr("sys.argv", ["app.py"])
        monkeypatch.setenv("INSPECTOR_SOURCE", str(FOLDER / f"{engine}.json.gz"))
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=90)
        app.run()
        for key, value in asked.items():
            app.query_params[key] = value
        app.switch_page(f"inspector/web/pages/{page}.py").run()
        assert not app.exception
        return app

    return open_page


def said(app: AppTest) -> str:
    """All that the page says in HTML."""
    return "".join(one.proto.body for one in app.get("html"))


def payload(app: AppTest) -> dict:
    return json.loads(app.get("bidi_component")[0].proto.json)


VERDICTS = [
    ({"source": "shop-db-1", "destination": "stranger", "port": "80"}, "Name not found", "NAME_NO_SHARED_NETWORK"),
    ({"source": "shop-api-1", "destination": "shop-db-1", "port": "80"}, "Connected", "REACHED"),
    ({"source": "shop-api-1", "destination": "shop-db-1", "port": "81"}, "Refused", "PORT_"),
    ({"source": "shop-api-1", "destination": "container:stranger", "port": "80"}, "Timed out", "PREROUTING"),
    ({"source": "shop-db-1", "destination": "1.1.1.1", "port": "443"}, "Network unreachable", "NET_"),
    ({"source": "shop-api-1", "destination": "shop-worker-1", "port": "80"}, "then silence", "TARGET_PAUSED"),
    ({"source": "shop-migrate-1", "destination": "shop-db-1", "port": "80"}, "Not known", "SOURCE_NOT_RUNNING"),
    ({"source": "external:198.51.100.1", "destination": "198.51.100.2", "port": "8080"}, "Connected", "shop-proxy-1"),
    ({"source": "host", "destination": "172.28.2.2", "protocol": "icmp"}, "Connected", "ping"),
]


@pytest.mark.parametrize(("asked", "words", "more"), VERDICTS, ids=[" ".join(q.values()) for q, _, _ in VERDICTS])
def test_a_link_to_a_question_is_answered(opened, asked: dict[str, str], words: str, more: str) -> None:
    answer = said(opened("connect", **asked))
    assert words in answer
    assert more in answer


def test_each_hop_holds_its_evidence_and_the_path_is_lit_to_where_it_stops(opened) -> None:
    app = opened("connect", source="shop-api-1", destination="container:stranger", port="80")
    assert "-A PREROUTING -d 172.28.3.2/32" in said(app)
    path = payload(app)["path"]
    words = [mark["words"] for mark in path["marks"]]
    assert words == ["from shop-api-1", "to stranger", "✕ stops here"]
    assert path["marks"][2]["ref"].startswith("network:")


def test_what_would_mend_it_can_be_copied(opened) -> None:
    app = opened("connect", source="shop-db-1", destination="stranger", port="80")
    assert "docker network connect other shop-db-1" in [code.value for code in app.code]


def test_a_connected_path_stops_nowhere_and_comes_back(opened) -> None:
    app = opened("connect", source="shop-api-1", destination="shop-db-1", port="80")
    assert "The reply" in said(app)
    assert {mark["kind"] for mark in payload(app)["path"]["marks"]} == {"from", "to"}


@pytest.mark.parametrize(
    ("engine", "source", "destination"),
    [("docker-20.10", "db", "container:c1"), ("host-315", "auth_api_133", "container:blog_api_129")],
    ids=["rules assumed", "rules read, namespaces assumed"],
)
def test_without_host_facts_the_answer_says_assumed(opened, engine: str, source: str, destination: str) -> None:
    answer = said(opened("connect", engine, source=source, destination=destination, port="80"))
    assert "Not read: namespaces" in answer
    assert ">assumed<" in answer


def test_a_port_is_suggested_for_the_target(opened) -> None:
    app = opened("connect", source="shop-api-1", destination="shop-db-1")
    assert "Connected" in said(app)
    assert app.query_params["port"] in ("80", ["80"])


NONSENSE = [
    {"source": "<img src=x onerror=alert(1)>", "destination": "shop-db-1"},
    {"source": "shop-api-1", "destination": "shop-db-1", "port": "99999"},
    {"source": "shop-api-1", "destination": "shop-db-1", "port": "-1"},
    {"source": "shop-api-1", "destination": "shop-db-1", "port": "٣"},
    {"source": "external:nowhere", "destination": "host"},
    {"source": "internet", "destination": "shop-db-1"},
    {"source": "shop-api-1", "destination": "container:nobody", "port": "80"},
]


@pytest.mark.parametrize("asked", NONSENSE, ids=lambda asked: " ".join(asked.values()))
def test_a_link_that_makes_no_sense_says_so_calmly(opened, asked: dict[str, str]) -> None:
    app = opened("connect", **asked)
    assert 'class="notice"' in said(app)
    assert "<img" not in said(app)


def test_an_unknown_protocol_is_tcp(opened) -> None:
    app = opened("connect", source="shop-api-1", destination="shop-db-1", port="80", protocol="sctp")
    assert "tcp 80" in said(app)


def test_without_a_question_some_are_offered(opened) -> None:
    app = opened("connect")
    example = next(button for button in app.button if "→" in button.label)
    example.click().run()
    assert 'class="verdict' in said(app)


def test_a_recording_cannot_be_probed_and_says_why(opened) -> None:
    app = opened("connect", source="shop-api-1", destination="shop-db-1", port="80")
    assert next(button for button in app.button if button.label == "Probe it").disabled
    assert "This is a recording" in said(app)


def test_names_are_listed_by_network_in_order_with_clashes_marked(opened) -> None:
    answer = said(opened("names", asker="shop-api-1"))
    assert answer.index("/etc/hosts") < answer.index("1. shop_front") < answer.index("2. shop_back")
    assert "clash of 2" in answer
    assert "198.51.100.53" in answer


def test_any_name_is_answered_with_evidence(opened) -> None:
    answer = said(opened("names", asker="shop-api-1", name="stranger"))
    assert "cannot resolve" in answer
    assert "NAME_NO_SHARED_NETWORK" in answer
    assert "Evidence: " in answer


@pytest.mark.parametrize("asker", ["shop-migrate-1", "shop-crash-1", "node", "host", "debug"])
def test_askers_of_every_kind_have_a_page(opened, asker: str) -> None:
    opened("names", asker=asker, name="db")


def test_a_name_that_is_markup_stays_text(opened) -> None:
    answer = said(opened("names", asker="shop-api-1", name="<img src=x onerror=alert(1)>"))
    assert "<img" not in answer


def test_an_asker_that_is_not_there_is_said(opened) -> None:
    assert 'class="notice"' in said(opened("names", asker="nobody"))


@pytest.mark.parametrize("name", [T1, T2])
def test_the_matrix_has_a_cell_for_each_pair_of_groups(opened, name: str) -> None:
    data = payload(opened("matrix", name))
    assert len(data["cells"]) == len(data["rows"])
    assert {len(row) for row in data["cells"]} == {len(data["columns"])}
    assert {kind for row in data["cells"] for kind in row} - {""} <= set(data["faces"])


def test_the_matrix_may_be_asked_of_one_port(opened) -> None:
    data = payload(opened("matrix", port="81"))
    assert {column["note"] for column in data["columns"]} == {"tcp 81"}


HOSTILE = "<img src=x onerror=alert(1)>![x](http://example.org)"


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two containers that do not run, and whose names are markup."""
    found = [
        {
            "Id": letter * 64,
            "Name": f"/{HOSTILE}{letter}",
            "State": {"Status": "exited"},
            "Config": {"Image": HOSTILE},
            "HostConfig": {},
        }
        for letter in "ab"
    ]
    (tmp_path / "inspect.json").write_text(json.dumps(found))
    monkeypatch.setenv("INSPECTOR_SOURCE", str(tmp_path / "inspect.json"))
    monkeypatch.setattr("sys.argv", ["app.py"])


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("page", ["connect", "names", "matrix"])
def test_pasted_stopped_containers_with_hostile_names_are_text(page: str) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=90).run()
    app.query_params |= {"source": f"{HOSTILE}a", "destination": f"{HOSTILE}b", "port": "80", "asker": f"{HOSTILE}a"}
    app.switch_page(f"inspector/web/pages/{page}.py").run()
    assert not app.exception
    assert "<img" not in said(app)
    assert not any("![x]" in button.label for button in app.button)


@pytest.mark.parametrize("page", ["connect", "names", "matrix"])
def test_an_engine_without_containers_has_its_pages(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty.json").write_text("[]")
    monkeypatch.setenv("INSPECTOR_SOURCE", str(tmp_path / "empty.json"))
    monkeypatch.setattr("sys.argv", ["app.py"])
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=90).run()
    assert not app.switch_page(f"inspector/web/pages/{page}.py").run().exception


@pytest.mark.parametrize("port", ["0", "x", "70000"])
def test_a_port_that_is_none_is_passed_over(opened, port: str) -> None:
    assert payload(opened("matrix", port=port))["rows"]


def test_html_is_built_and_never_pasted() -> None:
    made = html.fromstring(text_of(tag("p", 'a"b', "<b>&", tag("code", "", "\x00\u202e"), "tail", title='"<')))
    assert (made.get("class"), made.get("title"), made.text) == ('a"b', '"<', "<b>&")
    assert [(one.tag, one.text, one.tail) for one in made] == [("code", "\\x00\\u202e", "tail")]
