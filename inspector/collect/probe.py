"""Asks the real containers: the one part of the inspector that acts, and only when the user says probe.

As root beside the engine it enters the source's network namespace and uses sockets of its own there, so that nothing is
run in the container and nothing in its image is needed. Otherwise it has the engine run one program of the image
(`probe_exec`). Either way: one name, one connection or packet, to the asked destination only, and nothing is written.
"""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from inspector.collect.host import NotHere, engine_process, running
from inspector.collect.name_files import name_files
from inspector.collect.netns import away, enter
from inspector.collect.probe_exec import ask_by_exec
from inspector.collect.proof import Gone, Running, prove
from inspector.collect.survey import ROOT
from inspector.collect.target import Target
from inspector.errors import CannotProbe
from inspector.model.answer import Flow, Observation
from inspector.model.evidence import Json
from inspector.model.ids import HOST, Kind
from inspector.model.netns import NameFiles
from inspector.parse.name_files import name_files as read_name_files


def observe(target: Target, engine: Mapping[str, Json], flow: Flow) -> Observation:
    """Ask a flow's question of the real world, once. `engine` holds the engine's answers: they tell of the source.

    Raises CannotProbe with the reason and what to do.
    """
    if flow.source.kind is Kind.EXTERNAL:
        raise CannotProbe("A machine beyond the host cannot be made to ask", remedy="Ask from there by hand.")
    source = None if flow.source == HOST else _source(engine, flow.source.id)
    try:
        pid, _ = engine_process(engine, target.socket_path)
    except NotHere as reason:
        return _by_exec(target, source, flow, f"{reason.where}, so its namespaces cannot be entered from here")
    try:
        return away(partial(_from_inside, pid, source, flow))
    except Gone as error:
        raise CannotProbe("The source stopped meanwhile", remedy="Start it and ask again.") from error
    except PermissionError:
        return _by_exec(target, source, flow, "this process may not enter its network namespace")
    except OSError as error:
        raise CannotProbe(f"The source could not be asked: {error.strerror or error}", remedy="Ask again.") from error


def _source(engine: Mapping[str, Json], ident: str) -> Running:
    found = next((one for one in running(engine) if one.id == ident), None)
    if found is None:
        raise CannotProbe("The source does not run, so nothing can be asked from it", remedy="Start it and ask again.")
    return found


def _by_exec(target: Target, source: Running | None, flow: Flow, why: str) -> Observation:
    if source is None:
        raise CannotProbe(f"The host cannot be asked: {why}", remedy=ROOT)
    return ask_by_exec(target, source, flow, why)


def _from_inside(engine_pid: int, source: Running | None, flow: Flow) -> Observation:
    """In a thread of its own: move into the source's namespace and ask there."""
    # Costs 0.1 s (dnspython), so only here.
    from inspector.collect.probe_sockets import ask

    engine = Path(f"/proc/{engine_pid}")
    with ExitStack() as opened:
        process = _open(opened, _process_folder(engine, source))
        namespace = _open(opened, "ns/net", process)
        if source is not None:
            prove(source, process, os.fstat(namespace), engine / "root")
        files = _files(process)
        if os.fstat(namespace).st_ino != Path("/proc/thread-self/ns/net").stat().st_ino:
            enter(namespace)
        seen = ask(files, flow.destination, flow.protocol, flow.port)
    where = f"of {source.name} (process {source.pid})" if source else "of the engine's host"
    return replace(seen, asked_by=f"sockets in the network namespace {where}")


def _process_folder(engine: Path, source: Running | None) -> Path:
    """The /proc folder of the source's first process. PermissionError where the engine's own /proc is not to be seen:
    its numbers are those of its own pid namespace.
    """
    if source is None:
        return engine
    processes = engine / "root/proc"
    if not os.access(processes / "1", os.F_OK):
        raise PermissionError
    return processes / str(source.pid)


def _open(opened: ExitStack, path: Path | str, folder: int | None = None) -> int:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC, dir_fd=folder)
    except (FileNotFoundError, ProcessLookupError) as error:
        raise Gone from error
    opened.callback(os.close, fd)
    return fd


def _files(process: int) -> NameFiles:
    """The source's own /etc/hosts and resolv.conf; PermissionError when its root may not be seen."""
    found, gaps = name_files(process, "source", ROOT)
    if not found and gaps:
        raise PermissionError
    (files,), _ = read_name_files({"source": dict(found)})
    return files
