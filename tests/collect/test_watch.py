"""Watching: what events tell of is read again and nothing else; an engine that goes is told, and found again; and
when nobody looks, nothing runs."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from inspector.collect import again, following, watch
from inspector.collect.live import collect_live
from inspector.collect.sight import Phase, Sight
from inspector.collect.target import Target, Tls, resolve_target
from inspector.collect.watch import Watcher
from inspector.errors import EngineUnreachable
from tests.collect.certificates import Authority
from tests.collect.ssh_server import SshServer
from tests.fake_engine import FakeEngine, Reply, many_containers

Recorded = dict[str, Any]


@pytest.fixture
def others() -> frozenset[threading.Thread]:
    """The threads before this test: an app that was run before may still watch, for it ends when nobody looked long."""
    return frozenset(threading.enumerate())


@pytest.fixture(autouse=True)
def watching(monkeypatch: pytest.MonkeyPatch, others: frozenset[threading.Thread]) -> Iterator[Callable[..., Watcher]]:
    """Makes watchers with short waits. They are closed when the test ends, and then no thread of theirs is left."""
    monkeypatch.setattr(watch, "FIRST_DELAY_S", 0.05)
    monkeypatch.setattr(following, "POLL_S", 0.1)
    made: list[Watcher] = []

    def make(target: Target, **options: float) -> Watcher:
        made.append(Watcher(target, **options))
        return made[-1]

    yield make
    for watcher in made:
        watcher.close()
    assert threads(others) == []


def threads(others: frozenset[threading.Thread]) -> list[str]:
    """Those that this test's watchers have started, by name."""
    ours = (one.name for one in threading.enumerate() if one not in others)
    return [name for name in ours if name.startswith(("watch", "events"))]


@pytest.fixture
def recorded(recorded: Recorded) -> Recorded:
    """The recorded engine, whose clock goes again."""
    info = recorded["/info"]
    return recorded | {"/info": lambda: info | {"SystemTime": datetime.now(UTC).isoformat()}}


@pytest.fixture
def engine(recorded: Recorded, tmp_path: Path) -> Iterator[FakeEngine]:
    with FakeEngine(recorded, unix=tmp_path / "d.sock") as engine:
        yield engine


@pytest.fixture
def watcher(engine: FakeEngine, watching: Callable[..., Watcher]) -> Watcher:
    watcher = watching(Target(engine.url))
    watcher.read()
    return until(watcher, lambda _: bool(engine.listeners))


def until(watcher: Watcher, seen: Callable[[Sight], bool], timeout_s: float = 10) -> Watcher:
    deadline = time.monotonic() + timeout_s
    while not seen(watcher.look()):
        assert time.monotonic() < deadline, watcher.look()
        time.sleep(0.01)
    return watcher


def rename(engine: FakeEngine, number: int, name: str) -> str:
    """Give a container another name, in its inspect only; returns its id."""
    ident = str(engine.answers["/containers/json"][number]["Id"])
    engine.answers[f"/containers/{ident}/json"] = engine.answers[f"/containers/{ident}/json"] | {"Name": f"/{name}"}
    return ident


def name(sight: Sight, ident: str) -> str:
    assert sight.evidence
    return str(sight.evidence.engine[f"/containers/{ident}/json"]["Name"])


def test_an_event_has_its_container_read_again_and_no_other(engine: FakeEngine, watcher: Watcher) -> None:
    first = watcher.look()
    ident = rename(engine, 0, "other")
    asked = len(engine.paths)
    engine.emit("container", "rename", ident)
    until(watcher, lambda sight: sight.version == first.version + 1)
    assert name(watcher.look(), ident) == "/other"
    details = [path for path in engine.paths[asked:] if path.startswith(("/containers/", "/images/"))]
    assert sorted(details) == sorted(
        ["/containers/json", f"/containers/{ident}/json", "/containers/json", "/images/json"]
    )


def test_what_is_shown_is_what_a_whole_reading_tells(engine: FakeEngine, watcher: Watcher) -> None:
    ident = rename(engine, 1, "other")
    engine.emit("container", "rename", ident)
    until(watcher, lambda sight: sight.version == 2)
    shown = watcher.look().evidence
    assert shown
    assert again.alike(shown, collect_live(engine.url))
    assert watcher.look().digest == shown.digest


