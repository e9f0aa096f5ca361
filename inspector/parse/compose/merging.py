"""One compose model out of several: files laid over each other, `extends`, `include`.

Source: the Compose Specification (13-merge.md) and compose-go `override`.
"""

from collections.abc import Callable

from inspector.model.evidence import Json
from inspector.parse.compose.documents import OVERRIDE, RESET
from inspector.parse.reading import mapping, sequence

# Lists of which the later one replaces the earlier as a whole.
_REPLACED = {"command", "entrypoint", "test"}


def merged(under: Json, over: Json, key: str = "") -> Json:
    """What compose makes of a value and one that is laid over it; key is the name under which both stand."""
    if over is None:
        return under
    if isinstance(under, dict) and isinstance(over, dict):
        anew = {*sequence(over.get(RESET)), *sequence(over.get(OVERRIDE))}
        whole = {name: value for name, value in under.items() if name not in anew}
        for name, value in over.items():
            whole[name] = merged(whole[name], value, name) if name in whole else value
        return whole
    if isinstance(under, list) and isinstance(over, list) and key not in _REPLACED:
        return _appended(under, over, key)
    return over


def _appended(under: list[Json], over: list[Json], key: str) -> list[Json]:
    """Mounts, configs and secrets are one for each target; of all else every one that is not there yet is added."""
    target = _TARGETS.get(key)
    if target is None:
        return [*under, *(one for one in over if one not in under)]
    found = {target(one): one for one in under}
    for one in over:
        place = target(one)
        found[place] = merged(found[place], one) if place in found else one
    return list(found.values())


def _by_target(one: Json) -> str:
    return str(mapping(one).get("target", one))


def _by_source(one: Json) -> str:
    told = mapping(one)
    return str(told.get("target") or told.get("source", one))


_TARGETS: dict[str, Callable[[Json], str]] = {"volumes": _by_target, "configs": _by_source, "secrets": _by_source}


def extended(service: dict[str, Json], base: dict[str, Json]) -> dict[str, Json]:
    """A service with what it extends, all of it."""
    kept = {key: value for key, value in base.items() if key != "extends"}
    own = {key: value for key, value in service.items() if key != "extends"}
    found = merged(kept, own)
    return found if isinstance(found, dict) else own


def included(whole: dict[str, Json], more: dict[str, Json]) -> list[str]:
    """Add an included model's resources; the names of those that were there already, which stay as they are."""
    twice = []
    for section in ("services", "networks", "volumes", "configs", "secrets"):
        known = whole.setdefault(section, {})
        for name, value in mapping(more.get(section)).items():
            if isinstance(known, dict) and name in known and known[name] != value:
                twice.append(f"{section}.{name}")
            elif isinstance(known, dict):
                known[name] = value
    return twice
