"""`python bench/run.py`: CPU time and memory on a recorded host of 315 containers, each beside what people use today.

The recorded host is served by a fake engine in a process of its own, so that only the reader's work is counted. Every
figure is the median of several runs, each in a fresh process, the two sides of a ratio in turn. CPU time, because
wall time on a shared machine says little; the engine's own work is not in it.
"""

import contextlib
import http.client
import json
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench import browser  # noqa: E402 - the repository is not installed as a package
from bench.stopping import chosen, stopping  # noqa: E402

RECORDED = ROOT / "tests/evidence/host-315.json.gz"
RUNS = 5
WARM = 2
"""How often a watched container stops and starts before it is measured."""

Work = Callable[[], object]


def collect(url: str) -> Work:
    from inspector.collect.engine import read_engine
    from inspector.collect.target import resolve_target

    return lambda: read_engine(resolve_target(url, None))


def sdk(url: str) -> Work:
    import docker

    client = docker.DockerClient(base_url=url, version="1.41")
    return lambda: client.containers.list(all=True)


def cli(url: str) -> Work:
    listed = subprocess.run(
        ["docker", "--host", url, "ps", "-aq", "--no-trunc"], capture_output=True, text=True, check=True
    )
    command = ["docker", "--host", url, "inspect", *listed.stdout.split()]
    return lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def keep_alive(url: str) -> Work:
    """The same inspects by the standard library, one after the other over one connection."""
    connection = http.client.HTTPConnection("engine")
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(url.removeprefix("unix://"))

    def ask(path: str) -> Any:
        connection.request("GET", f"/v1.41{path}")
        return json.loads(connection.getresponse().read())

    return lambda: [ask(f"/containers/{row['Id']}/json") for row in ask("/containers/json?all=1")]


def snapshot(url: str) -> Work:
    """The whole process: imports, the engine, what may be read of its host, secrets out, written to a file."""
    command = [sys.executable, "-m", "inspector", "snapshot", "--host", url, "-o", f"{_folder(url)}/host.json.gz"]
    return lambda: subprocess.run(command, capture_output=True, check=True, cwd=ROOT)


def json_loads(_: str) -> Work:
    from inspector.collect.archive import load

    document = load(RECORDED).canonical()
    return lambda: json.loads(document)


def parse(_: str) -> Work:
    from inspector.collect.archive import load
    from inspector.parse.snapshot import parse as parse_evidence

    evidence = load(RECORDED)
    return lambda: parse_evidence(evidence)


def graph(_: str) -> Work:
    from inspector.collect.archive import load
    from inspector.parse.snapshot import parse as parse_evidence
    from inspector.topology.graph import link

    snapshot = parse_evidence(load(RECORDED))
    assert link(snapshot).graph, "so that networkx is imported"
    return lambda: link(snapshot).graph


def layout(_: str) -> Work:
    from inspector.collect.archive import load
    from inspector.pipeline import build
    from inspector.topology.layout import lay_out

    case = build(load(RECORDED))
    assert case.topology.graph
    return lambda: lay_out(case.topology)


def svg(_: str) -> Work:
    from inspector.collect.archive import load
    from inspector.export.svg import render
    from inspector.pipeline import build
    from inspector.topology.layout import lay_out

    scene = lay_out(build(load(RECORDED)).topology)
    return lambda: render(scene)


def ready(_: str) -> Work:
    """What a loaded snapshot needs before its first answer: look-ups, wires, the firewall made ready."""
    from inspector.collect.archive import load
    from inspector.pipeline import build

    case = build(load(RECORDED))
    return lambda: case.world


def questions(_: str) -> Work:
    """One hundred names and one hundred flows, asked one by one."""
    from inspector.analysis.asking import answer
    from inspector.collect.archive import load
    from inspector.pipeline import build

    case = build(load(RECORDED))
    assert case.world
    names = [one.name for one in case.snapshot.containers if one.has_netns]
    pairs = list(zip(names[:100], names[100:200], strict=True))
    asked = [{"ask": "names", "asker": one, "name": other} for one, other in pairs]
    asked += [{"ask": "reach", "source": one, "destination": other, "port": 80} for one, other in pairs]
    return lambda: [answer(case, question) for question in asked]


