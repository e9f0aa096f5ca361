"""What people want to take from the details of an entity: its id, name, address, and the command that shows more."""

from collections.abc import Iterator

from msgspec import Struct

from inspector.analysis.wording import command
from inspector.model.container import Container
from inspector.model.network import Network
from inspector.model.storage import Image, Mount, Volume
from inspector.topology.edges import HostPath, HostPort, Project


class Copy(Struct, frozen=True):
    """One thing to copy: what it is called, and the text."""

    label: str
    text: str


def copies(entity: object) -> tuple[Copy, ...]:
    """What can be copied of an entity; nothing of one that is not known."""
    return tuple(one for one in _copies(entity) if one.text)


def _copies(entity: object) -> Iterator[Copy]:
    match entity:
        case Container() as one:
            yield Copy("name", one.name)
            yield Copy("id", one.id)
            several = sum(bool(end.ipv4) for end in one.endpoints) > 1
            yield from (Copy(f"address on {end.network}" if several else "address", end.ipv4) for end in one.endpoints)
            yield Copy("docker inspect", command("docker", "inspect", one.name or one.id))
            if one.has_netns:
                yield Copy("docker exec", command("docker", "exec", "-it", one.name or one.id, "sh"))
            yield Copy("docker logs", command("docker", "logs", "--tail", "100", one.name or one.id))
        case Network() as network:
            yield Copy("name", network.name)
            yield Copy("id", network.id)
            yield Copy("subnet", ", ".join(subnet.cidr for subnet in network.subnets))
            yield Copy("bridge device", network.bridge)
            yield Copy("docker network inspect", command("docker", "network", "inspect", network.name))
        case Volume() as volume:
            yield Copy("name", volume.name)
            yield Copy("mountpoint", volume.mountpoint)
            yield Copy("docker volume inspect", command("docker", "volume", "inspect", volume.name))
        case HostPath() as path:
            yield Copy("path", path.path)
        case Mount() as mount:
            yield Copy("path", mount.target)
        case HostPort() as port:
            host = f"[{port.host_ip}]" if ":" in port.host_ip else port.host_ip
            yield Copy("address", f"{host}:{port.host_port}")
        case Project() as project:
            yield Copy("name", project.name)
            yield Copy("docker compose ps", command("docker", "compose", "-p", project.name, "ps", "--all"))
        case Image() as image:
            yield Copy("name", next(iter(image.tags), ""))
            yield Copy("id", image.id)
            yield Copy("docker image inspect", command("docker", "image", "inspect", image.id))
