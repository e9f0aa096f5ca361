"""What changed of a container: what it did first (started, stopped), then its facts."""

from collections.abc import Iterator

from inspector.changes.facts import Fact, changed
from inspector.model.change import Change, How
from inspector.model.container import Container, Endpoint, Port, PortStatus, State
from inspector.model.ids import Ref
from inspector.model.storage import Mount

_UP = (State.RUNNING, State.PAUSED)


def container_changes(ref: Ref, old: Container, new: Container) -> Iterator[Change]:
    """Addresses and ports that come and go with a start or a stop are no news beside it."""
    if verb := _verb(old, new):
        yield Change(ref=ref, name=new.name, how=How.CHANGED, verb=verb, after=_why(new) if verb == "stopped" else "")
    wired = old.has_netns == new.has_netns
    yield from changed(ref, new.name, _facts(old, wired), _facts(new, wired))


def _verb(old: Container, new: Container) -> str:
    if old.id != new.id:
        return ""
    was, now = old.state, new.state
    if was is now:
        return "restarted" if now in _UP and old.started_at != new.started_at else ""
    if now is State.RUNNING:
        return "resumed" if was is State.PAUSED else "started"
    if now is State.EXITED or (now is State.CREATED and was in _UP):
        return "stopped"
    return {
        State.PAUSED: "paused",
        State.RESTARTING: "is restarting",
        State.REMOVING: "is being removed",
        State.DEAD: "is dead",
    }.get(now, f"is {now.value}")


def _why(one: Container) -> str:
    return one.error or f"exit code {one.exit_code}"


def _facts(one: Container, wired: bool) -> Iterator[Fact]:
    yield Fact("name", one.name)
    yield Fact("image", one.image)
    yield Fact("image id", one.image_id[:19])
    yield Fact("health", one.health if wired else "")
    yield Fact("error", one.error)
    yield Fact("network mode", f"{one.network_mode.mode.value} {one.network_mode.target}".strip())
    for end in one.endpoints:
        yield from _endpoint(end, wired)
    yield from (_port(port) for port in one.ports if wired and port.status is PortStatus.PUBLISHED)
    yield from (_mount(mount) for mount in one.mounts)
    yield from (Fact(f"link {link.alias}", link.target) for link in one.links)
    yield from (Fact("host entry", entry, several=True) for entry in one.extra_hosts)
    yield Fact("DNS servers", ", ".join(one.dns))
    yield Fact("search domains", ", ".join(one.dns_search))
    yield Fact("hostname", one.hostname)
    yield Fact("command", " ".join((*one.entrypoint, *one.command)))
    yield Fact("user", one.user)
    yield Fact("privileged", "yes" if one.privileged else "")
    yield Fact("capabilities", ", ".join(one.cap_add))
    yield Fact("root filesystem", "read-only" if one.readonly_rootfs else "")
    yield Fact("restart policy", one.restart_policy)
    yield from (Fact("environment", entry, several=True) for entry in one.env)
    yield from (Fact(f"label {key}", value) for key, value in one.labels)


def _endpoint(end: Endpoint, wired: bool) -> Iterator[Fact]:
    yield Fact("on network", end.network, several=True)
    yield Fact(f"aliases on {end.network}", ", ".join(end.aliases))
    if wired:
        yield Fact(f"IPv4 on {end.network}", end.ipv4)
        yield Fact(f"IPv6 on {end.network}", end.ipv6)


def _port(port: Port) -> Fact:
    host = f"[{port.host_ip}]" if ":" in port.host_ip else port.host_ip
    return Fact("publishes", f"{host}:{port.host_port} as {port.port}/{port.protocol}", several=True)


def _mount(mount: Mount) -> Fact:
    source = ("an anonymous volume" if mount.anonymous else mount.volume) or mount.source or mount.kind.value
    return Fact(f"mount {mount.target}", source if mount.writable else f"{source}, read-only")