def storage(_: str) -> Work:
    """The mount trees of all containers with who shares what, and one hundred paths asked one by one."""
    from inspector.analysis.asking import answer
    from inspector.analysis.mount_tree import mount_lists
    from inspector.collect.archive import load
    from inspector.pipeline import build

    case = build(load(RECORDED))
    mounted = [(one.name, mount.target) for one in case.snapshot.containers for mount in one.mounts]
    asked = [{"ask": "storage", "container": name, "path": f"{target}/x"} for name, target in mounted[:100]]
    return lambda: [mount_lists(case.storage, case.snapshot.containers), *(answer(case, one) for one in asked)]


def rules(_: str) -> Work:
    """All rules on a host that was read and linked; what they ask the verdict engine is counted too."""
    from inspector.collect.archive import load
    from inspector.pipeline import build, check

    case = build(load(RECORDED))
    return lambda: check(case)


def reread(url: str) -> Work:
    """What a watcher reads when a container has stopped."""
    watched = Watched(url)
    return watched.read


def change(url: str) -> Work:
    """The same, and who reaches that container now."""
    watched = Watched(url)
    return lambda: watched.asked(watched.read(), watched.case)


def afresh(url: str) -> Work:
    """The same question, with everything read anew."""
    watched = Watched(url)
    return lambda: watched.asked(watched.read_all())


class Watched:
    """An engine as a watcher has been reading it for a while, of which a container has just stopped."""

    def __init__(self, url: str) -> None:
        from inspector.collect import again
        from inspector.collect.target import resolve_target
        from inspector.collect.wire import Wire

        _said_to_stop(url).unlink(missing_ok=True)
        self._again, self._wire = again, Wire(resolve_target(url, None))
        first = again.read(self._wire)
        self.ident = chosen(first.evidence.engine)
        self._held = again.read(self._wire, first, {self.ident})
        self.case = self.asked(self._held)
        for _ in range(WARM):
            _said_to_stop(url).touch()
            self.asked(self.read(), self.case)
            _said_to_stop(url).unlink()
            self._held = self.read()
            self.case = self.asked(self._held, self.case)
        _said_to_stop(url).touch()

    def read(self) -> Any:
        return self._again.read(self._wire, self._held, {self.ident})

    def read_all(self) -> Any:
        return self._again.read(self._wire)

    def asked(self, held: Any, before: Any = None) -> Any:
        """The case, of which the question was asked."""
        from inspector.analysis.asking import answer
        from inspector.pipeline import build

        case = build(held.evidence, before)
        asker = next(one.name for one in case.snapshot.containers if one.has_netns and one.id != self.ident)
        said = answer(case, {"ask": "reach", "source": asker, "destination": self.ident, "port": 80})
        assert "error" not in said, said
        return case


def _said_to_stop(url: str) -> Path:
    return _folder(url) / "docker.sock.stopped"


def _folder(url: str) -> Path:
    return Path(url.removeprefix("unix://")).parent


def everything(url: str) -> Work:
    """From the engine to the picture, imports included."""

    def work() -> str:
        from inspector.collect.live import collect_live
        from inspector.export.svg import render
        from inspector.pipeline import build
        from inspector.topology.layout import lay_out

        return render(lay_out(build(collect_live(url)).topology))

    return work


TASKS = {
    task.__name__: task
    for task in (
        reread,
        change,
        afresh,
        collect,
        sdk,
        keep_alive,
        cli,
        snapshot,
        json_loads,
        parse,
        graph,
        layout,
        svg,
        ready,
        questions,
        storage,
        rules,
        everything,
    )
}

