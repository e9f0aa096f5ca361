"""SOURCE: nothing, evidence, `docker inspect` output in the ways people have it; anything else gets one clear line."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from inspector.collect import archive
from inspector.collect.source import open_source
from inspector.errors import EngineUnreachable, SourceError
from inspector.model.evidence import Evidence
from tests.collect.conftest import SMALL
from tests.fake_engine import FakeEngine

Recorded = dict[str, Any]


def objects(recorded: Recorded, kind: str) -> list[Any]:
    """What `docker inspect` would print of this kind."""
    if kind == "networks":
        return list(recorded["/networks"])
    if kind == "volumes":
        return list(recorded["/volumes"]["Volumes"])
    return [
        value
        for path, value in recorded.items()
        if path.startswith(f"/{kind}/") and path.endswith("/json") and "Id" in value
    ]


@pytest.fixture
def everything(recorded: Recorded) -> list[Any]:
    return [one for kind in ("containers", "networks", "volumes", "images") for one in objects(recorded, kind)]


def opened(tmp_path: Path, *contents: str | bytes) -> Evidence:
    names = []
    for number, content in enumerate(contents):
        file = tmp_path / f"{number}.json"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        names.append(str(file))
    return open_source(names)


def kinds(evidence: Evidence) -> dict[str, int]:
    """How many containers and images were found, and of what the lists hold."""
    engine = evidence.engine
    counts = {kind: sum(path.startswith(f"/{kind}/") for path in engine) for kind in ("containers", "images")}
    volumes = engine.get("/volumes", {"Volumes": []})["Volumes"]
    return counts | {"networks": len(engine.get("/networks", [])), "volumes": len(volumes)}


ALL = {"containers": 3, "networks": 4, "volumes": 2, "images": 1}


def test_an_evidence_file_is_taken_as_it_is(tmp_path: Path) -> None:
    assert open_source([str(SMALL)]) == archive.load(SMALL)


def test_nothing_is_the_live_engine(recorded: Recorded, tmp_path: Path) -> None:
    with FakeEngine(recorded, unix=tmp_path / "s") as engine:
        evidence = open_source([], host=engine.url, host_facts=False)
    assert evidence.engine == recorded
    assert evidence.source == f"{engine.url} (--host)"
    assert evidence.tool.startswith("inspector ")
    assert [gap.where for gap in evidence.gaps] == ["host"]


def test_nothing_without_an_engine_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(EngineUnreachable):
        open_source([], host=f"unix://{tmp_path}/none")


def test_everything_in_one_list(everything: list[Any], tmp_path: Path) -> None:
    evidence = opened(tmp_path, json.dumps(everything, indent=4))
    assert kinds(evidence) == ALL
    assert {gap.where for gap in evidence.gaps} == {"/version", "/info", "host"}


def test_one_object_alone(everything: list[Any], tmp_path: Path) -> None:
    evidence = opened(tmp_path, json.dumps(everything[0]))
    assert kinds(evidence) == {"containers": 1, "networks": 0, "volumes": 0, "images": 0}
    assert "/networks" in {gap.where for gap in evidence.gaps}


def test_several_files_are_one_host(recorded: Recorded, tmp_path: Path) -> None:
    files = [json.dumps(objects(recorded, kind)) for kind in ("networks", "containers", "images", "volumes")]
    assert kinds(opened(tmp_path, *files)) == ALL


def test_several_outputs_pasted_one_after_the_other_with_their_prompts(recorded: Recorded, tmp_path: Path) -> None:
    written = "\ufeff"
    for kind, command in (("containers", "docker inspect $(docker ps -aq)"), ("networks", "docker network inspect n1")):
        written += f"me@box:~$ {command}\n{json.dumps(objects(recorded, kind), indent=4)}\n"
    for kind in ("volumes", "images"):
        written += f"$ sudo docker {kind[:-1]} inspect x\n{json.dumps(objects(recorded, kind))}\n"
    written += "Error: No such object: nosuch\nError response from daemon: network n2 not found\nme@box:~$ "
    assert kinds(opened(tmp_path, written.replace("\n", "\r\n"))) == ALL


def test_the_same_object_twice_counts_once(everything: list[Any], tmp_path: Path) -> None:
    assert kinds(opened(tmp_path, json.dumps(everything), json.dumps(everything))) == ALL


def test_standard_input(everything: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(json.dumps(everything).encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    evidence = open_source(["-"])
    assert kinds(evidence) == ALL
    assert evidence.source == "docker inspect: standard input"


def test_evidence_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SMALL.read_bytes())))
    assert open_source(["-"]) == archive.load(SMALL)


def test_pasted_output_is_redacted(everything: list[Any], tmp_path: Path) -> None:
    everything[0]["Config"]["Env"] = ["TOKEN=s3cr3t"]
    assert b"s3cr3t" not in opened(tmp_path, json.dumps(everything)).canonical()


def test_the_same_paste_gives_the_same_evidence_in_whatever_order(everything: list[Any], tmp_path: Path) -> None:
    file = tmp_path / "paste.json"
    file.write_text(json.dumps(everything))
    first = open_source([str(file)])
    assert open_source([str(file)]).digest == first.digest
    file.write_text(json.dumps(everything[::-1]))
    assert open_source([str(file)]).engine == first.engine


def refused(tmp_path: Path, *contents: str | bytes) -> str:
    with pytest.raises(SourceError) as caught:
        opened(tmp_path, *contents)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_evidence_stands_alone(everything: list[Any], tmp_path: Path) -> None:
    assert "must stand alone" in refused(tmp_path, SMALL.read_bytes(), json.dumps(everything))
    assert "must stand alone" in refused(tmp_path, json.dumps(everything), SMALL.read_bytes())


def test_the_same_file_twice_is_a_slip() -> None:
    with pytest.raises(SourceError, match="named twice"):
        open_source([str(SMALL), str(SMALL)])


def test_lists_of_the_api_and_of_docker_ps_are_told_apart(recorded: Recorded, tmp_path: Path) -> None:
    assert "paste `docker inspect` instead" in refused(tmp_path, json.dumps(recorded["/containers/json"]))
    assert "paste `docker inspect` instead" in refused(tmp_path, '{"ID":"1","Names":"web"}\n{"ID":"2","Names":"db"}\n')


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("services:\n  web:\n\timage: nginx\n", "is not YAML, line 3"),
        ("services:\n  web: {}\n  web: {}\n", "line 3: the key 'web' stands there twice"),
        ("[]", "holds no container"),
        ("[[], []]", "holds no container"),
        ("[1]", "does not print"),
        ("null", "does not print"),
        ('{"a": 1}', "does not print"),
        ("", "is empty"),
        ("hello", "is not JSON"),
        ('[{"Id": "x", "State"', "is cut off"),
        ('[{"Id": "x"}] and so on', "is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        (b"\x00\x01\x02", "binary"),
        (b"[\xff]", "is not JSON"),
        ("[NaN]", "is not JSON"),
    ],
)
def test_what_is_no_source_is_refused_in_one_line(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert message in refused(tmp_path, content)
