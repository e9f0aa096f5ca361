"""What the details panel shows of one entity: plain typed text, so that the browser only has to set it."""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from inspector.analysis.facts import served_names
from inspector.export import moments
from inspector.export.copying import Copy, copies
from inspector.model.container import Container, Endpoint, Port, PortStatus
from inspector.model.evidence import Evidence, Json
from inspector.model.ids import HOST, Kind, Ref
from inspector.model.netns import InterfaceRow
from inspector.model.network import Network
from inspector.model.snapshot import Engine
from inspector.model.storage import Image, Mount, MountKind, Volume
from inspector.topology.edges import HostPath, HostPort, Missing, Project
from inspector.topology.graph import Topology
from inspector.topology.veths import interface_rows


class Fact(Struct, frozen=True):
    """One line. ref: what it leads to. note: what stands beside it, smaller. hover: what a pointer on it tells."""

    label: str
    value: str
    ref: str = ""
    note: str = ""
    hover: str = ""


class Section(Struct, frozen=True):
    """Facts of one topic; folded ones open on a click."""

    title: str
    facts: tuple[Fact, ...]
    folded: bool = False


class Sheet(Struct, frozen=True):
    """Everything the panel shows. raw: the engine's own answer, redacted when it was read; None where none was kept."""

    ref: str
    kind: str
    title: str
    subtitle: str
    state: str
    sections: tuple[Section, ...]
    raw: Json = None
    copies: tuple[Copy, ...] = ()


def sheet(topology: Topology, evidence: Evidence, ref: Ref) -> Sheet:
    """The sheet of an entity; of one that is not there (any more), a sheet that says so."""
    return replace(_told(topology, evidence, ref), copies=copies(topology.entity(ref)))


def _told(topology: Topology, evidence: Evidence, ref: Ref) -> Sheet:
    match topology.entity(ref):
        case Container() as one:
            return _container(topology, evidence, one)
        case Network() as network:
            return _network(topology, evidence, network)
        case Volume() as volume:
            return _volume(topology, evidence, volume)
        case Engine() as engine:
            return _host(topology, evidence, engine)
        case Image() as image:
            return _image(topology, evidence, image)
        case HostPath() as path:
            return _sheet(ref, path.path, "Host path", _used_by(topology, ref))
        case Mount() as mount:
            facts = (("Where", mount.target), ("Options", mount.options or mount.mode), ("Access", _access(mount)))
            return _sheet(ref, mount.target, "tmpfs", _plain("Mount", *facts), _used_by(topology, ref))
        case HostPort() as port:
            users = (
                Fact(f"{one.port}/{one.protocol}", who.name, str(Ref(Kind.CONTAINER, who.id)), one.status.value)
                for who, one in topology.ports_of(ref)
            )
            return _sheet(
                ref,
                f"{_at(port.host_ip, port.host_port)}/{port.protocol}",
                "Host port",
                Section("Leads to", tuple(users)),
            )
        case Project() as project:
            members = (member for member, _ in topology.into(ref))
            return _sheet(ref, project.name, "Project", _members(topology, members))
        case Missing() as missing:
            return _sheet(ref, missing.name, f"{ref.kind.value}, referred to but not read")
    return _gone(ref)


def _gone(ref: Ref) -> Sheet:
    if ref.kind is Kind.EXTERNAL:
        return _sheet(ref, ref.id, "Outside of this host; nothing of it was read.")
    title = ref.id[:12] if ref.kind in (Kind.CONTAINER, Kind.NETWORK) else ref.id
    return _sheet(ref, title, f"No such {ref.kind.value} was there when this was read.")


def _image(topology: Topology, evidence: Evidence, image: Image) -> Sheet:
    ref = Ref(Kind.IMAGE, image.id)
    facts = _plain(
        "Image",
        ("Id", image.id.removeprefix("sha256:")[:12]),
        *(("Tag", tag) for tag in image.tags),
        ("Command", " ".join((*image.entrypoint, *image.command))),
        ("User", image.user),
        ("Exposes", ", ".join(image.exposed)),
        ("Volumes", ", ".join(image.volumes)),
        *_times(topology.snapshot.taken_at, ("Created", image.created)),
    )
    users = [one for one in topology.snapshot.containers if one.image_id == image.id]
    used = tuple(Fact(one.state.value, one.name, str(Ref(Kind.CONTAINER, one.id))) for one in users)
    name = next(iter(image.tags), image.id[:19])
    raw = evidence.engine.get(f"/images/{image.id}/json")
    return _sheet(ref, name, "Image", facts, Section(f"Used by ({len(used)})", used), raw=raw)


