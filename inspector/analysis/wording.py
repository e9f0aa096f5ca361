"""Small words that sentences share: how they begin, how commands are quoted, what brings a container back."""

import shlex
from collections.abc import Collection, Sequence

from inspector.model.answer import Fix
from inspector.model.container import Container, Endpoint, State


def opening(text: str) -> str:
    """The text as the beginning of a sentence; a container's name stays as it is."""
    return f"T{text[1:]}" if text.startswith(("the host", "the machine")) else text


def command(*words: str) -> str:
    """A command line that may be pasted into a shell, whatever the names in it are."""
    return shlex.join(words)


def free_name(wanted: str, taken: Collection[str]) -> str:
    """The name, or with the first number behind it that makes it a new one."""
    tried = (wanted, *(f"{wanted}{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in tried if name not in taken)


def few(names: Sequence[str], most: int = 6) -> str:
    """The first names of many, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def reconnect(container: Container, endpoint: Endpoint, *, without: Collection[str] = ()) -> str:
    """The commands that let a container leave a network and join it again as it was, but for some aliases."""
    left = {container.short_id, *(name.lower() for name in without)}
    aliases = [alias for alias in endpoint.aliases if alias.lower() not in left]
    options = [word for alias in aliases for word in ("--alias", alias)]
    options += ["--ip", endpoint.static_ipv4] if endpoint.static_ipv4 else []
    leave = command("docker", "network", "disconnect", endpoint.network, container.name)
    return f"{leave}; {command('docker', 'network', 'connect', *options, endpoint.network, container.name)}"


def revive(container: Container) -> Fix:
    """What would make a container run that does not."""
    name = container.name
    if container.state is State.PAUSED:
        return Fix(f"unpause {name}", command("docker", "unpause", name))
    if container.state is State.RESTARTING:
        return Fix(f"see why {name} restarts again and again", command("docker", "logs", "--tail", "50", name))
    if container.state in (State.CREATED, State.EXITED):
        return Fix(f"start {name}", command("docker", "start", name))
    return Fix(f"recreate {name}")


def rejoin(container: Container, whose: str) -> Fix:
    """What brings a container:X sidecar back into X's namespace."""
    return Fix(
        f"restart {container.name}, so that it joins {whose} again", command("docker", "restart", container.name)
    )


def joint_network(*containers: Container, network: str) -> str:
    """The commands that put containers on a network of their own."""
    joins = (command("docker", "network", "connect", network, container.name) for container in containers)
    return "; ".join((command("docker", "network", "create", network), *joins))


def networks(endpoints: list[Endpoint] | tuple[Endpoint, ...]) -> str:
    """Where endpoints are, in words."""
    return ", ".join(endpoint.network for endpoint in endpoints) or "no network"


def clock(moment: str) -> str:
    """The minute of an engine's time, as a person says it; the day belongs to it where days differ."""
    return moment.partition(".")[0].removesuffix("Z").replace("T", " ")[:16] or "time unknown"


def amount(size_bytes: int) -> str:
    """Bytes as people say them, in powers of ten."""
    size, units = float(size_bytes), ["B", "kB", "MB", "GB", "TB"]
    while size >= 1000 and len(units) > 1:
        size /= 1000
        units.pop(0)
    return f"{size:.3g} {units[0]}" if size < 1000 else f"{size:.0f} {units[0]}"
