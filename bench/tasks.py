"""What is measured, and what people use today for the same: each task is made ready outside of the measurement."""

import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from bench.served import RECORDED, ROOT, folder
from bench.watched import afresh, change, reread

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
    command = [sys.executable, "-m", "inspector", "snapshot", "--host", url, "-o", f"{folder(url)}/host.json.gz"]
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


def everything(url: str) -> Work:
    """From the engine to the picture, imports included."""

    def work() -> str:
        from inspector.collect.live import collect_live
        from inspector.export.svg import render
        from inspector.pipeline import build
        from inspector.topology.layout import lay_out

        return render(lay_out(build(collect_live(url)).topology))

    return work


TASKS: dict[str, Callable[[str], Work]] = {
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
