"""Facts of the engine's host, of its network namespace and of its containers', as far as this process may read them.

The engine's process is found from its unix socket. Whatever may not be read becomes a Gap with a remedy.
"""

import sys
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from inspector.collect.host_reading import HostReading
from inspector.collect.netns import away
from inspector.collect.peer import peer_pid, process_name
from inspector.collect.proof import Running
from inspector.collect.survey import ROOT, survey
from inspector.collect.wanted_paths import means, sources, targets
from inspector.model.evidence import Gap, Json, Why
from inspector.parse.reading import get, integer, sequence, text

_FACTS = "links, addresses, routes, sockets, firewall, mounts and files of the host and of its containers"
_ELSEWHERE = "on the engine's host run, as root: python -m inspector snapshot -o host.json; then open that file here"
_VISIBLE = f"run the inspector outside of a container, or in one with --pid=host --privileged; or {_ELSEWHERE}"
_ENGINES = ("dockerd", "systemd")


def read_host(
    engine: Mapping[str, Json],
    socket_path: str | None,
    asked: Sequence[tuple[str, str]] = (),
    *,
    only: Collection[str] | None = None,
) -> HostReading:
    """Read every namespace that this process may read; never raises for what it may not.

    asked: of which other paths facts are wanted, each with a word for the container (see `collect_live`).
    only: ids of containers; what is of others is left out, the host's own never.
    """
    try:
        pid, path = engine_process(engine, socket_path)
    except NotHere as reason:
        return _nothing(reason.where, reason.why, reason.remedy)
    try:
        wanted = [one for one in running(engine, asked) if only is None or one.id in only]
        return away(partial(survey, pid, path, wanted, sources(engine)))
    except PermissionError:
        return _nothing("the engine's network namespace", Why.PERMISSION, ROOT)
    except OSError as error:
        return _nothing(f"the engine's network namespace: {error.strerror or error}", Why.NOT_READ, "try again")


class NotHere(Exception):
    """The engine's process is none that this one can see; with the reason and what to do, as for a Gap."""

    def __init__(self, where: str, why: Why, remedy: str) -> None:
        super().__init__(where)
        self.where, self.why, self.remedy = where, why, remedy


def engine_process(engine: Mapping[str, Json], socket_path: str | None) -> tuple[int, str]:
    """The engine's pid here, and the path of its socket. Raises NotHere."""
    reason = _no_neighbour(engine, socket_path)
    if reason or socket_path is None:
        raise NotHere(reason, Why.UNSUPPORTED, _ELSEWHERE)
    try:
        pid = peer_pid(socket_path)
    except OSError as error:
        raise NotHere(f"{socket_path}: {error.strerror or error}", Why.NOT_READ, _ELSEWHERE) from error
    if not pid:
        raise NotHere(f"{socket_path}: its engine is in another pid namespace", Why.PERMISSION, _VISIBLE)
    server = process_name(pid)
    if pid != 1 and server not in _ENGINES:
        where = f"{socket_path}: served by {server or 'a process that ended'}, which is not dockerd"
        raise NotHere(where, Why.UNSUPPORTED, _ELSEWHERE)
    return pid, socket_path


def running(engine: Mapping[str, Json], asked: Sequence[tuple[str, str]] = ()) -> list[Running]:
    """The containers that have a process, paused ones too, by id; each with the paths that are wanted of it."""
    found = []
    for path in sorted(engine):
        kind, _, rest = path.removeprefix("/").partition("/")
        pid = integer(get(engine[path], "State", "Pid"))
        if kind == "containers" and rest.endswith("/json") and pid > 0:
            name = text(get(engine[path], "Name")).removeprefix("/")
            sandbox = text(get(engine[path], "NetworkSettings", "SandboxKey"))
            ident = rest.removesuffix("/json")
            wanted = tuple(sorted({one for word, one in asked if means(word, engine[path])}))
            found.append(Running(ident, name, pid, sandbox, targets(engine[path]), wanted))
    return found


def _no_neighbour(engine: Mapping[str, Json], socket_path: str | None) -> str:
    """Why the engine's processes are not on this machine, "" when they may be."""
    if socket_path is None:
        return "the engine: on another machine, or reached over the network"
    if not sys.platform.startswith("linux"):
        return "the engine: in a virtual machine"
    if "Docker Desktop" in text(get(engine, "/info", "OperatingSystem")):
        return "the engine: in Docker Desktop's virtual machine"
    if any(text(get(part, "Name")) == "Podman Engine" for part in sequence(get(engine, "/version", "Components"))):
        return "the engine: Podman, whose namespaces are not read"
    return ""


def _nothing(where: str, why: Why, remedy: str) -> HostReading:
    return HostReading(gaps=(Gap(_FACTS, where, why, remedy),))
