"""The published ports of a card, as tags over it."""

import re
from collections.abc import Sequence

from inspector.model.anywhere import ANYWHERE
from inspector.model.container import Container, Port, PortStatus
from inspector.model.ids import Kind, Ref
from inspector.topology.layout_cards import Tag
from inspector.topology.scene import Paint
from inspector.topology.text_width import shown, width

TAG_HEIGHT = 20.0
TAG_STEP = 24.0
_LOOPBACK = re.compile(r"127\.|::1$")


def tags(members: list[Container]) -> list[Tag]:
    ports = [port for one in members for port in one.ports if port.status is not PortStatus.EXPOSED]
    if len(members) > 1:
        if not ports:
            return []
        refs = tuple(_port_ref(port) for port in ports)
        return [Tag(f"{len(ports)} ports", Paint.EDGE, False, ", ".join(map(_port_text, ports)), refs)]
    places: dict[tuple[int, int, str, PortStatus], list[Port]] = {}
    for port in sorted(ports):
        places.setdefault((port.host_port, port.port, port.protocol, port.status), []).append(port)
    # What is open to the world stands next to the host's edge.
    return sorted((_tag(same) for _, same in sorted(places.items())), key=lambda tag: tag.paint is not Paint.EDGE)


def _tag(same: Sequence[Port]) -> Tag:
    one = same[0]
    ips = [port.host_ip for port in same]
    everywhere = any(ip in ANYWHERE for ip in ips)
    loopback = all(_LOOPBACK.match(ip) for ip in ips)
    host = str(one.host_port or "auto")
    text = host if one.host_port == one.port else f"{host}→{one.port}"
    text += "" if one.protocol == "tcp" else f"/{one.protocol}"
    if loopback:
        text = f"lo {text}"
    elif not everywhere:
        text = f"{shown(ips[0])}:{text}" if ":" not in ips[0] else f"[{shown(ips[0])}]:{text}"
    bound = one.status is PortStatus.PUBLISHED
    paint = Paint.IDLE if not bound else Paint.MUTED if loopback else Paint.EDGE
    hover = ", ".join(map(_port_text, same)) + ("" if bound else " (asked for, not bound now)")
    return Tag(text, paint, not bound, hover, tuple(_port_ref(port) for port in same))


def _port_text(port: Port) -> str:
    ip = f"[{port.host_ip}]" if ":" in port.host_ip else port.host_ip or "*"
    return f"{ip}:{port.host_port or 'any'} → {port.port}/{port.protocol}"


def _port_ref(port: Port) -> Ref:
    ip = f"[{port.host_ip}]" if ":" in port.host_ip else port.host_ip or "*"
    return Ref(Kind.PORT, f"{ip}:{port.host_port}/{port.protocol}")


def column_width(column: list[Tag]) -> float:
    """Room for a column of port tags."""
    return max(width(tag.text, "port") for tag in column) + 24
