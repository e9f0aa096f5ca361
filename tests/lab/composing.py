"""One compose project, started on a real engine, and read from its files alone; and how the two compare."""

import contextlib
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from inspector.analysis.asking import answer
from inspector.collect.source import open_source
from inspector.model.container import Container, Endpoint, Port, PortStatus
from inspector.model.evidence import Evidence
from inspector.model.ids import Kind, Ref
from inspector.model.snapshot import Snapshot
from inspector.model.storage import Mount, MountOrigin
from inspector.parse.compose.loading import Loading
from inspector.parse.compose.project import project as starting
from inspector.pipeline import Case
from tests.lab.compose_files import FILES
from tests.lab.machine import Machine
from tests.lab.reading import evidence


@contextlib.contextmanager
def project(files: Mapping[str, str], name: str) -> Iterator[Path]:
    """A folder with the files of a project; the engine's host sees it too."""
    with tempfile.TemporaryDirectory(prefix=f"lab-{name}-") as folder:
        for path, text in (FILES | dict(files)).items():
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        yield Path(folder)


def compose(tool: Path, folder: Path, words: Sequence[str], machine: Machine | None = None) -> str:
    """What `docker compose WORDS` prints; fails the test with its words."""
    environment = {"HOME": str(folder), "PATH": os.environ["PATH"]} | ({"DOCKER_HOST": machine.url} if machine else {})
    done = subprocess.run([tool, *words], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}"
    return done.stdout


@contextlib.contextmanager
def up(machine: Machine, tool: Path, folder: Path, files: Sequence[str] = ()) -> Iterator[Evidence]:
    """The project while it runs, as the inspector reads its engine."""
    named = [word for file in files for word in ("-f", file)]
    try:
        compose(tool, folder, [*named, "up", "--detach", "--timeout", "0"], machine)
        yield evidence(machine)
    finally:
        compose(tool, folder, [*named, "down", "--volumes", "--timeout", "0"], machine)


def read(folder: Path, files: Sequence[str] = ("compose.yaml",)) -> Evidence:
    """The project from its files, in an environment that sets nothing."""
    return open_source([str(folder / file) for file in files])


def model(tool: Path, folder: Path, files: Sequence[str] = ()) -> dict[str, Any]:
    """What compose itself makes of the files."""
    named = [word for file in files for word in ("-f", file)]
    found: dict[str, Any] = json.loads(compose(tool, folder, [*named, "config", "--format", "json"]))
    return found


def long_form(evidence: Evidence) -> dict[str, Any]:
    """What we make of the files, where it is the same thing as `docker compose config` prints."""
    found = Loading(evidence.compose, []).model()
    kept = starting(found, evidence.compose.main[0], evidence.compose.directory, evidence.compose.variables, [])
    return plain({**found, "name": kept.name, "services": {key: one.told for key, one in kept.services.items()}})


def plain(told: Mapping[str, Any]) -> dict[str, Any]:
    """A model's services as both write them: no secret values, no order where there is none."""
    return {"name": told["name"], "services": {key: _service(one) for key, one in told["services"].items()}}


def _service(one: Mapping[str, Any]) -> dict[str, Any]:
    def words(key: str) -> list[str]:
        return [str(word) for word in one.get(key) or ()]

    ports = [{key: str(port.get(key) or "") for key in _PORT} for port in one.get("ports") or ()]
    mounts = [
        (m["type"], m.get("source") or "", m["target"], bool(m.get("read_only"))) for m in one.get("volumes") or ()
    ]
    networks = {} if one.get("network_mode") else one.get("networks") or {"default": None}
    return {
        **{key: str(one.get(key) or "") for key in ("image", "hostname", "user", "network_mode", "container_name")},
        **{key: words(key) for key in ("command", "entrypoint", "dns", "cap_add", "links", "volumes_from")},
        "environment": sorted(set(one.get("environment") or ()) - _FROM_FILES),
        "labels": {key: str(value).replace("$$", "$") for key, value in (one.get("labels") or {}).items()},
        "hosts": sorted(word.replace("=", ":", 1) for word in words("extra_hosts")),
        "ports": sorted(tuple(port.values()) for port in ports),
        "volumes": sorted(mounts),
        "networks": {key: sorted((value or {}).get("aliases") or ()) for key, value in networks.items()},
    }


HOSTNAME = "dockerhost"
HEXADECIMAL = re.compile("[0-9a-f]{12}")
"""A hostname that the engine made of an id."""

_PORT = ("target", "published", "protocol", "host_ip")
_FROM_FILES = {"A", "B", "C"}
"""What `env_file` names: compose puts it into the environment, we keep the file apart."""


