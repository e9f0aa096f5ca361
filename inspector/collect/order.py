"""One order for what an engine tells in random order, so that the same host gives the same evidence."""

from typing import Any

from inspector.model.evidence import Json
from inspector.parse.reading import get, text


def in_order(engine: dict[str, Json]) -> dict[str, Json]:
    """The same answers with lists of things sorted by id or name. Other lists keep their order."""
    ordered = {path: _sorted(value) for path, value in sorted(engine.items())}
    for path in ("/containers/json", "/networks", "/images/json"):
        if isinstance(ordered.get(path), list):
            ordered[path] = sorted(ordered[path], key=_identity)
    return ordered


# By field name: what Go keeps in a map or asks for in parallel. `Volumes` is a list in /volumes and /system/df.
_BY = {
    "Mounts": lambda one: (text(get(one, "Destination")), text(get(one, "Target")), text(get(one, "Source"))),
    "Ports": lambda one: tuple(str(get(one, key)) for key in ("PrivatePort", "Type", "IP", "PublicPort")),
    "Volumes": lambda one: (text(get(one, "Name")),),
    "Containers": lambda one: _identity(one),
    "Images": lambda one: _identity(one),
    "RepoTags": lambda one: (text(one),),
    "RepoDigests": lambda one: (text(one),),
}


def _identity(one: Json) -> tuple[str, ...]:
    return (text(get(one, "Id")), text(get(one, "Name")))


def _sorted(value: Json, field: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _sorted(item, key) for key, item in value.items()}
    if isinstance(value, list):
        items = [_sorted(item) for item in value]
        return sorted(items, key=_BY[field]) if field in _BY else items
    return value
