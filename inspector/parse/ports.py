"""Ports: bound now, asked for, or declared only."""

import re
from collections.abc import Iterable, Iterator

from inspector.model.container import Mode, Port, PortStatus, State
from inspector.parse.addressing import is_address
from inspector.parse.reading import Cursor

MOST_PORTS_OF_A_RANGE = 1024

_KEY = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/(tcp|udp|sctp))?", re.IGNORECASE)
_HOST_PORT = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?|")
_BOUND_WHILE = (State.RUNNING, State.PAUSED, State.UNKNOWN)


def ports(inspect: Cursor, mode: Mode, state: State) -> tuple[Port, ...]:
    """All ports of an inspected container.

    `NetworkSettings.Ports` is what is bound, `HostConfig.PortBindings` the wish: macvlan, internal, none and host
    networks ignore it without an error. Podman goes on to list ports of containers that stopped, and repeats those of
    X in `container:X`, which are none of this container's.
    """
    declared = _declared(inspect)
    if mode == Mode.CONTAINER:
        return _exposed(declared, ())
    told = tuple(_bindings(inspect.at("NetworkSettings", "Ports"), PortStatus.PUBLISHED))
    wished = tuple(_bindings(inspect.at("HostConfig", "PortBindings"), PortStatus.REQUESTED))
    published: tuple[Port, ...] = told if state in _BOUND_WHILE else ()
    bound = {(port.port, port.protocol) for port in published}
    requested = [port for port in wished if (port.port, port.protocol) not in bound]
    if inspect.flag("HostConfig", "PublishAllPorts"):
        asked = bound | {(port.port, port.protocol) for port in wished}
        requested += [Port(number, protocol, PortStatus.REQUESTED) for number, protocol in declared - asked]
    return _exposed(declared, (*published, *requested))


def listed_ports(row: Cursor) -> tuple[Port, ...]:
    """Ports of a container in `/containers/json`: `{"IP", "PrivatePort", "PublicPort", "Type"}`."""
    found = set()
    for place in row.each("Ports"):
        number = place.integer("PrivatePort")
        protocol = (place.text("Type") or "tcp").lower()
        if not 0 < number < 65536:
            place.malformed("a port", ("PrivatePort",), number)
            continue
        public = place.integer("PublicPort")
        bound = 0 < public < 65536
        status = PortStatus.PUBLISHED if bound else PortStatus.EXPOSED
        found.add(Port(number, protocol, status, place.text("IP") if bound else "", public if bound else 0))
    return tuple(sorted(found))


def port_keys(places: Iterable[tuple[str, Cursor]]) -> Iterator[tuple[int, str, Cursor]]:
    """Number, protocol and place of each member of an object keyed `80/tcp` or `8000-8010/udp`."""
    for key, place in places:
        match = _KEY.fullmatch(key)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not match or not 0 < first <= last < 65536 or last - first >= MOST_PORTS_OF_A_RANGE:
            place.malformed("a port such as 80/tcp", (), key)
            continue
        for number in range(first, last + 1):
            yield number, (match[3] or "tcp").lower(), place


def _declared(inspect: Cursor) -> set[tuple[int, str]]:
    """EXPOSE and --expose; the engine names them in `NetworkSettings.Ports` too, with null for a binding."""
    declared = port_keys(inspect.items("Config", "ExposedPorts"))
    unbound = port_keys((key, place) for key, place in inspect.items("NetworkSettings", "Ports") if not place.value)
    return {(number, protocol) for source in (declared, unbound) for number, protocol, _ in source}


def _bindings(at: Cursor, status: PortStatus) -> Iterator[Port]:
    """Each host side of an object `{"80/tcp": [{"HostIp", "HostPort"}]}`.

    HostPort "" means that the engine chooses, or (gateway mode routed) that there is none; so does a range.
    """
    for number, protocol, place in port_keys(at.items()):
        for binding in place.each():
            text = binding.text("HostPort")
            match = _HOST_PORT.fullmatch(text)
            if not match or int(match[2] or match[1] or 0) > 65535:
                binding.malformed("a port number", ("HostPort",), text)
                continue
            if (host_ip := binding.text("HostIp")) and not is_address(host_ip):
                binding.malformed("an address", ("HostIp",), host_ip)
                continue
            host_port = 0 if match[2] and match[2] != match[1] else int(match[1] or 0)
            yield Port(number, protocol, status, host_ip, host_port)


def _exposed(declared: set[tuple[int, str]], ports: tuple[Port, ...]) -> tuple[Port, ...]:
    """The ports, and those declared that are not among them."""
    known = {(port.port, port.protocol) for port in ports}
    rest = (Port(number, protocol, PortStatus.EXPOSED) for number, protocol in declared - known)
    return tuple(sorted({*ports, *rest}))
