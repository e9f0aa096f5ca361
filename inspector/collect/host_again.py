"""The host's facts again after a change: the host's own and those of the containers concerned; the rest as it was."""

from collections.abc import Collection, Mapping

from msgspec.structs import replace

from inspector.collect.host import read_host, running
from inspector.collect.host_reading import HostReading
from inspector.collect.redact import redact
from inspector.model.evidence import Evidence, Json
from inspector.parse.reading import get, sequence, text

_SHARES = "container:"
_BY_OWNER = ("namespaces", "files", "mounts", "paths")


def read_host_again(
    engine: Mapping[str, Json], socket_path: str | None, before: HostReading, changed: Collection[str] | None
) -> HostReading:
    """What `read_host` would tell now, without secrets, of which only what `changed` may have changed is read.

    None: everything may have. Where something could not be read before, everything is read: gaps name no container
    that they could be kept for.
    """
    if changed is None or before.gaps or not before.namespaces:
        return _read(engine, socket_path, before, None)
    concerned = _concerned(engine, before.namespaces, changed)
    fresh = _read(engine, socket_path, before, concerned)
    if not fresh.namespaces:
        return fresh
    alive = {one.id for one in running(engine)} - concerned
    namespaces = {
        key: entry for key, entry in before.namespaces.items() if _members(entry) and _members(entry) <= alive
    }
    return HostReading(
        namespaces=namespaces | fresh.namespaces,
        gaps=fresh.gaps,
        files=_of(before.files, alive) | fresh.files,
        firewall=fresh.firewall,
        processes=fresh.processes,
        mounts=_of(before.mounts, alive) | fresh.mounts,
        paths=_of(before.paths, alive) | fresh.paths,
    )


def _read(
    engine: Mapping[str, Json], socket_path: str | None, before: HostReading, only: set[str] | None
) -> HostReading:
    """Without secrets, and what is equal stays the same object: it is not read into the model again."""
    clean = _clean(read_host(engine, socket_path, only=only))
    parts = {name: _same(getattr(before, name), getattr(clean, name)) for name in _BY_OWNER}
    firewall = before.firewall if before.firewall == clean.firewall else clean.firewall
    return replace(clean, firewall=firewall, **parts)


def _same(before: Mapping[str, Json], fresh: Mapping[str, Json]) -> dict[str, Json]:
    return {key: before[key] if key in before and before[key] == told else told for key, told in fresh.items()}


def _clean(host: HostReading) -> HostReading:
    names = ("firewall", "files", "processes", "mounts", "paths", "gaps")
    clean = redact(Evidence(taken_at="", tool="", **{name: getattr(host, name) for name in names}))
    return replace(host, **{name: getattr(clean, name) for name in names})


def _of(facts: Mapping[str, Json], owners: Collection[str]) -> dict[str, Json]:
    return {owner: told for owner, told in facts.items() if owner in owners}


def _concerned(engine: Mapping[str, Json], namespaces: Mapping[str, Json], changed: Collection[str]) -> set[str]:
    """The changed ones, those that share a namespace with one of them or with the host, and those that link."""
    alive = {one.id for one in running(engine)}
    found = {*changed, *linking(engine)}
    for ident in list(found):
        mode = text(_config(engine, ident, "NetworkMode"))
        if mode.startswith(_SHARES):
            found.add(mode.removeprefix(_SHARES))
    for entry in namespaces.values():
        members = _members(entry)
        if get(entry, "host") is True or members & found or not members <= alive:
            found |= members
    return found


def linking(engine: Mapping[str, Json]) -> set[str]:
    """The containers with legacy links: their inspect and hosts file tell of targets that start or get a new name."""
    owners = {path.removeprefix("/containers/").removesuffix("/json") for path in engine if path.endswith("/json")}
    return {ident for ident in owners if sequence(_config(engine, ident, "Links"))}


def _config(engine: Mapping[str, Json], ident: str, field: str) -> Json:
    return get(engine.get(f"/containers/{ident}/json"), "HostConfig", field)


def _members(entry: Json) -> set[str]:
    return {text(one) for one in sequence(get(entry, "containers"))}
