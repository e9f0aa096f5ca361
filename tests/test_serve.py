"""`make run`: the port that the app is opened on."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ASK = "import sys; sys.path.insert(0, 'scripts'); import serve; print(serve.free_port())"


def ask(port: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PORT": port}
    return subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, cwd=ROOT, env=environment)


@pytest.mark.parametrize("port", ["abc", "0", "-1", "99999", "8501.5", "٣", "9" * 5000])
def test_a_port_without_sense_is_one_line(port: str) -> None:
    done = ask(port)
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("PORT=")


def test_a_port_that_is_taken_gives_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert int(ask(str(port)).stdout) > port
