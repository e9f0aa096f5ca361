"""Collection from real engines: only GET goes over the wire, and what comes back is what the engine says."""

import contextlib
import json
import os
import re
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from inspector.collect.archive import load, save
from inspector.collect.engine import read_engine
from inspector.collect.live import collect_live
from inspector.collect.order import in_order, without_clock
from inspector.collect.target import Target
from inspector.model.evidence import Evidence
from tests.lab.machine import Machine
from tests.lab.reading import settled

pytestmark = pytest.mark.lab

SECRETS = ("plantedEnv1", "plantedLabel2", "plantedArgument3", "plantedOption4")


@pytest.fixture(scope="module")
def host(engine: Machine) -> Machine:
    """A few containers, of which one is stopped and one never started, with secrets where people put them."""
    engine.docker("network", "create", "front")
    engine.docker("volume", "create", "--label", "api.token=plantedLabel2", "data")
    engine.docker(
        "run", "-d", "--name", "web", "--network", "front", "-p", "80", "-e", "KEY=plantedEnv1", "bb:1", "sleep", "9999"
    )
    mounts = ("-v", "data:/z", "-v", "/anonymous", "-v", "/srv:/a:ro", "--tmpfs", "/t")
    engine.docker("run", "-d", "--name", "db", *mounts, "bb:1", "sleep", "9999")
    engine.docker(
        "run", "--name", "done", "--label", "password=plantedLabel2", "bb:1", "true", "--password=plantedArgument3"
    )
    engine.docker("create", "--name", "never", "bb:1", "mysql", "-pplantedOption4")
    return engine


class Tap:
    """A socket before the engine's that hands everything on, and keeps what the client sent."""

    def __init__(self, engine: str, path: Path) -> None:
        self.engine, self.url, self.sent = engine, f"unix://{path}", [b""]
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(16)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def request_lines(self) -> list[str]:
        """The first line of every request, and anything else that looks like one."""
        return [line for part in self.sent for line in re.findall(r"(?m)^[A-Z]+ \S+ HTTP/1\.\d\r?$", part.decode())]

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                engine = socket.socket(socket.AF_UNIX)
                engine.connect(self.engine)
                number = len(self.sent)
                self.sent.append(b"")
                threading.Thread(target=self._copy, args=(client, engine, number), daemon=True).start()
                threading.Thread(target=self._copy, args=(engine, client, 0), daemon=True).start()

    def _copy(self, source: socket.socket, sink: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if number:
                    self.sent[number] += data
                sink.sendall(data)
        sink.close()


@pytest.fixture
def tap(host: Machine, tmp_path: Path) -> Iterator[Tap]:
    tap = Tap(host.socket, tmp_path / "tap")
    yield tap
    tap.listener.close()


def test_only_get_goes_over_the_wire(tap: Tap) -> None:
    collect_live(tap.url, sizes=True)
    assert {line.split()[0] for line in tap.request_lines} == {"GET"}
    sent = b"".join(tap.sent)
    assert len(tap.request_lines) == sent.count(b"HTTP/1.1") > 10


def test_the_engines_own_api_version_is_spoken(tap: Tap, host: Machine) -> None:
    version = host.docker("version", "--format", "{{.Server.APIVersion}}")
    read_engine(Target(tap.url))
    assert {line.split()[1].split("/")[1] for line in tap.request_lines} == {"version", f"v{version}"}


def raw(host: Machine, path: str) -> Any:
    version = host.docker("version", "--format", "{{.Server.APIVersion}}")
    url = f"http://docker/v{version}{path}"
    said = subprocess.run(["curl", "-s", "--unix-socket", host.socket, url], capture_output=True, check=True)
    return json.loads(said.stdout)


def test_every_answer_is_kept_as_the_engine_sent_it(host: Machine) -> None:
    reading = read_engine(Target(host.url))
    assert reading.gaps == ()
    assert sum(path.startswith("/containers/") for path in reading.engine) == 4 + 1
    for path, answer in reading.engine.items():
        if path == "/containers/json":
            continue  # asked with all=1
        assert answer == in_order(without_clock({path: raw(host, path)}))[path], path


def test_two_readings_of_a_quiet_host_differ_in_taken_at_only(host: Machine) -> None:
    settled(host)
    first, second = (_still(collect_live(host.url)) for _ in range(2))
    assert first == msgspec.structs.replace(second, taken_at=first.taken_at)


def _still(evidence: Evidence) -> Evidence:
    """Without free space, which other programs of this machine use up meanwhile."""
    return msgspec.json.decode(re.sub(rb'"free":\d+,', b"", evidence.canonical()), type=Evidence)


@pytest.mark.parametrize("name", ["host.json", "host.json.gz"])
def test_no_planted_secret_is_in_the_file(host: Machine, tmp_path: Path, name: str) -> None:
    evidence = collect_live(host.url)
    save(evidence, tmp_path / name)
    assert load(tmp_path / name).digest == evidence.digest
    text = load(tmp_path / name).canonical().decode()
    assert [secret for secret in SECRETS if secret in text] == []
    assert "KEY=<redacted>" in text
    assert "plantedEnv1" in collect_live(host.url, keep_env=True).canonical().decode()


def test_sizes_come_only_when_asked_for(host: Machine) -> None:
    assert "/system/df" not in collect_live(host.url).engine
    usage = collect_live(host.url, sizes=True).engine["/system/df"]
    assert "data" in {volume["Name"] for volume in usage["Volumes"]}


def test_a_host_where_containers_come_and_go_is_read_without_a_contradiction(host: Machine) -> None:
    stop = threading.Event()

    def churn() -> None:
        while not stop.is_set():
            host.docker("run", "--rm", "--network", "front", "bb:1", "true")

    worker = threading.Thread(target=churn)
    worker.start()
    try:
        for _ in range(15):
            reading = read_engine(Target(host.url))
            listed = {row["Id"] for row in reading.engine["/containers/json"]}
            inspected = {
                path.split("/")[2] for path in reading.engine if re.fullmatch(r"/containers/\w{64}/json", path)
            }
            missing = {gap.where.split("/")[2] for gap in reading.gaps if gap.where.startswith("/containers/")}
            assert inspected <= listed
            assert listed - inspected <= missing
            assert len(inspected) >= 4
    finally:
        stop.set()
        worker.join()


def as_nobody(question: Callable[[], object]) -> str:
    """The error that a user without any right gets, from a child process that has become one."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setresgid(65534, 65534, 65534)
            os.setresuid(65534, 65534, 65534)
            question()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the parent must hear it
            os.write(write_end, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end) as said:
        words = said.read()
    os.waitpid(child, 0)
    return words


def test_a_user_without_permission_gets_one_line_with_the_remedy(host: Machine) -> None:
    read_engine(Target(host.url))  # imports everything while it may be read
    Path(host.socket).chmod(0o660)  # as the engine made it
    said = as_nobody(lambda: read_engine(Target(host.url)))
    assert re.fullmatch(r"EngineUnreachable: No permission for unix://\S+ \(--host\)\. Run with sudo.*", said)
