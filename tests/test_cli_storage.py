"""The storage command as a person and a script meet it."""

import json
from pathlib import Path

import pytest

from inspector.__main__ import main
from tests.build import World, ident
from tests.fake_engine import FakeEngine

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def evidence(tmp_path: Path) -> str:
    world = World()
    world.volume("pgdata")
    world.volume("left", labels={"com.docker.compose.project": "old", "com.docker.compose.volume": "pgdata"})
    world.container("db", mounts=["pgdata:/var/lib/data", "/srv/my conf\n<b>:/var/lib/data/conf:ro"])
    world.container("backup", state="exited", mounts=["pgdata:/src:ro"])
    path = tmp_path / "host.json"
    path.write_bytes(world.evidence().canonical())
    return str(path)


def test_without_a_container_every_mount_tree_is_printed(evidence: str, capsys: Capture) -> None:
    assert main(["storage", "--from", evidence]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "backup (exited), as inspect tells it",
        "  /  layer, rw",
        "  /src  volume pgdata, ro, shared with db",
        "db (running), as inspect tells it",
        "  /  layer, rw",
        "  /var/lib/data  volume pgdata, rw, shared with backup",
        r"    /var/lib/data/conf  bind /srv/my conf\n<b>, ro",
    ]


def test_a_path_gets_its_sentence_first_and_what_survives(evidence: str, capsys: Capture) -> None:
    assert main(["storage", "db", "/var/lib/data/x", "--from", evidence]) == 0
    said = capsys.readouterr().out
    assert said.startswith("`/var/lib/data/x` of db lies in the volume `pgdata`, mounted at /var/lib/data")
    assert "Also seen by backup (at /src/x, read-only, exited)." in said
    assert "rm -v                  kept" in said


def test_the_json_of_a_path_has_the_keys_that_scripts_rely_on(evidence: str, capsys: Capture) -> None:
    assert main(["storage", "db", "/var/lib/data/x", "--from", evidence, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {
        "ask": "storage",
        "container": "db",
        "path": "/var/lib/data/x",
        "mount": "/var/lib/data",
        "kind": "volume",
        "source": "/var/lib/docker/volumes/pgdata/_data",
        "volume": "pgdata",
        "writable": "yes",
        "code": "STORAGE_VOLUME",
    }.items() <= told.items()
    assert told["survives"]["recreate"] == "kept"
    assert [one["container_name"] for one in told["shared_with"]] == ["backup"]
    assert "gaps" in told


def test_ask_gives_the_same_answer_as_the_command(evidence: str, tmp_path: Path, capsys: Capture) -> None:
    asked = [
        {"ask": "storage", "container": "db", "path": "/var/lib/data/x"},
        {"ask": "survive", "command": "docker rm -v backup"},
        {"ask": "unused"},
        {"ask": "storage", "container": "db"},
        {"ask": "storage", "container": "db", "path": "data"},
    ]
    questions = tmp_path / "q.jsonl"
    questions.write_text("".join(json.dumps(one) + "\n" for one in asked))
    assert main(["ask", "--from", evidence, "--queries", str(questions)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert main(["storage", "db", "/var/lib/data/x", "--from", evidence, "--format", "json"]) == 0
    assert lines[0] == json.loads(capsys.readouterr().out)
    assert lines[1]["removes"] == ["backup"]
    assert [one["name"] for one in lines[2]["volumes"]] == ["left"]
    assert "lacks 'path'" in lines[3]["error"]
    assert "not absolute" in lines[4]["error"]


def test_survive_says_that_nothing_was_run(evidence: str, capsys: Capture) -> None:
    assert main(["storage", "--survive", "docker rm -fv db", "--from", evidence]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "`docker rm -fv db` removes db; loses writable layer of db; keeps 2 others."
    assert lines[1].strip() == "nothing was run"


def test_unused_tells_origin_and_what_would_remove_it(evidence: str, capsys: Capture) -> None:
    assert main(["storage", "--unused", "--from", evidence]) == 0
    said = capsys.readouterr().out
    assert "left: compose project old, volume pgdata" in said
    assert "removed by: docker volume prune -a" in said


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["storage", "nobody"], "No container 'nobody' here"),
        (["storage", "db", "data"], "not absolute"),
        (["storage", "db", "--unused"], "each are a question"),
        (["storage", "--survive", "rm -rf /"], "not known here"),
    ],
)
def test_what_makes_no_sense_is_one_line_and_exit_code_2(
    words: list[str], complaint: str, evidence: str, capsys: Capture
) -> None:
    assert main([*words, "--from", evidence]) == 2
    said = capsys.readouterr().err
    assert complaint in said
    assert len(said.splitlines()) == 1


def test_an_empty_host_is_told_in_a_sentence(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "host.json"
    path.write_bytes(World().evidence().canonical())
    assert main(["storage", "--from", str(path)]) == 0
    assert "There is no container" in capsys.readouterr().out
    assert main(["storage", "--unused", "--from", str(path)]) == 0


def test_ten_thousand_volumes_are_listed(tmp_path: Path, capsys: Capture) -> None:
    world = World()
    for number in range(10_000):
        device = {"type": "none", "o": "bind", "device": f"/srv/{number}"} if number % 10 == 0 else None
        world.volume(f"v{number}" if number % 2 else ident(str(number)), options=device)
    mounts = [f"{name}:/{number}" for number, name in enumerate(list(world.volumes)[:2000])]
    world.container("all", mounts=mounts)
    with FakeEngine(world.evidence().engine, unix=tmp_path / "docker.sock") as engine:
        assert main(["storage", "--unused", "--host", engine.url, "--format", "json"]) == 0
        assert len(json.loads(capsys.readouterr().out)["volumes"]) == 8000
        assert main(["storage", "all", "/1999/x", "--host", engine.url]) == 0
        assert "lies in the volume `v1999`" in capsys.readouterr().out
        assert main(["check", "--select", "storage", "--host", engine.url]) == 1
