"""The map: our own component, which shows the SVG scene, the list beside it and the details of what is selected."""

import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import msgspec
import streamlit as st
from msgspec import Struct

from inspector.export.outline import title_of
from inspector.model.container import Container
from inspector.model.ids import Kind, Ref
from inspector.model.network import Network
from inspector.model.storage import Volume
from inspector.topology.edges import EdgeKind, HostPath, HostPort
from inspector.topology.graph import Topology
from inspector.web.parts.sheet import Sheet

COMPONENT = "docker-topology-inspector.map"
LISTED = (Kind.CONTAINER, Kind.NETWORK, Kind.VOLUME, Kind.PATH, Kind.TMPFS, Kind.PORT)
DRAWN = (
    EdgeKind.ATTACHED,
    EdgeKind.RIDES,
    EdgeKind.HOST_MODE,
    EdgeKind.LINKS,
    EdgeKind.MOUNTS,
    EdgeKind.INHERITS,
    EdgeKind.PUBLISHES,
    EdgeKind.BACKED_BY,
)


class Item(Struct, frozen=True):
    """One line of the list. words: what a search may hit besides the title."""

    ref: str
    kind: str
    title: str
    note: str
    state: str
    words: str


def draw(
    svg: str, topology: Topology, chosen: Sheet | None, *, key: str, on_select: Callable[[], None], empty: str = ""
) -> Any:
    """Mount the map; `selection` of the result is the Ref, as text, that was last chosen in the browser."""
    data = {
        "svg": svg,
        "items": msgspec.to_builtins(items(topology)),
        "near": neighbours(topology),
        "selection": chosen.ref if chosen else "",
        "sheet": msgspec.to_builtins(chosen) | {"raw": _pretty(chosen.raw)} if chosen else None,
        "empty": empty,
    }
    component = st.components.v2.component(COMPONENT, js="map.js", css="map.css")
    return component(key=key, data=data, height="content", default={"selection": ""}, on_selection_change=on_select)


def items(topology: Topology) -> list[Item]:
    """Everything that can be found and chosen, containers first."""
    found = (_item(topology, ref) for ref in topology.refs(*LISTED))
    return sorted(found, key=lambda item: (LISTED.index(Kind(item.kind)), item.title, item.ref))


def neighbours(topology: Topology) -> dict[str, list[str]]:
    """What is drawn connected with what, both ways."""
    near: dict[str, set[str]] = defaultdict(set)
    for source, target, _ in topology.edges(*DRAWN):
        near[str(source)].add(str(target))
        near[str(target)].add(str(source))
    return {ref: sorted(others) for ref, others in sorted(near.items())}


def _item(topology: Topology, ref: Ref) -> Item:
    entity = topology.entity(ref)
    title, note, state, words = title_of(ref, entity), "", "", [ref.id]
    match entity:
        case Container():
            note, state = entity.image, entity.state.value
            words += [entity.project, entity.hostname]
            words += [word for end in entity.endpoints for word in (end.network, end.ipv4, end.ipv6, end.mac)]
            words += [word for mount in entity.mounts for word in (mount.volume, mount.source, mount.target)]
            words += [f"{port.host_port}:{port.port}" for port in entity.ports]
        case Network():
            note = ", ".join(subnet.cidr for subnet in entity.subnets) or entity.driver
            words += [entity.driver, entity.bridge, entity.project]
        case Volume():
            note = "anonymous" if entity.anonymous else entity.driver
            words += [entity.mountpoint, entity.project]
        case HostPath():
            note = "host path"
        case HostPort():
            note = "host port"
    return Item(str(ref), ref.kind.value, title, note, state, " ".join(word for word in words if word))


def _pretty(raw: Any) -> str:
    return json.dumps(raw, indent=2, ensure_ascii=False) if raw is not None else ""
