"""What a reading of the engine's host gives."""

from msgspec import Struct

from inspector.model.evidence import Gap, Json


class HostReading(Struct, frozen=True):
    """In the shapes of `Evidence`: namespaces, files, firewall, processes, mounts, paths; and what was not read."""

    namespaces: dict[str, Json] = {}
    gaps: tuple[Gap, ...] = ()
    files: dict[str, Json] = {}
    firewall: dict[str, str] = {}
    processes: Json = None
    mounts: dict[str, Json] = {}
    paths: dict[str, Json] = {}
