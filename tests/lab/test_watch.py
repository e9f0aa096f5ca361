"""A watcher beside a real engine: whatever is done there, it soon shows what a whole reading would tell."""

import time
from collections.abc import Callable, Iterator

import pytest

from inspector.collect import again
from inspector.collect.live import collect_live
from inspector.collect.target import Target
from inspector.collect.watch import Watcher
from inspector.model.evidence import Evidence
from tests.lab.machine import IMAGE, Machine

pytestmark = pytest.mark.lab

STEPS = [
    "network create --subnet 10.45.0.0/24 app",
    f"run -d --name web --network app -p 8080:80 -v data:/srv {IMAGE} httpd -f",
    f"run -d --name target {IMAGE} sleep 1000",
    f"run -d --name linking --link target:db {IMAGE} sleep 1000",
    f"run -d --name side --network container:web {IMAGE} sleep 1000",
    "network connect --alias db app target",
    "rename target renamed",
    "pause renamed",
    "unpause renamed",
    "restart -t 0 web",
    f"tag {IMAGE} other:1",
    "exec web true",
    "update --restart always web",
    "kill renamed",
    "start renamed",
    "rm -f web side",
    "network disconnect app renamed",
    "rmi other:1",
    "rm -f renamed linking",
    "network rm app",
    "volume rm data",
]
WITHOUT_NEWS = {"exec web true"}


@pytest.fixture(scope="module")
def watcher(engine: Machine) -> Iterator[Watcher]:
    watcher = Watcher(Target(engine.url))
    watcher.read()
    yield watcher
    watcher.close()


def until(true: Callable[[], bool], timeout_s: float) -> bool:
    deadline = time.monotonic() + timeout_s
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_each_change_is_seen_within_a_second_and_as_a_whole_reading_tells_it(engine: Machine, watcher: Watcher) -> None:
    for step in STEPS:
        before = watcher.look().version
        engine.docker(*step.split())
        if step not in WITHOUT_NEWS:
            assert until(lambda before=before: watcher.look().version > before, 1), step  # type: ignore[misc]
        whole = collect_live(engine.url)
        # What the kernel still settles (an IPv6 address that is not yet known to be unique) follows within seconds.
        assert until(lambda step=step: _alike(engine, watcher), 10), (step, _differences(whole, watcher))  # type: ignore[misc]


def _alike(engine: Machine, watcher: Watcher) -> bool:
    shown = watcher.look().evidence
    if shown is None or not again.alike(shown, collect_live(engine.url)):
        time.sleep(0.3)
        return False
    return True


def _differences(whole: Evidence, watcher: Watcher) -> list[str]:
    shown = watcher.look().evidence
    assert shown
    found = [
        path for path in whole.engine.keys() | shown.engine.keys() if whole.engine.get(path) != shown.engine.get(path)
    ]
    kernel = (whole.namespaces, whole.files, whole.firewall, whole.processes, whole.gaps)
    names = ("namespaces", "files", "firewall", "processes", "gaps")
    return found + [name for name, told in zip(names, kernel, strict=True) if told != getattr(shown, name)]