def facts(snapshot: Snapshot, beside: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What both readings must agree on, in plain words. beside: containers that are none of the project's."""
    names = {one.id: one.name for one in snapshot.containers}
    own = [one for one in snapshot.containers if one.name not in beside]
    used = {e.network for one in own for e in one.endpoints} - {"bridge", "host", "none"}
    mounted = {mount.volume for one in own for mount in one.mounts}
    return {
        "containers": {one.name: _container(one, names) for one in own},
        "networks": {
            one.name: (one.driver, one.internal, one.ipv6, one.icc, one.mtu_bytes, one.parent, one.project)
            for one in snapshot.networks
            if one.name in used
        },
        "volumes": {
            one.name: (one.driver or "local", one.options, one.project)
            for one in snapshot.volumes
            if one.name in mounted and not one.anonymous
        },
    }


def _container(one: Container, names: Mapping[str, str]) -> dict[str, Any]:
    mode = one.network_mode
    return {
        "state": one.state.value,
        "image": one.image,
        "command": (one.entrypoint, one.command),
        "mode": (mode.mode.value, names.get(mode.target, mode.target)),
        "service": one.compose,
        "hostname": "" if HEXADECIMAL.fullmatch(one.hostname) or one.hostname == HOSTNAME else one.hostname,
        "rights": (one.user, one.privileged, one.readonly_rootfs, one.restart_policy),
        "capabilities": [[word.removeprefix("CAP_") for word in words] for words in (one.cap_add, one.cap_drop)],
        "names": (one.dns, one.dns_search, one.dns_options, tuple(sorted(one.extra_hosts)), one.links),
        "environment": sorted(pair.partition("=")[0] for pair in one.env if not pair.startswith("PATH=")),
        "endpoints": {e.network: _endpoint(one, e) for e in one.endpoints},
        "ports": sorted({_port(port) for port in one.ports if port.port}),
        "mounts": {mount.target: _mount(mount, names) for mount in one.mounts},
        "lenders": sorted(names.get(word, word) for word in one.volumes_from),
    }


def _endpoint(one: Container, e: Endpoint) -> Any:
    served = {name for name in (*e.dns_names, *e.aliases) if name not in (one.id[:12], one.hostname)}
    return sorted(served), e.links, e.static_ipv4, e.static_ipv6, e.gw_priority, bool(e.ipv4), bool(e.ipv6)


def _port(port: Port) -> Any:
    """A host port that the engine chose is told from the others by its range."""
    chosen = port.host_port >= 32768 or (port.status is PortStatus.PUBLISHED and 3000 <= port.host_port <= 3005)
    return port.port, port.protocol, port.status.value, port.host_ip, 0 if chosen else port.host_port


def _mount(mount: Mount, names: Mapping[str, str]) -> Any:
    """Whether compose asks by -v or by --mount changed with its releases: both name the source."""
    where = "" if mount.anonymous else mount.volume or mount.source
    asked = "words" if mount.origin in (MountOrigin.BINDS, MountOrigin.MOUNT) else mount.origin.value
    borrowed = names.get(mount.inherited_from, ""), mount.propagation
    return mount.kind.value, where, mount.writable, mount.anonymous, mount.named, asked, borrowed


def contradictions(composed: Case, live: Case) -> tuple[list[str], int]:
    """Questions that both answer, and differently; and how many were asked. Unknown contradicts nothing."""
    wrong, asked = [], 0
    for question in _questions(live, {one.name for one in composed.snapshot.containers}):
        ours, theirs = answer(composed, question), answer(live, question)
        asked += 1
        for key in _COMPARED[question["ask"]]:
            one, other = _plain(composed, ours, key), _plain(live, theirs, key)
            if one != other and "unknown" not in (one, other) and one != []:
                said = ours.get("sentence") or ours.get("error")
                wrong.append(f"{question} {key}: {one} ({said}) here, {other} ({theirs.get('sentence')}) there")
    return wrong, asked


_COMPARED = {
    "names": ("outcome", "owners"),
    "reach": ("client_sees", "path"),
    "storage": ("kind", "volume", "source", "shared_with", "survives"),
}


def _questions(case: Case, known: set[str]) -> Iterator[dict[str, Any]]:
    """Who is not of the project is asked for, but asks nothing."""
    containers = [one for one in case.snapshot.containers if one.has_netns]
    words = {name for one in containers for e in one.endpoints for name in (*e.aliases, *e.dns_names)}
    words |= {link.alias for one in containers for e in one.endpoints for link in (*e.links, *one.links)}
    words |= {"nobody", "host.docker.internal", "localhost"} - {one.id[:12] for one in containers}
    words -= {one.id[:12] for one in containers}
    containers = [one for one in containers if one.name in known]
    for one in containers:
        for name in sorted(words):
            yield {"ask": "names", "asker": one.name, "name": name}
        for other in (*(f"container:{peer.name}" for peer in containers if peer is not one), "internet", "host"):
            yield {"ask": "reach", "source": one.name, "destination": other, "port": 80}
        for mount in one.mounts:
            yield {"ask": "storage", "container": one.name, "path": f"{mount.target}/x"}
    for one in containers:
        yield {"ask": "reach", "source": "host", "destination": f"container:{one.name}", "port": 80}


def _plain(case: Case, told: Mapping[str, Any], key: str) -> Any:
    value = told.get(key)
    if key == "owners":
        return sorted(f"{one['container_name']} on {one['network']}" for one in value or ())
    if key == "shared_with":
        return sorted((one["container_name"], one["target"], one["writable"]) for one in value or ())
    if key in ("volume", "source") and value:
        known = case.topology.entity(Ref(Kind.VOLUME, str(told.get("volume"))))
        return "anonymous" if getattr(known, "anonymous", False) else value
    return value
