"""The short syntax of ports and volumes written out in the long one. Pure text.

Source: the Compose Specification (05-services.md) and compose-go `format`, `types.ParsePortConfig`.
"""

import posixpath
import re
from collections.abc import Iterator

from inspector.model.evidence import Json
from inspector.parse.addressing import is_address

_PORT = re.compile(r"(?:(?P<host>.*):)?(?P<target>[0-9]+(?:-[0-9]+)?)(?:/(?P<protocol>[a-zA-Z]+))?")
_HOST = re.compile(
    r"(?:(?P<ip>\[[0-9a-fA-F:.%]+\]|[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*):)?(?P<published>[0-9]*(?:-[0-9]+)?)"
)
_WINDOWS = re.compile(r"[A-Za-z]:[\\/]")
_PROPAGATIONS = ("rprivate", "private", "rshared", "shared", "rslave", "slave")
_MOST = 1024


def ports(word: str) -> list[dict[str, Json]] | None:
    """`[[ip:]published:]target[/protocol]`, ranges written out; None for what is no port."""
    match = _PORT.fullmatch(word.strip())
    host = _HOST.fullmatch(match["host"] or "") if match else None
    if not match or not host:
        return None
    targets, published = _range(match["target"]), _range(host["published"])
    protocol, address = (match["protocol"] or "tcp").lower(), (host["ip"] or "").strip("[]")
    if not targets or (host["published"] and not published) or (address and not is_address(address)):
        return None
    if published and len(targets) == 1 and len(published) > 1:
        pairs = [(targets[0], host["published"])]
    elif published and len(targets) != len(published):
        return None
    else:
        pairs = list(zip(targets, map(str, published), strict=True)) if published else [(one, "") for one in targets]
    return [
        {"target": str(target), "published": outer, "protocol": protocol, "host_ip": address} for target, outer in pairs
    ]


def _range(word: str) -> list[int]:
    first, dash, last = word.partition("-")
    if not first:
        return []
    low, high = int(first[:6]), int((last if dash else first)[:6])
    return list(range(low, high + 1)) if 0 < low <= high < 65536 and high - low < _MOST else []


def volume(word: str) -> dict[str, Json]:
    """`[source:]target[:mode]` as a bind, when the source is a path, or a volume."""
    source, target, mode = _parts(word)
    found: dict[str, Json] = {"type": "bind" if _is_path(source) else "volume", "source": source, "target": target}
    own = found.setdefault(str(found["type"]), {})
    for option in mode.split(",") if mode else ():
        if option in ("ro", "rw"):
            found["read_only"] = option == "ro"
        elif option == "nocopy":
            own["nocopy"] = True
        elif option in _PROPAGATIONS:
            own["propagation"] = option
        elif option in ("z", "Z"):
            own["selinux"] = option
    return found


def _parts(word: str) -> tuple[str, str, str]:
    drive = word[:2] if _WINDOWS.match(word) else ""
    parts = word.removeprefix(drive).split(":")
    if len(parts) == 1:
        return "", drive + parts[0], ""
    return drive + parts[0], parts[1], ":".join(parts[2:])


def _is_path(source: str) -> bool:
    return source.startswith((".", "/", "~")) or bool(_WINDOWS.match(source))


def absolute(path: str, directory: str, home: str) -> str:
    """A path of the host as compose makes it absolute: from the folder of its file, `~` from the home folder.

    Where a folder is not known the path stays as it is written.
    """
    if path == "~" or path.startswith("~/"):
        return posixpath.normpath(home + path[1:]) if home else path
    if path.startswith("/") or _WINDOWS.match(path) or not directory:
        return posixpath.normpath(path) if path.startswith("/") else path
    return posixpath.normpath(posixpath.join(directory, path))


def pairs(value: Json) -> Iterator[tuple[str, Json]]:
    """The members of what may be a map, or a list of `KEY=value`; a key alone has the value None."""
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        for one in value:
            if isinstance(one, str):
                key, equals, rest = one.partition("=")
                yield key, rest if equals else None
