"""Command lines of docker-proxy (moby cmd/docker-proxy) into the model."""

from collections.abc import Sequence

from inspector.model.evidence import Gap, Json
from inspector.model.netns import Proxy
from inspector.parse.addressing import is_address
from inspector.parse.reading import Cursor, integer

_SWITCHES = {"use-listen-fd", "v", "version"}
# What docker-proxy takes where an option is not given.
_DEFAULTS = {"proto": "tcp", "host-ip": "", "host-port": "-1", "container-ip": "", "container-port": "-1"}


def proxies(raw: Json) -> tuple[tuple[Proxy, ...] | None, tuple[Gap, ...]]:
    """The running proxies, sorted; None when they could not be listed."""
    gaps: list[Gap] = []
    place = Cursor({"processes": raw}, "processes", gaps)
    lines = place.each("processes")
    if not isinstance(raw, list):
        return None, tuple(gaps)
    found = {proxy for line in lines if (proxy := _proxy(line)) is not None}
    return tuple(sorted(found)), tuple(sorted(set(gaps)))


def _proxy(line: Cursor) -> Proxy | None:
    options = _DEFAULTS | _options(line.texts()[1:])
    host_port, container_port = integer(options["host-port"]), integer(options["container-port"])
    addresses = all(not told or is_address(told) for told in (options["host-ip"], options["container-ip"]))
    if not (addresses and 0 < host_port < 1 << 16 and 0 < container_port < 1 << 16):
        line.malformed("a command line of docker-proxy", (), line.value)
        return None
    return Proxy(options["proto"], options["host-ip"], host_port, options["container-ip"], container_port)


def _options(words: Sequence[str]) -> dict[str, str]:
    """Go's flag package: `-name value`, `-name=value`, with one dash or two; switches stand alone."""
    found: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        name, equals, value = word.removeprefix("-").removeprefix("-").partition("=")
        if not word.startswith("-") or not name:
            break
        if not equals and name not in _SWITCHES:
            value = next(rest, "")
        found[name] = value
    return found
