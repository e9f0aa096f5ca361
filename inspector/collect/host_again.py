"""The host's facts again after a change: the host's own and those of the containers concerned; the rest as it was."""

from collections.abc import Collection, Mapping

from inspector.collect.host import read_host, running
from inspector.collect.host_reading import HostReading
from inspector.model.evidence import Json
from inspector.parse.reading import get, sequence, text

_SHARES = "container:"


def read_host_again(
    engine: Mapping[str, Json], socket_path: str | None, before: HostReading, changed: Collection[str]
) -> HostReading:
    """What `read_host` would tell now, of which only what `changed` may have changed is read.

    Where something could not be read before, everything is read: gaps name no container that they could be kept for.
    """
    if before.gaps or not before.namespaces:
        return read_host(engine, socket_path)
    concerned = _concerned(engine, before.namespaces, changed)
    fresh = read_host(engine, socket_path, concerned)
    if not fresh.namespaces:
        return fresh
    alive = {one.id for one in running(engine)} - concerned
    namespaces = {
        key: entry for key, entry in before.namespaces.items() if _members(entry) and _members(entry) <= alive
    }
    files = {owner: texts for owner, texts in before.files.items() if owner in alive}
    return HostReading(namespaces | fresh.namespaces, fresh.gaps, files | fresh.files, fresh.firewall, fresh.processes)


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
