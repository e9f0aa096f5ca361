"""The recorded host, served by a fake engine in a process of its own, so that only the reader's work is counted."""

import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.stopping import stopping

ROOT = Path(__file__).parents[1]
RECORDED = ROOT / "tests/evidence/host-315.json.gz"


def folder(url: str) -> Path:
    """Where the engine's socket is, and what tasks may write."""
    return Path(url.removeprefix("unix://")).parent


def said_to_stop(url: str) -> Path:
    """The file whose presence lets a container of the engine be stopped."""
    return folder(url) / "docker.sock.stopped"


def serve(path: str) -> None:
    """Be the engine until standard input closes."""
    from inspector.collect.archive import load
    from tests.fake_engine import FakeEngine, Reply

    answers = stopping(load(RECORDED).engine, said_to_stop(f"unix://{path}").exists)
    answers["/_ping"] = Reply(200, b"", {"Api-Version": "1.41"})
    with FakeEngine(answers, unix=Path(path)):
        sys.stdin.read()


@contextlib.contextmanager
def engine() -> Iterator[str]:
    """The address of the engine."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder) / "docker.sock"
        server = subprocess.Popen([sys.executable, "-m", "bench", "serve", path], stdin=subprocess.PIPE, cwd=ROOT)
        try:
            while not path.exists() and server.poll() is None:
                time.sleep(0.02)
            yield f"unix://{path}"
        finally:
            server.communicate()