@pytest.mark.parametrize(
    "event",
    [("network", "connect", "n1"), ("network", "disconnect", "n1"), ("volume", "mount", "data")],
)
def test_what_happens_to_a_network_or_volume_concerns_its_container(
    engine: FakeEngine, watcher: Watcher, event: tuple[str, str, str]
) -> None:
    ident = rename(engine, 0, "other")
    engine.emit(*event, container=ident)
    until(watcher, lambda sight: name(sight, ident) == "/other")


def test_the_ten_events_of_a_restart_are_read_together(engine: FakeEngine, watcher: Watcher) -> None:
    ident = rename(engine, 0, "other")
    asked = len(engine.paths)
    for action in ("kill", "die", "stop", "start", "restart"):
        engine.emit("container", action, ident)
        engine.emit("network", "connect", "n1", container=ident)
    until(watcher, lambda sight: name(sight, ident) == "/other")
    time.sleep(0.3)
    assert engine.paths[asked:].count(f"/containers/{ident}/json") == 1


def test_a_health_check_alone_is_no_reason_to_ask(engine: FakeEngine, watcher: Watcher) -> None:
    ident = str(engine.answers["/containers/json"][0]["Id"])
    asked = len(engine.paths)
    engine.emit("container", "exec_create: curl localhost", ident)
    engine.emit("container", "exec_start: curl localhost", ident)
    time.sleep(0.4)
    assert len(engine.paths) == asked


def test_news_without_news_leave_the_version(engine: FakeEngine, watcher: Watcher) -> None:
    ident = str(engine.answers["/containers/json"][0]["Id"])
    asked = len(engine.paths)
    engine.emit("container", "update", ident)
    until(watcher, lambda _: f"/containers/{ident}/json" in engine.paths[asked:])
    time.sleep(0.2)
    assert watcher.look().version == 1


def test_a_flood_that_may_have_lost_events_is_followed_by_a_whole_reading(engine: FakeEngine, watcher: Watcher) -> None:
    ident = rename(engine, 2, "other")
    for _ in range(250):
        engine.emit("network", "create", "n1")
    until(watcher, lambda sight: name(sight, ident) == "/other")


def test_what_happens_between_reading_and_listening_is_told_afterwards(
    recorded: Recorded, tmp_path: Path, watching: Callable[..., Watcher]
) -> None:
    with FakeEngine(recorded, unix=tmp_path / "d.sock") as engine:
        ident = str(recorded["/containers/json"][0]["Id"])
        states = iter([recorded["/networks"]])

        def networks() -> Any:
            """Asked after the containers were inspected: now one changes, and the list does not show it."""
            if found := next(states, None):
                rename(engine, 0, "other")
                engine.emit("container", "rename", ident)
                return found
            return recorded["/networks"]

        engine.answers["/networks"] = networks
        watcher = watching(Target(engine.url))
        watcher.read()
        until(watcher, lambda sight: name(sight, ident) == "/other")


def test_an_engine_that_goes_away_is_told_and_found_again(
    recorded: Recorded, tmp_path: Path, watching: Callable[..., Watcher]
) -> None:
    socket = tmp_path / "d.sock"
    watcher = watching(Target(f"unix://{socket}"))
    with FakeEngine(recorded, unix=socket):
        shown = watcher.read()
    until(watcher, lambda sight: sight.phase is Phase.LOST)
    lost = watcher.look()
    assert lost.evidence == shown.evidence
    assert lost.lost_at
    assert "d.sock" in lost.what
    until(watcher, lambda sight: sight.tries > lost.tries)
    assert watcher.look().lost_at == lost.lost_at
    with FakeEngine(recorded, unix=socket) as engine:
        ident = rename(engine, 0, "meanwhile")
        until(watcher, lambda sight: sight.phase is Phase.LIVE)
        found = watcher.look()
        assert name(found, ident) == "/meanwhile"
        assert (found.version, found.lost_at, found.what) == (shown.version + 1, "", "")


def test_forty_lost_connections_leave_one_live_watcher(
    recorded: Recorded,
    tmp_path: Path,
    watching: Callable[..., Watcher],
    monkeypatch: pytest.MonkeyPatch,
    others: frozenset[threading.Thread],
) -> None:
    monkeypatch.setattr(following, "SHORTEST_S", 0)
    socket = tmp_path / "d.sock"
    watcher = watching(Target(f"unix://{socket}"))
    for _ in range(40):
        with FakeEngine(recorded, unix=socket) as engine:
            until(watcher, lambda sight, engine=engine: sight.phase is Phase.LIVE and bool(engine.listeners))  # type: ignore[misc]
    assert len(threads(others)) <= 2
    assert watcher.look().version == 1


