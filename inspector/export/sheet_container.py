"""The details of one container: how it runs, each network it is on, its ports, interfaces, mounts and names."""

from typing import Any

from inspector.analysis.facts import served_names
from inspector.export.sheet_lines import Fact, Section, Sheet, access, at, facts_of, gaps, made, plainly, times
from inspector.model.container import Container, Endpoint, Port, PortStatus
from inspector.model.evidence import Evidence
from inspector.model.ids import Kind, Ref
from inspector.model.netns import InterfaceRow
from inspector.model.network import Network
from inspector.model.storage import Mount, MountKind
from inspector.topology.graph import Topology
from inspector.topology.veths import interface_rows


def container_sheet(topology: Topology, evidence: Evidence, one: Container) -> Sheet:
    """Everything that is known of one container."""
    observed = topology.snapshot.taken_at
    ref = Ref(Kind.CONTAINER, one.id)
    raw = evidence.engine.get(f"/containers/{one.id}/json")
    sections = (
        plainly(
            "Container",
            ("Id", one.short_id),
            ("Command", " ".join((*one.entrypoint, *one.command))),
            _mode(topology, one),
            ("Health", one.health),
            ("Exit code", str(one.exit_code) if one.finished_at and not one.has_netns else ""),
            ("Error", one.error),
            *times(observed, ("Created", one.created), ("Started", one.started_at), ("Finished", one.finished_at)),
            ("Restart policy", one.restart_policy),
            ("Restarts", str(one.restart_count or "")),
            ("Hostname", one.hostname),
            ("User", one.user),
            ("Pid", str(one.pid or "")),
            ("Privileged", "yes" if one.privileged else ""),
            ("Capabilities", ", ".join(one.cap_add)),
            ("Root filesystem", "read-only" if one.readonly_rootfs else ""),
            ("Compose", f"{one.compose.project} / {one.compose.service}" if one.compose else ""),
        ),
        *(_endpoint(topology, one, end) for end in one.endpoints),
        Section("Ports", tuple(_port(port) for port in one.ports)),
        Section(
            "Interfaces", tuple(_veth(row) for row in interface_rows(topology.snapshot) if row.container == one.id)
        ),
        Section("Mounts", tuple(_mount(to, edge.detail) for to, edge in topology.out(ref) if _is_mount(edge.detail))),
        plainly(
            "Names and DNS",
            *((link.alias, f"link to {link.target}") for link in one.links),
            *(("Host entry", entry) for entry in one.extra_hosts),
            ("DNS servers", ", ".join(one.dns)),
            ("Search", ", ".join(one.dns_search)),
            ("Options", ", ".join(one.dns_options)),
        ),
        plainly("Environment", *(_pair(entry) for entry in one.env), folded=True),
        plainly("Labels", *one.labels, folded=True),
        gaps(topology, one.id, one.name),
    )
    return made(ref, one.name or one.short_id, one.image, *sections, state=one.state.value, raw=raw)


def _mode(topology: Topology, one: Container) -> Fact:
    """How it is connected; of a sidecar, whose network it uses."""
    mode, target = one.network_mode.mode.value, one.network_mode.target
    owner = topology.netns_owner(one) if mode == "container" else None
    ref = str(Ref(Kind.CONTAINER, owner.id)) if owner else ""
    shown = owner.name if owner else target
    if mode == "container":
        return Fact("Network of", shown, ref, "shares its network namespace")
    return Fact("Network mode", shown or mode)


def _endpoint(topology: Topology, one: Container, end: Endpoint) -> Section:
    facts = facts_of(
        ("IPv4", f"{end.ipv4}/{end.ipv4_prefix}" if end.ipv4 else ""),
        ("IPv6", f"{end.ipv6}/{end.ipv6_prefix}" if end.ipv6 else ""),
        ("Asked for", ", ".join(word for word in (end.static_ipv4, end.static_ipv6) if word)),
        ("Gateway", ", ".join(word for word in (end.gateway, end.gateway6) if word)),
        ("MAC", end.mac),
        ("Aliases", ", ".join(end.aliases)),
        ("Answers to", _names(topology, one, end)),
        ("Links", ", ".join(f"{link.target} as {link.alias}" for link in end.links)),
        *end.driver_opts,
    )
    here = Fact("Network", end.network, str(Ref(Kind.NETWORK, end.network_id)) if end.network_id else "")
    return Section(f"On {end.network}", (here, *facts))


def _names(topology: Topology, one: Container, end: Endpoint) -> str:
    """The names by which others on this network find it."""
    network = topology.entity(Ref(Kind.NETWORK, end.network_id))
    if not isinstance(network, Network):
        return ""
    if network.default_bridge:
        return "no name: Docker's default bridge has no DNS"
    if not network.user_defined:
        return ""
    names = ", ".join(served_names(one, end))
    return names if one.has_netns else f"no name while it is {one.state.value}; else {names}"


def _port(port: Port) -> Fact:
    host = at(port.host_ip, port.host_port) if port.status is not PortStatus.EXPOSED else ""
    leads = Ref(Kind.PORT, f"{port.host_ip}:{port.host_port}/{port.protocol}") if port.host_port else ""
    return Fact(f"{port.port}/{port.protocol}", host or "not published", str(leads), port.status.value)


def _veth(row: InterfaceRow) -> Fact:
    inside = f"{row.interface or 'interface'}{f' #{row.ifindex}' if row.ifindex else ''}"
    host = f"{row.host_interface} #{row.host_ifindex}" if row.host_interface else "host end not read"
    where = ", ".join(word for word in (row.bridge, row.network, row.mac, *row.addresses) if word)
    return Fact(inside, host, str(Ref(Kind.NETWORK, row.network_id)) if row.network_id else "", where)


def _is_mount(detail: Any) -> bool:
    return isinstance(detail, Mount)


def _mount(to: Ref, mount: Any) -> Fact:
    source = mount.volume or mount.source or mount.kind.value
    kind = "anonymous volume" if mount.anonymous else mount.kind.value
    how = "" if mount.kind is MountKind.TMPFS else mount.origin.value
    note = ", ".join(word for word in (access(mount), kind, how, mount.propagation) if word)
    return Fact(mount.target, source, str(to), note)


def _pair(entry: str) -> tuple[str, str]:
    name, _, value = entry.partition("=")
    return name, value or "(empty)"
