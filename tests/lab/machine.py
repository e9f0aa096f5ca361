"""A Docker host of its own: an engine with its network, firewall, files, processes and cgroups, gone when it stops."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.lab.engines import HERE, Engine
from tests.lab.image import root_filesystem

IMAGE = "bb:1"


class Machine:
    """One running engine, with the image bb:1 (busybox). Use `started`, which also ends it.

    socket    path of the engine's unix socket, reachable from outside
    url       the same as DOCKER_HOST wants it
    pid       pid 1 of the host, as the outside numbers it: `nsenter --target pid` goes there
    version   the engine's version
    """

    def __init__(self, engine: Engine, hostname: str, arguments: Sequence[str]) -> None:
        self.engine = engine
        self.version = engine.version
        # Short: the path of a unix socket ends at 107 characters.
        self.state = Path(tempfile.mkdtemp(prefix="lab-", dir="/tmp"))
        (self.state / "data").mkdir()
        self.socket = str(self.state / "docker.sock")
        self.url = f"unix://{self.socket}"
        # The engine ends with the tests even when nobody is left to stop it.
        launcher = ("setpriv", "--pdeathsig", "KILL", "--", HERE / "machine.sh", "start")
        with (self.state / "log").open("w") as log:
            self._process = subprocess.Popen(
                [*launcher, self.state, hostname, engine.dockerd, *engine.arguments, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return int(Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text())

    def docker(self, *arguments: str | Path, stdin: bytes | None = None, check: bool = True) -> str:
        """What `docker ARGUMENTS` prints, without the last newline; fails the test with the engine's words."""
        return run([self.engine.docker, "--host", self.url, *arguments], stdin=stdin, check=check)

    def host(self, *command: str | Path, check: bool = True) -> str:
        """What a command prints that runs on this host, as its root."""
        enter = ["nsenter", "--target", str(self.pid), "-m", "-u", "-i", "-n", "-p", "-C", f"--wd={Path.cwd()}", "--"]
        return run([*enter, *command], check=check)

    @contextlib.contextmanager
    def without_engine(self) -> Iterator[None]:
        """Kill the engine, as a crash would, and start it anew afterwards; containers end with it or at its return."""
        away = self.state / "away"
        away.touch()
        self.host("sh", "-c", "kill -KILL $(cat /run/lab-engine.pid)")
        try:
            yield
        finally:
            away.unlink()
            self.wait_until_ready()

    def reset(self) -> None:
        """Remove every container, volume and user network; the image stays."""
        if containers := self.docker("ps", "--all", "--quiet").split():
            self.docker("rm", "--force", "--volumes", *containers)
        if volumes := self.docker("volume", "ls", "--quiet").split():
            self.docker("volume", "rm", *volumes)
        if networks := self.docker("network", "ls", "--quiet", "--filter", "type=custom").split():
            self.docker("network", "rm", *networks)

    def wait_until_ready(self, timeout_s: float = 60) -> None:
        deadline = time.monotonic() + timeout_s
        while not _answers(self.socket):
            if self._process.poll() is not None or time.monotonic() > deadline:
                tail = (self.state / "log").read_text(errors="replace")[-2000:]
                raise AssertionError(f"Docker {self.version} did not start:\n{tail}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End pid 1, which ends everything on the host, and take its files and cgroups away."""
        try:
            os.kill(self.pid, signal.SIGKILL)
        except (FileNotFoundError, ValueError):
            self._process.kill()
        # With cgroup v1 a paused container's processes are frozen, and die only once they are not.
        for frozen in Path("/sys/fs/cgroup/freezer").glob(f"{self.state.name}/**/freezer.state"):
            with contextlib.suppress(OSError):
                frozen.write_text("THAWED")
        self._process.wait(timeout=60)
        shutil.rmtree(self.state)
        trees = Path("/sys/fs/cgroup")
        for top in {*trees.glob(self.state.name), *trees.glob(f"*/{self.state.name}")}:
            _remove_cgroups(top)


@contextlib.contextmanager
def started(engine: Engine, *arguments: str, hostname: str = "dockerhost") -> Iterator[Machine]:
    """A host with this engine; `arguments` are more flags for its dockerd."""
    machine = Machine(engine, hostname, arguments)
    try:
        machine.wait_until_ready()
        machine.docker("import", "--change", 'CMD ["sh"]', "-", IMAGE, stdin=root_filesystem())
        yield machine
    finally:
        machine.stop()


def run(command: Sequence[str | Path], *, stdin: bytes | None = None, check: bool = True) -> str:
    """Standard output of a command; with check, an error carries what the command said."""
    done = subprocess.run(command, input=stdin, stdin=None if stdin else subprocess.DEVNULL, capture_output=True)
    said = done.stdout.decode(errors="replace").removesuffix("\n")
    if check and done.returncode != 0:
        words = " ".join(str(part) for part in command)
        raise AssertionError(
            f"{words}\nended with {done.returncode}: {done.stderr.decode(errors='replace').strip()}\n{said}"
        )
    return said


def _answers(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        try:
            connection.connect(path)
            connection.sendall(b"GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n")
            return b" 200 " in connection.recv(64)
        except OSError:
            return False


def _remove_cgroups(top: Path) -> None:
    folders = [Path(folder) for folder, _, _ in os.walk(top, topdown=False)]
    for folder in folders:
        for _ in range(100):
            try:
                folder.rmdir()
                break
            except OSError:  # the kernel still counts a process that has just ended
                time.sleep(0.02)
