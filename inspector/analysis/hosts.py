"""What stands in a container's /etc/hosts and resolv.conf: as read, or as this engine version writes it."""

from inspector.analysis.citing import told
from inspector.analysis.facts import Facts
from inspector.model.answer import Citation, Source
from inspector.model.container import Container, Mode
from inspector.model.netns import HostsLine

LOCAL_LINES = (
    HostsLine("127.0.0.1", ("localhost",), 1),
    HostsLine("::1", ("localhost", "ip6-localhost", "ip6-loopback"), 2),
)
EMBEDDED = "127.0.0.11"


def hosts_lines(facts: Facts, owner: Container | None, asker: str) -> tuple[tuple[HostsLine, ...], bool]:
    """The lines of the asker's /etc/hosts in file order, and whether they are assumed rather than read.

    owner is the container whose namespace the asker lives in (container:X shares X's file), None for the host.
    """
    for ident in (asker, owner.id if owner else "host"):
        files = facts.name_files.get(ident)
        if files and files.hosts is not None:
            return files.hosts, False
    if owner is None:
        sharer = facts.containers.get(asker)
        return (*LOCAL_LINES, *(_extra_lines(facts, sharer) if sharer else ())), True
    return tuple(_written(facts, owner)), True


def _extra_lines(facts: Facts, container: Container) -> list[HostsLine]:
    """The `--add-host` entries, numbered behind the local lines."""
    lines: list[HostsLine] = []
    for entry in container.extra_hosts:
        name, _, address = entry.partition("=" if "=" in entry.partition(":")[0] else ":")
        address = _host_gateway(facts) if address == "host-gateway" else address.strip("[]")
        if address and name:
            lines.append(HostsLine(address, (name,), len(LOCAL_LINES) + len(lines) + 1))
    return lines


def _written(facts: Facts, container: Container) -> list[HostsLine]:
    """As moby `buildHostsFiles` writes it: localhost, extra hosts, legacy links, then one line an own address."""
    lines = [*LOCAL_LINES, *_extra_lines(facts, container)]

    def add(address: str, *names: str) -> None:
        if address and (kept := tuple(filter(None, names))):
            lines.append(HostsLine(address, kept, len(lines) + 1))

    for link in container.links:
        target = next((c for c in facts.snapshot.containers if c.name == link.target), None)
        for endpoint in target.endpoints if target else ():
            network = facts.network_of(endpoint)
            if target and network and network.default_bridge:
                add(endpoint.ipv4, link.alias, target.hostname, target.name)
    for endpoint, _ in facts.ordered_endpoints(container):
        for address in (endpoint.ipv4, endpoint.ipv6):
            add(address, *own_names(container))
    return lines


def own_names(container: Container) -> tuple[str, ...]:
    """A container's names for itself: host name with domain, and its first label (moby `updateHostsFile`)."""
    whole = ".".join(filter(None, (container.hostname, container.domainname)))
    first, dot, _ = whole.partition(".")
    return (whole, first) if dot else (whole,)


def may_be_stale(facts: Facts, container: Container, name: str) -> bool:
    """Whether an old line for `name` may stand in the file, although inspect data show nothing of it.

    Its own, on an engine before 28, when it has left the network it was started on; a legacy link's on every engine,
    when the target has left docker0 or does not run.
    """
    wanted = name.lower()
    if wanted in (own.lower() for own in own_names(container)) and _left_first_network(facts, container):
        return True
    for link in container.links:
        target = next((c for c in facts.snapshot.containers if c.name == link.target), None)
        names = (link.alias, link.target, *((target.hostname,) if target else ()))
        if wanted in (n.lower() for n in names) and not (target and _on_default_bridge(facts, target)):
            return True
    return False


def _left_first_network(facts: Facts, container: Container) -> bool:
    """Whether the container has left the network it was started on: engines before 28 may leave its old line there."""
    first = "bridge" if container.network_mode.mode is Mode.BRIDGE else container.network_mode.target
    on = {name for e in container.endpoints for name in (e.network, e.network_id)}
    return facts.release < (28, 0) and container.network_mode.mode in (Mode.BRIDGE, Mode.NETWORK) and first not in on


def _on_default_bridge(facts: Facts, container: Container) -> bool:
    return container.has_netns and any(
        n is not None and n.default_bridge for e in container.endpoints if e.active and (n := facts.network_of(e))
    )


def _host_gateway(facts: Facts) -> str:
    """`host-gateway` is the default bridge's gateway, even for who is on other networks (unless --host-gateway-ip)."""
    bridge = next((n for n in facts.snapshot.networks if n.default_bridge), None)
    return next((s.gateway for s in bridge.subnets if s.gateway), "") if bridge else ""


def uses_embedded_dns(facts: Facts, owner: Container | None, asker: str) -> tuple[bool, Citation]:
    """Whether queries go to 127.0.0.11, with the fact that says so."""
    for ident in (asker, owner.id if owner else "host"):
        files = facts.name_files.get(ident)
        if files and files.nameservers is not None:
            servers = " ".join(files.nameservers)
            return EMBEDDED in files.nameservers, Citation(Source.RESOLV, "nameserver", servers or "(none)")
    if owner is None:
        return False, Citation(
            Source.MODEL, "host mode", "a container in the host's namespace uses the host's resolver", True
        )
    users = [e.network for e in owner.endpoints if (n := facts.network_of(e)) is None or n.user_defined]
    pointer = "/NetworkSettings/Networks"
    if users and owner.network_mode.mode is not Mode.HOST:
        return True, told(owner, pointer, f"on user-defined {', '.join(users)}: Docker serves DNS at {EMBEDDED}")
    on = ", ".join(e.network for e in owner.endpoints) or "no network"
    return False, told(owner, pointer, f"on {on}: no user-defined network, so no Docker DNS")


Upstream = tuple[tuple[str, ...], str, tuple[Source, str] | None]


def upstream_of(facts: Facts, owner: Container | None, asker: str) -> Upstream:
    """(servers that a forwarded query goes to, "host" or "container": from whose namespace it leaves, where that was
    read).

    From engine 28 on, servers inherited from the host's resolv.conf are asked from the host's namespace, those of
    --dns from the container's; up to 27 all from the container's, but loopback ones from the host's.
    """
    for ident in (asker, owner.id if owner else "host"):
        files = facts.name_files.get(ident)
        known = facts.containers.get(ident)
        read = (Source.RESOLV, f"{known.name if known else 'host'} /etc/resolv.conf")
        if files and files.ext_servers:
            places = {from_host for _, from_host in files.ext_servers}
            return tuple(s for s, _ in files.ext_servers), "host" if places == {True} else "container", read
        if files and files.nameservers and EMBEDDED not in files.nameservers:
            return files.nameservers, "host" if owner is None else "container", read
    if owner and owner.dns:
        asked = told(owner, "/HostConfig/Dns", ", ".join(owner.dns))
        return owner.dns, "container", (asked.source, asked.where)
    host = facts.name_files.get("host")
    servers = host.nameservers if host and host.nameservers else ()
    from_host = owner is None or facts.release >= (28, 0) or all(s.startswith("127.") for s in servers or ("",))
    return servers, "host" if from_host else "container", (Source.RESOLV, "host /etc/resolv.conf") if host else None
