"""The host's facts again after a change: the host's own and those of the containers concerned; the rest as it was."""

from collections.abc import Collection, Mapping

from msgspec.structs import replace

from inspector.collect.host import read_host, running
from inspector.collect.host_reading import HostReading
from inspector.collect.redact import redact
from inspector.model.evidence import Evidence, Json
from inspector.parse.reading import get, sequence, text

_SHARES = "container:"


def read_host_again(
    engine: Mapping[str, Json], socket_path: str | None, before: HostReading, changed: Collection[str]
) -> HostReading:
    """What `read_host` would tell now, without secrets, of which only what `changed` may have changed is read.

    Where something could not be read before, everything is read: gaps name no container that they could be kept for.
    """
    if before.gaps or not before.namespaces:
        return _clean(read_host(engine, socket_path))
    concerned = _concerned(engine, before.namespaces, changed)
    fresh = _clean(read_host(engine, socket_path, only=concerned))
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
