"""The details of one network: its addresses, marks and members."""

from inspector.export.sheet_lines import Fact, Section, Sheet, gaps, made, plainly, times
from inspector.model.evidence import Evidence
from inspector.model.ids import Kind, Ref
from inspector.model.network import Network
from inspector.topology.graph import Topology


def network_sheet(topology: Topology, evidence: Evidence, network: Network) -> Sheet:
    """Everything that is known of one network."""
    members = tuple(
        Fact(one.name, end.ipv4 or end.ipv6 or "no address now", str(Ref(Kind.CONTAINER, one.id)), end.mac)
        for one, end in topology.endpoints_of(network.id)
    )
    flags = (
        ("internal", network.internal),
        ("attachable", network.attachable),
        ("ingress", network.ingress),
        ("IPv6", network.ipv6),
        ("containers may not talk (icc off)", not network.icc),
        ("no masquerading", not network.masquerade),
    )
    facts = plainly(
        "Network",
        ("Id", network.short_id),
        ("Driver", network.driver),
        ("Scope", network.scope),
        ("Project", network.project),
        ("Bridge device", network.bridge),
        ("Parent", network.parent),
        ("MTU", str(network.mtu_bytes or "")),
        ("Marks", ", ".join(word for word, given in flags if given)),
        *((f"Subnet {number}" if number > 1 else "Subnet", one.cidr) for number, one in enumerate(network.subnets, 1)),
        *(("Gateway", one.gateway) for one in network.subnets),
        *(("Range", one.ip_range) for one in network.subnets),
        *times(topology.snapshot.taken_at, ("Created", network.created)),
    )
    sections = (
        facts,
        Section(f"Members ({len(members)})", members),
        plainly("Options", *network.options),
        plainly("Labels", *network.labels, folded=True),
        gaps(topology, network.id, network.name),
    )
    listed = evidence.engine.get("/networks")
    rows = [one for one in (listed if isinstance(listed, list) else []) if isinstance(one, dict)]
    row = next((one for one in rows if one.get("Id") == network.id), None)
    raw = evidence.engine.get(f"/networks/{network.id}", row)
    return made(Ref(Kind.NETWORK, network.id), network.name, f"{network.driver} network", *sections, raw=raw)
