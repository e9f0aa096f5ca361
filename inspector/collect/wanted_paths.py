"""Of which paths the facts are wanted, from what the engine told: pure."""

from collections.abc import Mapping
from itertools import chain

from inspector.model.evidence import Json
from inspector.parse.mounts import clean_path, nested
from inspector.parse.reading import get, mapping, sequence, text

MOST_PATHS = 20_000
"""Of more paths of one host no facts are read."""
_ENGINE_FILES = ("/etc/hosts", "/etc/hostname", "/etc/resolv.conf")


def sources(engine: Mapping[str, Json]) -> list[str]:
    """Paths of the host, sorted: bind sources, mount points in them, volume mountpoints, devices of local volumes."""
    inspects = [value for path, value in engine.items() if path.startswith("/containers/")]
    rows = sequence(get(engine.get("/volumes"), "Volumes"))
    found = chain(
        (get(mount, "Source") for one in inspects for mount in sequence(get(one, "Mounts"))),
        (get(wish, "Source") for one in inspects for wish in sequence(get(one, "HostConfig", "Mounts"))),
        (text(word).partition(":")[0] for one in inspects for word in sequence(get(one, "HostConfig", "Binds"))),
        (get(row, "Mountpoint") for row in rows),
        (get(row, "Options", "device") for row in rows if get(row, "Driver") == "local"),
        (path for one in inspects for path in nested(_mounted(one)).values()),
    )
    # `//server/share` is a device too, but none of this machine.
    return sorted({path for one in found if (path := text(one)).startswith("/") and not path.startswith("//")})


def _mounted(inspect: Json) -> dict[str, str]:
    return {
        clean_path(text(get(mount, "Destination"))): text(get(mount, "Source")) if get(mount, "Type") == "bind" else ""
        for mount in sequence(get(inspect, "Mounts"))
    }


def targets(inspect: Json) -> tuple[str, ...]:
    """Paths inside of one container, sorted: where something is mounted."""
    mounted = (text(get(mount, "Destination")) for mount in sequence(get(inspect, "Mounts")))
    memory = mapping(get(inspect, "HostConfig", "Tmpfs"))
    return tuple(sorted({clean_path(path) for path in (*mounted, *memory, *_ENGINE_FILES) if path.startswith("/")}))


def means(word: str, inspect: Json) -> bool:
    """Whether a user's word may mean this container: its name, id, the id's beginning, `service` or `project/service`.

    A word that means several is not resolved here: the facts of each are wanted.
    """
    ident, name = text(get(inspect, "Id")), text(get(inspect, "Name")).removeprefix("/")
    labels = get(inspect, "Config", "Labels")
    service, project = (text(get(labels, f"com.docker.compose.{key}")) for key in ("service", "project"))
    return bool(word) and (word in (name, service, f"{project}/{service}") or ident.startswith(word))
