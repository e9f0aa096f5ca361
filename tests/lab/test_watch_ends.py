"""The end of a watcher, in a module of its own: no other watcher starts threads meanwhile."""

import threading

import pytest

from inspector.collect.target import Target
from inspector.collect.watch import Watcher
from tests.lab.machine import Machine

pytestmark = pytest.mark.lab


def test_closed_it_leaves_no_thread(engine: Machine) -> None:
    before = set(threading.enumerate())
    watcher = Watcher(Target(engine.url))
    watcher.read()
    watcher.close()
    assert set(threading.enumerate()) <= before