_LOADS = ("json.loads of the same evidence", "json_loads")
ROWS = [
    ("collect all containers, networks, volumes, images", "collect", "SDK containers.list(all=True)", "sdk", "0.20"),
    (
        "collect all containers, networks, volumes, images",
        "collect",
        "http.client, each container",
        "keep_alive",
        "0.50",
    ),
    ("snapshot, the whole process", "snapshot", "CLI docker inspect $(docker ps -aq)", "cli", "1.0"),
    ("parse evidence into a snapshot", "parse", *_LOADS, ""),
    ("link the graph", "graph", *_LOADS, ""),
    ("lay the picture out", "layout", *_LOADS, ""),
    ("draw the SVG", "svg", *_LOADS, ""),
    ("make ready for questions", "ready", *_LOADS, ""),
    ("200 questions, names and reach by name", "questions", *_LOADS, ""),
    ("100 storage questions, and all mount trees", "storage", *_LOADS, ""),
    ("all rules (check)", "rules", *_LOADS, ""),
    ("read again what one event tells of", "reread", "collect everything", "collect", ""),
    ("one change, from event to a new answer", "change", "the same with everything read anew", "afresh", ""),
    ("all of it, from engine to SVG, with imports", "everything", "CLI docker inspect $(docker ps -aq)", "cli", ""),
]


def perform(name: str, url: str) -> None:
    """One run of one task, in this process: prints its CPU milliseconds and the process's peak memory in MB."""
    work = TASKS[name](url)
    before = _cpu_s()
    kept = work()
    spent = _cpu_s() - before
    del kept
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([spent * 1000, peak]))


def _cpu_s() -> float:
    mine, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + children.ru_utime + children.ru_stime


def serve(path: str) -> None:
    """Be the engine until standard input closes."""
    from inspector.collect.archive import load
    from tests.fake_engine import FakeEngine, Reply

    answers = stopping(load(RECORDED).engine, _said_to_stop(f"unix://{path}").exists)
    answers["/_ping"] = Reply(200, b"", {"Api-Version": "1.41"})
    with FakeEngine(answers, unix=Path(path)):
        sys.stdin.read()


@contextlib.contextmanager
def engine() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder) / "docker.sock"
        server = subprocess.Popen([sys.executable, __file__, "serve", path], stdin=subprocess.PIPE)
        try:
            while not path.exists() and server.poll() is None:
                time.sleep(0.02)
            yield f"unix://{path}"
        finally:
            server.communicate()


def main() -> None:
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in TASKS}
    with engine() as url:
        for run in range(RUNS):
            for name in TASKS:
                _said_to_stop(url).unlink(missing_ok=True)
                print(f"\rrun {run + 1} of {RUNS}: {name:12}", end="", file=sys.stderr, flush=True)
                done = subprocess.run([sys.executable, __file__, name, url], stdout=subprocess.PIPE, check=True)
                cpu_ms, peak_mb = json.loads(done.stdout)
                measured[name].append((cpu_ms, peak_mb))
    print("\r" + " " * 40 + "\r", end="", file=sys.stderr)
    cpu = {name: statistics.median(cpu_ms for cpu_ms, _ in runs) for name, runs in measured.items()}
    print("| what | CPU ms | beside | CPU ms | ratio | to reach |\n|---|---|---|---|---|---|")
    for what, ours, beside, theirs, target in ROWS:
        ratio = f"{cpu[ours] / cpu[theirs]:.2f}"
        print(f"| {what} | {cpu[ours]:.0f} | {beside} | {cpu[theirs]:.0f} | {ratio} | {target} |")
    each_ms = cpu["questions"] / 200
    print(f"\nOne question, on the average: {each_ms:.1f} ms (to reach: under 50)")
    print(f"All rules on 315 containers: {cpu['rules'] / 1000:.1f} s (to reach: under 2)")
    print(f"\nOne change in the engine to the new answer: {cpu['change']:.0f} ms (to reach: 50)")
    peak_mb = max(peak_mb for _, peak_mb in measured["everything"])
    print(f"\nPeak memory, from engine to SVG: {peak_mb:.0f} MB (to reach: under 200)")
    browser.main()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", path]:
            serve(path)
        case [name, url]:
            perform(name, url)
        case _:
            main()
