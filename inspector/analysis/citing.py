"""Citations of what an engine told, or of the compose file that asks for what is not there yet."""

from inspector.model.answer import Citation, Source
from inspector.model.container import Container, Mode
from inspector.model.network import Network
from inspector.model.storage import Volume

_KEYS = (
    ("/NetworkSettings/Networks", "networks"),
    ("/NetworkSettings/Ports", "ports"),
    ("/HostConfig/PortBindings", "ports"),
    ("/Config/ExposedPorts", "expose"),
    ("/HostConfig/NetworkMode", "network_mode"),
    ("/HostConfig/ExtraHosts", "extra_hosts"),
    ("/HostConfig/Links", "links"),
    ("/HostConfig/Dns", "dns"),
    ("/HostConfig/Privileged", "privileged"),
    ("/HostConfig/CapAdd", "cap_add"),
    ("/HostConfig/VolumesFrom", "volumes_from"),
    ("/HostConfig/Tmpfs", "tmpfs"),
    ("/Config/Env", "environment"),
    ("/Config/Cmd", "command"),
    ("/Config/Entrypoint", "entrypoint"),
    ("/Config/Labels", "labels"),
    ("/Config/User", "user"),
    ("/Mounts", "volumes"),
    ("/Labels", "labels"),
    ("/Options", "driver_opts"),
    ("/Internal", "internal"),
    ("/EnableIPv6", "enable_ipv6"),
    ("/IPAM/Config", "ipam.config"),
    ("/Driver", "driver"),
)
"""Fields of an inspect, and the keys of a compose file that they stem from."""


def told(one: Container | Network | Volume, pointer: str, text: str, where: str = "") -> Citation:
    """A field of what the engine tells of this container, network or volume; where: other words for its place.

    Of one that a compose file asks for, the place in that file; a field that it has no key for is assumed.
    """
    if not one.written:
        return Citation(Source.INSPECT, where or f"{one.name} {pointer}", text)
    if ":" not in one.written:
        return Citation(Source.MODEL, f"{one.name}, {one.written}", text, assumed=True)
    found = next(((field, key) for field, key in _KEYS if pointer.startswith(field)), None)
    if found and found[1] == "networks" and isinstance(one, Container) and one.network_mode.mode is not Mode.NETWORK:
        found = (found[0], "network_mode")
    if found is None or (found[1] == "networks" and isinstance(one, Container) and not _has_networks(one)):
        return Citation(Source.COMPOSE, one.written, text, assumed=True)
    field, key = found
    rest = pointer[len(field) :].split()
    links = pointer.endswith("/Links")
    name = f".{rest[0]}" if rest and key == "environment" else ""
    return Citation(Source.COMPOSE, f"{one.written}.{'links' if links else key}{name}", text)


def _has_networks(one: Container) -> bool:
    """Whether the file names its networks: without a word a service is on the default one."""
    return any(not endpoint.network.endswith("_default") for endpoint in one.endpoints)
