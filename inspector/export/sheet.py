"""What the details panel shows of one entity, whatever it is."""

from collections.abc import Iterable

from msgspec.structs import replace

from inspector.export.copying import copies
from inspector.export.sheet_container import container_sheet
from inspector.export.sheet_host import host_sheet, image_sheet
from inspector.export.sheet_lines import Fact, Section, Sheet, access, at, made, plainly, used_by
from inspector.export.sheet_network import network_sheet
from inspector.export.sheet_volume import volume_sheet
from inspector.model.container import Container
from inspector.model.evidence import Evidence
from inspector.model.ids import Kind, Ref
from inspector.model.network import Network
from inspector.model.snapshot import Engine
from inspector.model.storage import Image, Mount, Volume
from inspector.topology.edges import HostPath, HostPort, Missing, Project
from inspector.topology.graph import Topology


def sheet(topology: Topology, evidence: Evidence, ref: Ref) -> Sheet:
    """The sheet of an entity; of one that is not there (any more), a sheet that says so."""
    return replace(_told(topology, evidence, ref), copies=copies(topology.entity(ref)))


def _told(topology: Topology, evidence: Evidence, ref: Ref) -> Sheet:
    match topology.entity(ref):
        case Container() as one:
            return container_sheet(topology, evidence, one)
        case Network() as network:
            return network_sheet(topology, evidence, network)
        case Volume() as volume:
            return volume_sheet(topology, evidence, volume)
        case Engine() as engine:
            return host_sheet(topology, evidence, engine)
        case Image() as image:
            return image_sheet(topology, evidence, image)
        case HostPath() as path:
            return made(ref, path.path, "Host path", used_by(topology, ref))
        case Mount() as mount:
            facts = (("Where", mount.target), ("Options", mount.options or mount.mode), ("Access", access(mount)))
            return made(ref, mount.target, "tmpfs", plainly("Mount", *facts), used_by(topology, ref))
        case HostPort() as port:
            users = (
                Fact(f"{one.port}/{one.protocol}", who.name, str(Ref(Kind.CONTAINER, who.id)), one.status.value)
                for who, one in topology.ports_of(ref)
            )
            return made(
                ref,
                f"{at(port.host_ip, port.host_port)}/{port.protocol}",
                "Host port",
                Section("Leads to", tuple(users)),
            )
        case Project() as project:
            members = (member for member, _ in topology.into(ref))
            return made(ref, project.name, "Project", _members(topology, members))
        case Missing() as missing:
            return made(ref, missing.name, f"{ref.kind.value}, referred to but not read")
    return _gone(ref)


def _gone(ref: Ref) -> Sheet:
    if ref.kind is Kind.EXTERNAL:
        return made(ref, ref.id, "Outside of this host; nothing of it was read.")
    title = ref.id[:12] if ref.kind in (Kind.CONTAINER, Kind.NETWORK) else ref.id
    return made(ref, title, f"No such {ref.kind.value} was there when this was read.")


def _members(topology: Topology, refs: Iterable[Ref]) -> Section:
    named = ((ref, topology.entity(ref)) for ref in refs)
    facts = (Fact(ref.kind.value, str(getattr(entity, "name", ref.id)), str(ref)) for ref, entity in named)
    return Section("Members", tuple(sorted(facts, key=lambda fact: (fact.label, fact.value))))
