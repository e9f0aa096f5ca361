"""Many questions under way on one unix socket: whatever happens to one of them, the others get their own answers."""

from pathlib import Path
from typing import Any

import pytest

from inspector.collect.engine import STOPPED, Reader, read_engine
from inspector.collect.failures import NotAnswered
from inspector.collect.target import Target
from inspector.collect.wire import Wire
from inspector.model.evidence import Why
from tests.fake_engine import FakeEngine, Reply, error, many_containers
from tests.recorded import recorded as recorded_engine

PATHS = [f"/containers/{number}/json" for number in range(200)]
ANSWERS: dict[str, Any] = {path: {"Id": path} for path in PATHS}
MIDDLE = PATHS[70]


@pytest.fixture
def socket(tmp_path: Path) -> Path:
    return tmp_path / "d.sock"


def asked(engine: FakeEngine) -> list[Any]:
    with Wire(Target(engine.url)) as wire:
        wire.several = True
        return [answer.status if isinstance(answer, NotAnswered) else answer for answer in wire.get_all(PATHS)]


def test_all_answers_come_in_order_over_one_connection(socket: Path) -> None:
    with FakeEngine(ANSWERS, unix=socket) as engine:
        assert asked(engine) == list(ANSWERS.values())
    assert (engine.connections, engine.methods) == (1, {"GET"})


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_refusal_in_the_middle_leaves_the_connection_usable(socket: Path, status: int) -> None:
    with FakeEngine(ANSWERS | {MIDDLE: error(status, "no")}, unix=socket) as engine:
        assert asked(engine) == [status if path == MIDDLE else {"Id": path} for path in PATHS]
    assert engine.connections == 1


@pytest.mark.parametrize(
    "broken",
    [Reply(body=None), Reply(200, b'{"Id":', length=400), Reply(200, b"{}", {"Transfer-Encoding": "nonsense"})],
)
def test_a_connection_that_breaks_in_the_middle_costs_one_answer(socket: Path, broken: Reply) -> None:
    with FakeEngine(ANSWERS | {MIDDLE: broken}, unix=socket) as engine:
        found = asked(engine)
    assert [answer for path, answer in zip(PATHS, found, strict=True) if path != MIDDLE] == [
        {"Id": path} for path in PATHS if path != MIDDLE
    ]
    assert found[PATHS.index(MIDDLE)] == 0


def test_an_engine_that_dies_in_the_middle_leaves_gaps_for_the_rest(recorded: dict[str, Any], socket: Path) -> None:
    many = many_containers(recorded, 200)
    with FakeEngine(many, unix=socket) as engine:
        first, *_ = (path for path in sorted(many) if path.startswith("/containers/0"))

        def dies() -> Reply:
            engine.answers = dict.fromkeys(engine.answers, Reply(body=None))
            return Reply(body=None)

        engine.answers[first] = dies
        reading = read_engine(Target(engine.url))
    assert {(gap.why, gap.remedy) for gap in reading.gaps} == {(Why.NOT_RUNNING, STOPPED)}
    assert len(engine.request_lines) < 100


def test_an_answer_that_is_too_large_is_cut_off(socket: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector.collect.local.LIMIT_BYTES", 1000)
    monkeypatch.setattr("inspector.collect.wire.LIMIT_BYTES", 1000)
    with FakeEngine({"/a": ["x" * 10**7], "/b": [1]}, unix=socket) as engine, Wire(Target(engine.url)) as wire:
        with pytest.raises(NotAnswered, match="larger than"):
            wire.get("/a")
        assert wire.get("/b") == [1]


def test_what_an_engine_calls_its_containers_cannot_become_a_question(socket: Path) -> None:
    hostile = "/containers/x HTTP/1.1\r\n\r\nPOST /containers/x/stop\r\n/json"
    with FakeEngine({}, unix=socket) as engine, Wire(Target(engine.url)) as wire:
        wire.several = True
        list(wire.get_all([hostile, "/b"]))
    assert engine.methods == {"GET"}
    assert len(engine.request_lines) == 2


@pytest.mark.parametrize(("name", "several"), [("docker-20.10", True), ("podman-4.3", False)])
def test_only_docker_is_asked_several_things_at_once(socket: Path, name: str, several: bool) -> None:
    with FakeEngine(recorded_engine(name).engine, unix=socket) as engine, Wire(Target(engine.url)) as wire:
        Reader(wire).read_all(sizes=False)
        assert wire.several is several
