"""The details of one volume: where it is, and who mounts it."""

from inspector.export.sheet_lines import Sheet, made, plainly, times, used_by
from inspector.model.evidence import Evidence
from inspector.model.ids import Kind, Ref
from inspector.model.storage import Volume
from inspector.topology.graph import Topology


def volume_sheet(topology: Topology, evidence: Evidence, volume: Volume) -> Sheet:
    """Everything that is known of one volume."""
    ref = Ref(Kind.VOLUME, volume.name)
    listed = evidence.engine.get("/volumes")
    volumes = listed.get("Volumes") if isinstance(listed, dict) else None
    entries = volumes if isinstance(volumes, list) else []
    raw = next((one for one in entries if isinstance(one, dict) and one.get("Name") == volume.name), None)
    facts = plainly(
        "Volume",
        ("Driver", volume.driver),
        ("Mountpoint", volume.mountpoint),
        ("Scope", volume.scope),
        ("Project", volume.project),
        ("Size", "" if volume.size_bytes is None else f"{volume.size_bytes:,} bytes"),
        *times(topology.snapshot.taken_at, ("Created", volume.created)),
    )
    kind = "Anonymous volume" if volume.anonymous else "Volume"
    parts = (facts, used_by(topology, ref), plainly("Options", *volume.options), plainly("Labels", *volume.labels))
    return made(ref, volume.name, kind, *parts, raw=raw)