def _host(topology: Topology, evidence: Evidence, engine: Engine) -> Sheet:
    snapshot = topology.snapshot
    here = snapshot.host_netns
    facts = _plain(
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
    return _sheet(HOST, engine.hostname or "The host", "Docker host", *sections, raw=raw)


def _container(topology: Topology, evidence: Evidence, one: Container) -> Sheet:
    observed = topology.snapshot.taken_at
    ref = Ref(Kind.CONTAINER, one.id)
    raw = evidence.engine.get(f"/containers/{one.id}/json")
    sections = (
        _plain(
            "Container",
            ("Id", one.short_id),
            ("Command", " ".join((*one.entrypoint, *one.command))),
            _mode(topology, one),
            ("Health", one.health),
            ("Exit code", str(one.exit_code) if one.finished_at and not one.has_netns else ""),
            ("Error", one.error),
            *_times(observed, ("Created", one.created), ("Started", one.started_at), ("Finished", one.finished_at)),
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
        _plain(
            "Names and DNS",
            *((link.alias, f"link to {link.target}") for link in one.links),
            *(("Host entry", entry) for entry in one.extra_hosts),
            ("DNS servers", ", ".join(one.dns)),
            ("Search", ", ".join(one.dns_search)),
            ("Options", ", ".join(one.dns_options)),
        ),
        _plain("Environment", *(_pair(entry) for entry in one.env), folded=True),
        _plain("Labels", *one.labels, folded=True),
        _gaps(topology, one.id, one.name),
    )
    return _sheet(ref, one.name or one.short_id, one.image, *sections, state=one.state.value, raw=raw)


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
    facts = _facts(
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


def _network(topology: Topology, evidence: Evidence, network: Network) -> Sheet:
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
    facts = _plain(
        "Network",
        ("Id", network.id[:12]),
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
        *_times(topology.snapshot.taken_at, ("Created", network.created)),
    )
    sections = (
        facts,
        Section(f"Members ({len(members)})", members),
        _plain("Options", *network.options),
        _plain("Labels", *network.labels, folded=True),
        _gaps(topology, network.id, network.name),
    )
    listed = evidence.engine.get("/networks")
    rows = [one for one in (listed if isinstance(listed, list) else []) if isinstance(one, dict)]
    row = next((one for one in rows if one.get("Id") == network.id), None)
    raw = evidence.engine.get(f"/networks/{network.id}", row)
    return _sheet(Ref(Kind.NETWORK, network.id), network.name, f"{network.driver} network", *sections, raw=raw)


def _volume(topology: Topology, evidence: Evidence, volume: Volume) -> Sheet:
    ref = Ref(Kind.VOLUME, volume.name)
    listed = evidence.engine.get("/volumes")
    volumes = listed.get("Volumes") if isinstance(listed, dict) else None
    entries = volumes if isinstance(volumes, list) else []
    raw = next((one for one in entries if isinstance(one, dict) and one.get("Name") == volume.name), None)
    facts = _plain(
        "Volume",
        ("Driver", volume.driver),
        ("Mountpoint", volume.mountpoint),
        ("Scope", volume.scope),
        ("Project", volume.project),
        ("Size", "" if volume.size_bytes is None else f"{volume.size_bytes:,} bytes"),
        *_times(topology.snapshot.taken_at, ("Created", volume.created)),
    )
    kind = "Anonymous volume" if volume.anonymous else "Volume"
    parts = (facts, _used_by(topology, ref), _plain("Options", *volume.options), _plain("Labels", *volume.labels))
    return _sheet(ref, volume.name, kind, *parts, raw=raw)


def _used_by(topology: Topology, ref: Ref) -> Section:
    users = topology.mounts_of(ref)
    facts = (Fact(one.name, mount.target, str(Ref(Kind.CONTAINER, one.id)), _access(mount)) for one, mount in users)
    return Section(f"Used by ({len(users)})", tuple(facts))


def _members(topology: Topology, refs: Iterable[Ref]) -> Section:
    named = ((ref, topology.entity(ref)) for ref in refs)
    facts = (Fact(ref.kind.value, str(getattr(entity, "name", ref.id)), str(ref)) for ref, entity in named)
    return Section("Members", tuple(sorted(facts, key=lambda fact: (fact.label, fact.value))))


def _port(port: Port) -> Fact:
    host = _at(port.host_ip, port.host_port) if port.status is not PortStatus.EXPOSED else ""
    leads = Ref(Kind.PORT, f"{port.host_ip}:{port.host_port}/{port.protocol}") if port.host_port else ""
    return Fact(f"{port.port}/{port.protocol}", host or "not published", str(leads), port.status.value)


def _at(address: str, port: int) -> str:
    """An address with a port, IPv6 in brackets; 0 is a port that the engine chooses."""
    host = f"[{address}]" if ":" in address else address or "any address"
    return f"{host}:{port or 'any port'}"


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
    note = ", ".join(word for word in (_access(mount), kind, how, mount.propagation) if word)
    return Fact(mount.target, source, str(to), note)


def _access(mount: Mount) -> str:
    return "read-write" if mount.writable else "read-only"


def _gaps(topology: Topology, ident: str, name: str) -> Section:
    """What could not be read of this entity."""
    gaps = (gap for gap in topology.snapshot.gaps if ident in gap.where or (name and name in gap.where.split()))
    return Section("Not known", tuple(Fact(gap.what, gap.why.value, note=gap.remedy) for gap in gaps))


def _pair(entry: str) -> tuple[str, str]:
    name, _, value = entry.partition("=")
    return name, value or "(empty)"


def _plain(title: str, *pairs: tuple[str, str] | Fact, folded: bool = False) -> Section:
    return Section(title, _facts(*pairs), folded)


def _times(observed: str, *pairs: tuple[str, str]) -> Iterator[Fact]:
    for label, stamp in pairs:
        yield Fact(label, moments.readable(stamp), hover=moments.before(stamp, observed))


def _facts(*pairs: tuple[str, str] | Fact) -> tuple[Fact, ...]:
    facts = (pair if isinstance(pair, Fact) else Fact(*pair) for pair in pairs)
    return tuple(fact for fact in facts if fact.value)


def _marks(engine: Engine) -> Iterator[tuple[str, bool]]:
    yield "rootless", engine.rootless
    yield "userns-remap", engine.userns_remap
    yield "live restore", engine.live_restore


def _sheet(ref: Ref, title: str, subtitle: str, *sections: Section, state: str = "", raw: Json = None) -> Sheet:
    kept = tuple(section for section in sections if section.facts)
    return Sheet(str(ref), ref.kind.value, title, subtitle, state, kept, raw)
