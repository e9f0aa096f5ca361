"""names, reach, matrix and ask as a person meets them at the command line."""

import io
import json
import sys
from pathlib import Path

import pytest

from inspector.__main__ import main
from tests.build import World

ROOT = Path(__file__).parents[1]
RECORDED = str(ROOT / "tests" / "evidence" / "truth-t2-compose-28.5.json.gz")

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def evidence(tmp_path: Path) -> str:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"}, exposed=["80/tcp"])
    world.container("db", networks={"app": "172.20.0.3"}, exposed=["5432/tcp", "5433/tcp"])
    path = tmp_path / "host.json"
    path.write_bytes(world.evidence().canonical())
    return str(path)


def test_names_begins_with_the_sentence(evidence: str, capsys: Capture) -> None:
    assert main(["names", "web", "db", "--from", evidence]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "web finds `db` on app: 172.20.0.3."
    assert lines[1].strip() == "found, NAME_FOUND, by embedded-dns on app"
    assert any(line.strip().startswith("docker inspect, db /NetworkSettings/Networks/app: name") for line in lines)


def test_names_without_a_name_lists_what_can_be_resolved_and_where(capsys: Capture) -> None:
    assert main(["names", "shop-api-1", "--from", RECORDED]) == 0
    said = capsys.readouterr().out
    assert "shop-api-1 resolves by its own /etc/hosts:" in said
    assert "shop-api-1 resolves by Docker's DNS, network shop_back:" in said
    assert "db  172.28.2.2  shop-db-1 (alias)" in said
    assert "any of these 2 may be reached" in said
    assert main(["names", "shop-api-1", "--from", RECORDED, "--format", "json"]) == 0
    listed = {row["name"]: row for row in json.loads(capsys.readouterr().out)["names"]}
    assert listed["db"]["owners"][0]["container_name"] == "shop-db-1"
    assert listed["api"]["ambiguous"]


def test_reach_tells_sentence_verdict_hops_reply_gaps_and_what_is_assumed(evidence: str, capsys: Capture) -> None:
    assert main(["reach", "web", "db", "--port", "5432", "--from", evidence]) == 0
    said = capsys.readouterr().out
    assert said.startswith("The way to db at 172.20.0.3 is open; whether anything listens on tcp port 5432 there")
    for word in (
        "the client sees: unknown; path open, 172.20.0.3; LISTENER_UNKNOWN",
        "way there",
        "reply",
        " 1 names: web finds `db`",
        "not known: listening sockets of db",
        "assumed:",
    ):
        assert word in said


def test_a_failure_is_an_answer_too_and_names_the_fix(capsys: Capture) -> None:
    assert main(["reach", "shop-proxy-1", "db", "--port", "80", "--from", RECORDED]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(
        "shop-proxy-1 cannot resolve `db`: shop-proxy-1 is on shop_front, shop-db-1 on shop_back"
    )
    assert "By address: " in lines[0]
    assert "       docker network connect shop_back shop-proxy-1" in lines


def test_json_answers_have_the_contract_s_keys(evidence: str, capsys: Capture) -> None:
    assert main(["reach", "web", "db", "--port", "5432", "--format", "json", "--from", evidence]) == 0
    alone = json.loads(capsys.readouterr().out)
    assert {"client_sees", "path", "disposition", "code", "sentence", "hops", "reply", "fixes", "gaps"} <= alone.keys()
    assert main(["matrix", "--format", "json", "--from", evidence]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"groups", "cells"} <= found.keys()
    assert {"source", "target", "asked", "client_sees", "path", "code", "name"} <= found["cells"][0].keys()


def test_matrix_prints_groups_marks_and_a_legend(capsys: Capture) -> None:
    assert main(["matrix", "--from", RECORDED]) == 0
    said = capsys.readouterr().out
    assert "members of one group answer alike" in said
    assert "shop-db-1  [shop_back] port 80" in said
    assert "+ connected, r refused" in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["names", "wep", "db"], "Did you mean web"),
        (["names", "web", " "], "NAME is empty"),
        (["names", "web", "db", "--family", "5"], "'4', '6'"),
        (["reach", "web"], "DEST"),
        (["reach", "web", ""], "DEST is empty"),
        (["reach", "web", "db"], "5432, 5433"),
        (["reach", "web", "db", "--port", "0"], "not in the range"),
        (["reach", "web", "db", "--port", "70000"], "not in the range"),
        (["reach", "web", "db", "--port", "http"], "not a valid integer"),
        (["reach", "web", "db", "--port", "80", "--protocol", "sctp"], "'tcp', 'udp', 'icmp'"),
        (["reach", "web", "container:dbb", "--port", "80"], "Did you mean db"),
        (["reach", "external:zz", "host", "--port", "80"], "not an address"),
        (["matrix", "--port", "x"], "not a valid integer"),
        (["ask", "--queries", "/no/such/file"], "/no/such/file"),
        (["ask", "--queries", "/"], "/"),
        (["ask"], "--queries"),
    ],
)
def test_what_cannot_be_asked_is_one_line_and_exit_code_2(
    arguments: list[str], said: str, evidence: str, capsys: Capture
) -> None:
    assert main([*arguments, "--from", evidence]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("error: ")
    assert output.err.count("\n") == 1
    assert said in output.err


def test_both_from_standard_input_cannot_be(capsys: Capture) -> None:
    assert main(["ask", "--queries", "-", "--from", "-"]) == 2
    assert "both read standard input" in capsys.readouterr().err


def test_ask_answers_line_by_line_and_a_bad_line_does_not_stop_it(
    evidence: str, tmp_path: Path, capsys: Capture
) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_bytes(
        b'{"ask":"names","asker":"web","name":"db"}\n'
        b"\n"
        b"{nope\n"
        b'{"ask":"reach","source":"gone","destination":"db","port":80}\r\n'
        b"\xff\xfe\n" + b"[" * 100_000 + b"\n"
        b'{"ask":"reach","source":"web","destination":"db","protocol":"icmp"}'
    )
    assert main(["ask", "--queries", str(queries), "--from", evidence]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [("error" in one, one.get("line")) for one in told] == [
        (False, None),
        (True, 3),
        (True, 4),
        (True, 5),
        (True, 6),
        (False, None),
    ]
    assert told[-1]["client_sees"] == "connected"
    assert main(["ask", "--queries", str(queries), "--from", evidence, "--format", "text"]) == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        "web finds `db` on app: 172.20.0.3.",
        "line 3: this line is not JSON",
    ]


def test_ask_reads_standard_input(evidence: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(b'{"ask":"names","asker":"web","name":"web"}')

    monkeypatch.setattr(sys, "stdin", Stdin())
    assert main(["ask", "--queries", "-", "--from", evidence]) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "found"


def test_names_of_strangers_do_not_act_on_the_terminal(tmp_path: Path, capsys: Capture) -> None:
    world = World()
    world.network("app", subnet="172.20.0.0/16")
    world.container("web", networks={"app": "172.20.0.2"})
    world.container("\x1b[31mdb\u202e\nline", networks={"app": {"IPAddress": "172.20.0.3", "Aliases": ["\x1b[2J"]}})
    path = tmp_path / "host.json"
    path.write_bytes(world.evidence().canonical())
    for arguments in (["names", "web"], ["names", "web", "\x1b[2J"], ["reach", "web", "172.20.0.3", "--port", "1"], ["matrix"]):  # fmt: skip  # noqa: E501
        assert main([*arguments, "--from", str(path)]) == 0
        said = capsys.readouterr().out
        assert "\x1b" not in said
        assert "\u202e" not in said
        assert "\nline" not in said
