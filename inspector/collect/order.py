"""The same host gives the same evidence: one order for what an engine tells in random order, and no clock."""

from typing import Any

from inspector.model.evidence import Json
from inspector.parse.reading import get, text

# What moves on an idle host: the time, and gauges of dockerd itself. A row's Status ("Up 3 seconds") is State and the
# clock; the inspect has both as they are.
_MOVING = {
    "/info": {"SystemTime", "NGoroutines", "NFd", "NEventsListener"},
    "/containers/json": {"Status"},
}


def without_clock(engine: dict[str, Json]) -> dict[str, Json]:
    """The same answers without what changes while nothing happens."""
    return {path: _without(value, _MOVING[path]) if path in _MOVING else value for path, value in engine.items()}


def _without(value: Json, fields: set[str]) -> Any:
    if isinstance(value, list):
        return [_without(one, fields) for one in value]
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if key not in fields}
    return value


def in_order(engine: dict[str, Json]) -> dict[str, Json]:
    """The same answers with lists of things sorted by id or name. Other lists keep their order."""
    ordered = {path: _sorted(value) for path, value in sorted(engine.items())}
    for path in ("/containers/json", "/networks", "/images/json"):
        if isinstance(ordered.get(path), list):
            ordered[path] = by_identity(ordered[path])
    return ordered


def by_identity(rows: list[Json]) -> list[Json]:
    """Things by their id, then by name."""
    return sorted(rows, key=_identity)


_NESTED = (dict, list)
# By field name: what Go keeps in a map or asks for in parallel. `Volumes` is a list in /volumes and /system/df.
_BY = {
    "Mounts": lambda one: (text(get(one, "Destination")), text(get(one, "Target")), text(get(one, "Source"))),
    "Ports": lambda one: tuple(str(get(one, key)) for key in ("PrivatePort", "Type", "IP", "PublicPort")),
    "Volumes": lambda one: (text(get(one, "Name")),),
    "Containers": lambda one: _identity(one),
    "Images": lambda one: _identity(one),
    "ExecIDs": lambda one: (text(one),),
    "RepoTags": lambda one: (text(one),),
    "RepoDigests": lambda one: (text(one),),
}


def _identity(one: Json) -> tuple[str, ...]:
    return (text(get(one, "Id")), text(get(one, "Name")))


def _sorted(value: Json, field: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _sorted(item, key) if isinstance(item, _NESTED) else item for key, item in value.items()}
    if isinstance(value, list):
        items = [_sorted(item) if isinstance(item, _NESTED) else item for item in value]
        return sorted(items, key=_BY[field]) if field in _BY else items
    return value
