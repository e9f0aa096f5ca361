"""Volumes and images."""

from datetime import UTC, datetime

from inspector.model.storage import Image, Volume
from inspector.parse.labels import ANONYMOUS, project
from inspector.parse.ports import port_keys
from inspector.parse.reading import Cursor, integer

_LAST_SECOND = 253402300799


def volume(at: Cursor, measured: Cursor | None) -> Volume:
    """One volume of `/volumes`; its size and use from `/system/df`, which says -1 for what it did not measure."""
    labels = at.pairs("Labels")
    usage = (measured or at).at("UsageData")
    return Volume(
        name=at.text("Name"),
        driver=at.text("Driver"),
        mountpoint=at.text("Mountpoint"),
        scope=at.text("Scope"),
        created=at.text("CreatedAt"),
        options=at.pairs("Options"),
        labels=labels,
        anonymous=ANONYMOUS in dict(labels),
        project=project(labels),
        size_bytes=_measured(usage.at("Size")),
        ref_count=_measured(usage.at("RefCount")),
    )


def image(at: Cursor, ident: str) -> Image:
    """One image, from its inspect or from its row in `/images/json` (which has no Config and a numeric time)."""
    exposed = {f"{number}/{protocol}" for number, protocol, _ in port_keys(at.items("Config", "ExposedPorts"))}
    return Image(
        id=ident,
        tags=tuple(sorted(set(at.texts("RepoTags")))),
        created=moment(at.at("Created")),
        size_bytes=at.integer("Size"),
        exposed=tuple(sorted(exposed, key=lambda word: (int(word.partition("/")[0]), word))),
        volumes=tuple(sorted(key for key, _ in at.items("Config", "Volumes"))),
        user=at.text("Config", "User"),
        env=at.texts("Config", "Env"),
        command=at.texts("Config", "Cmd"),
        entrypoint=at.texts("Config", "Entrypoint"),
        working_dir=at.text("Config", "WorkingDir"),
    )


def moment(at: Cursor) -> str:
    """A time as RFC 3339 text: inspects write text (year 1 for never), lists write seconds since 1970."""
    if isinstance(at.value, str):
        written = at.text()
        return "" if written.startswith("0001-01-01") else written
    seconds = at.integer()
    if not 0 < seconds <= _LAST_SECOND:
        return ""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def _measured(at: Cursor) -> int | None:
    if at.value is None:
        return None
    at.integer()
    number = integer(at.value)
    return number if number >= 0 and not isinstance(at.value, bool) else None