def test_a_stream_that_ends_in_good_order_is_asked_for_again(engine: FakeEngine, watcher: Watcher) -> None:
    time.sleep(following.SHORTEST_S)
    engine.hang_up()
    until(watcher, lambda _: engine.paths.count("/events") == 2 and bool(engine.listeners))
    ident = rename(engine, 0, "other")
    engine.emit("container", "rename", ident)
    until(watcher, lambda sight: name(sight, ident) == "/other")


@pytest.mark.parametrize("reply", [Reply(403, b"<html>"), Reply(404), Reply(200, b""), Reply(200, b"nonsense\n")])
def test_where_events_are_refused_the_lists_are_asked(
    recorded: Recorded, tmp_path: Path, reply: Reply, watching: Callable[..., Watcher]
) -> None:
    with FakeEngine({**recorded, "/events": reply}, unix=tmp_path / "d.sock") as engine:
        watcher = watching(Target(engine.url))
        watcher.read()
        until(watcher, lambda sight: sight.phase is Phase.POLLING)
        assert watcher.look().remedy
        engine.answers["/containers/json"] = recorded["/containers/json"][1:]
        until(watcher, lambda sight: sight.version == 2)


def test_when_nobody_looks_it_ends_and_the_next_look_finds_what_changed(
    engine: FakeEngine, watching: Callable[..., Watcher], others: frozenset[threading.Thread]
) -> None:
    watcher = watching(Target(engine.url), idle_s=0.3)
    watcher.read()
    deadline = time.monotonic() + 5
    while threads(others):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    ident = rename(engine, 0, "meanwhile")
    assert watcher.look().version == 1
    until(watcher, lambda sight: name(sight, ident) == "/meanwhile")


def test_a_reading_on_demand_begins_after_it_was_asked_for(engine: FakeEngine, watcher: Watcher) -> None:
    for number in range(3):
        ident = rename(engine, 0, f"name-{number}")
        assert name(watcher.read(), ident) == f"/name-{number}"


def test_an_engine_that_never_answered_is_unreachable(tmp_path: Path, watching: Callable[..., Watcher]) -> None:
    watcher = watching(Target(f"unix://{tmp_path}/none"))
    with pytest.raises(EngineUnreachable, match="does not exist"):
        watcher.read()


def test_nothing_but_get_goes_over_the_wire(engine: FakeEngine, watcher: Watcher) -> None:
    assert engine.methods == {"GET"}


def test_it_watches_over_tls(recorded: Recorded, tmp_path: Path, watching: Callable[..., Watcher]) -> None:
    authority = Authority("engine CA")
    folder = authority.write(tmp_path / "server", server=True)
    client = authority.write(tmp_path / "client")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    with FakeEngine(recorded, tls=context) as engine:
        tls = Tls(*(str(client / name) for name in ("ca.pem", "cert.pem", "key.pem")))
        _sees_a_change(engine, watching(Target(engine.url, tls)))


def test_it_watches_over_ssh(
    recorded: Recorded, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, watching: Callable[..., Watcher]
) -> None:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with SshServer(tmp_path / "d.sock", home) as server, FakeEngine(recorded, unix=server.engine) as engine:
        _sees_a_change(engine, watching(resolve_target(f"ssh://me@127.0.0.1:{server.port}")))


def test_one_change_among_a_thousand_costs_a_hundredth_of_the_questions(
    recorded: Recorded, tmp_path: Path, watching: Callable[..., Watcher]
) -> None:
    with FakeEngine(many_containers(recorded, 1000), unix=tmp_path / "d.sock") as engine:
        watcher = watching(Target(engine.url))
        watcher.read()
        until(watcher, lambda _: bool(engine.listeners))
        ident = rename(engine, 500, "other")
        asked = len(engine.paths)
        engine.emit("container", "rename", ident)
        until(watcher, lambda sight: sight.version == 2)
        assert len(engine.paths) - asked < 10


def _sees_a_change(engine: FakeEngine, watcher: Watcher) -> None:
    watcher.read()
    until(watcher, lambda _: bool(engine.listeners))
    ident = rename(engine, 0, "other")
    engine.emit("container", "rename", ident)
    until(watcher, lambda sight: name(sight, ident) == "/other")
    asked = time.monotonic()
    watcher.close()
    assert time.monotonic() - asked < 5
