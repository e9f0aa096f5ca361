"""Reading a host again after a change: only what changed is asked for, put in order and cleaned of secrets."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from inspector.collect.cleaning import Cleaner
from inspector.collect.engine import STOPPED, Reader
from inspector.collect.failures import NotAnswered
from inspector.collect.host_again import linking, read_host_again
from inspector.collect.host_reading import HostReading
from inspector.collect.live import now, tool
from inspector.collect.redact import redact
from inspector.model.evidence import Evidence, Gap, Json, Why
from inspector.parse.reading import get, text

if TYPE_CHECKING:
    from inspector.collect.wire import Wire

_MOVES_BY_ITSELF = {"neigh", "free", "mtime", "size"}
"""Neighbour tables, and what of a file or folder changes while it is used."""


class Held(Struct, frozen=True):
    """One reading, and what the next one builds on. All of it is redacted. clock: the engine's time when it began."""

    evidence: Evidence
    engine_gaps: tuple[Gap, ...]
    host: HostReading
    cleaner: Cleaner
    clock: str = ""


def read(wire: Wire, before: Held | None = None, touched: Collection[str] = ()) -> Held:
    """The host now. Without `before` everything is read, as `collect_live` does; else what its lists tell of, what is
    `touched` (ids of containers), and what follows from that.

    Raises NotAnswered or EngineUnreachable when the engine is gone; whatever else cannot be read is a Gap.
    """
    held = before.evidence.engine if before else {}
    touched = {*touched, *linking(held)} if touched else touched
    reader = Reader(wire, before=held, touched=touched)
    reader.read_all(sizes=False)
    if any(gap.remedy == STOPPED for gap in reader.gaps):
        raise NotAnswered(f"{wire.target.label} stopped answering while it was read", Why.NOT_RUNNING, broken=True)
    clock = text(get(reader.engine.get("/info"), "SystemTime"))
    new = {path: answer for path, answer in reader.engine.items() if answer is not held.get(path)}
    cleaner = before.cleaner if before else Cleaner()
    clean = cleaner.clean(new)
    # What is equal stays the same object, so that comparing the next time is quick.
    engine = {path: _either(held.get(path), clean.get(path)) for path in sorted(reader.engine)}
    changed = {_owner(path) for path in held.keys() | engine.keys() if held.get(path) is not engine.get(path)}
    gaps = redact(Evidence(taken_at="", tool="", gaps=tuple(sorted(set(reader.gaps))))).gaps
    known = before.host if before else HostReading()
    host = read_host_again(engine, wire.target.socket_path, known, changed | set(touched))
    return _together(wire, engine, gaps, host, cleaner, clock)


def read_kernel(wire: Wire, before: Held, only: Collection[str] | None = None) -> Held:
    """The same with what no event tells of (sockets, routes) read again: of the host, and of all or some containers."""
    engine = before.evidence.engine
    host = read_host_again(engine, wire.target.socket_path, before.host, only)
    return _together(wire, engine, before.engine_gaps, host, before.cleaner, before.clock)


def alike(one: Evidence, other: Evidence) -> bool:
    """Whether two readings tell the same, but for their time and what moves by itself."""
    plain = {"taken_at": "", "namespaces": {}, "paths": {}}
    return (
        replace(one, **plain) == replace(other, **plain)
        and _still_alike(one.namespaces, other.namespaces)
        and _still_alike(one.paths, other.paths)
    )


def _together(
    wire: Wire, engine: dict[str, Json], gaps: tuple[Gap, ...], host: HostReading, cleaner: Cleaner, clock: str
) -> Held:
    evidence = Evidence(
        taken_at=now(),
        tool=tool(),
        source=redact(Evidence(taken_at="", tool="", source=wire.target.label)).source,
        engine=engine,
        namespaces=host.namespaces,
        firewall=host.firewall,
        files=host.files,
        processes=host.processes,
        mounts=host.mounts,
        paths=host.paths,
        gaps=tuple(sorted({*gaps, *host.gaps})),
    )
    return Held(evidence, gaps, host, cleaner, clock)


def _either(old: Json, new: Json) -> Json:
    return old if new is None or old == new else new


def _owner(path: str) -> str:
    """The container of an inspect's path; other paths are no container's."""
    return path.removeprefix("/containers/").removesuffix("/json")


def _still_alike(one: dict[str, Json], other: dict[str, Json]) -> bool:
    if one.keys() != other.keys():
        return False
    pairs = ((told, other[key]) for key, told in one.items())
    return all(told is said or told == said or _still(told) == _still(said) for told, said in pairs)


def _still(facts: Json) -> Json:
    """The same without what moves by itself."""
    if isinstance(facts, dict):
        return {key: _still(value) for key, value in facts.items() if key not in _MOVES_BY_ITSELF}
    return facts
