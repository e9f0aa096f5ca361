"""The details of the host, with what could not be read of it, and of an image."""

from collections.abc import Iterator

from inspector.export.sheet_lines import Fact, Section, Sheet, made, plainly, times
from inspector.model.evidence import Evidence
from inspector.model.ids import HOST, Kind, Ref
from inspector.model.snapshot import Engine
from inspector.model.storage import Image
from inspector.topology.graph import Topology


def host_sheet(topology: Topology, evidence: Evidence, engine: Engine) -> Sheet:
    """The engine, the host's interfaces, and what could not be read."""
    snapshot = topology.snapshot
    here = snapshot.host_netns
    facts = plainly(
        "Engine",
        ("Engine", f"{engine.product} {engine.version}"),
        ("API", engine.api_version),
        ("System", engine.operating_system or engine.os),
        ("Kernel", engine.kernel),
        ("Architecture", engine.arch),
        ("Storage driver", engine.storage_driver),
        ("Root directory", engine.root_dir),
        ("Firewall", engine.firewall_backend),
        ("Swarm", engine.swarm),
        ("Marks", ", ".join(word for word, on in _marks(engine) if on)),
    )
    links = (link for link in here.interfaces if link.kind != "veth") if here else ()
    addresses = (
        Fact(link.name, ", ".join(f"{at.address}/{at.prefix}" for at in link.addresses) or "no address", note=link.kind)
        for link in links
    )
    gaps = (Fact(gap.what, gap.why.value, note=gap.remedy) for gap in snapshot.gaps)
    sections = (facts, Section("Interfaces", tuple(addresses)), Section("Not known", tuple(gaps)))
    raw = evidence.engine.get("/info")
    return made(HOST, engine.hostname or "The host", "Docker host", *sections, raw=raw)


def _marks(engine: Engine) -> Iterator[tuple[str, bool]]:
    yield "rootless", engine.rootless
    yield "userns-remap", engine.userns_remap
    yield "live restore", engine.live_restore


def image_sheet(topology: Topology, evidence: Evidence, image: Image) -> Sheet:
    """Everything that is known of one image."""
    ref = Ref(Kind.IMAGE, image.id)
    facts = plainly(
        "Image",
        ("Id", image.id.removeprefix("sha256:")[:12]),
        *(("Tag", tag) for tag in image.tags),
        ("Command", " ".join((*image.entrypoint, *image.command))),
        ("User", image.user),
        ("Exposes", ", ".join(image.exposed)),
        ("Volumes", ", ".join(image.volumes)),
        *times(topology.snapshot.taken_at, ("Created", image.created)),
    )
    users = [one for one in topology.snapshot.containers if one.image_id == image.id]
    used = tuple(Fact(one.state.value, one.name, str(Ref(Kind.CONTAINER, one.id))) for one in users)
    name = next(iter(image.tags), image.id[:19])
    raw = evidence.engine.get(f"/images/{image.id}/json")
    return made(ref, name, "Image", facts, Section(f"Used by ({len(used)})", used), raw=raw)
