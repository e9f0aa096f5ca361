"""The graph as GraphML, for Gephi, yEd, Cytoscape and networkx: every fact a typed attribute, and a place to stand.

Gephi takes label, x, y, size, r, g and b as the node's look. It also takes the keys named d3 and d7 as labels, because
yEd names them so: keys are named here after what they hold.
"""

from io import BytesIO
from typing import Any

import msgspec
import networkx
from lxml import etree

from inspector.export.graph_json import edges, nodes
from inspector.export.outline import title_of
from inspector.export.plain import plain, unique
from inspector.export.shown import Shown
from inspector.export.signs import sign_of
from inspector.export.spots import spots
from inspector.model.ids import Kind, Ref

_NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"
_SIZES = {Kind.NETWORK: 30.0, Kind.CONTAINER: 20.0, Kind.HOST: 30.0}
_SMALL = 12.0

Value = str | int | float | bool


def graphml(one: Shown) -> str:
    """A directed multigraph; what is not text, number or truth is JSON text."""
    made = networkx.MultiDiGraph(**_about(one))
    looks = _looks(one)
    for node in nodes(one.topology):
        facts = {"kind": node["kind"], **_flat(node["facts"]), "id": plain(node["id"])}
        made.add_node(unique(node["ref"]), **facts, **looks[node["ref"]])
    for number, edge in enumerate(edges(one.topology)):
        facts = _flat({key: value for key, value in edge.items() if key not in ("source", "target")})
        lit = {"on_path": _lit(one, edge["source"], edge["target"])} if one.path else {}
        made.add_edge(
            unique(edge["source"]), unique(edge["target"]), key=f"e{number}", label=edge["kind"], **facts, **lit
        )
    stream = BytesIO()
    networkx.write_graphml_xml(_one_type(made), stream, prettyprint=True)
    return _named(stream.getvalue())


def _about(one: Shown) -> dict[str, str]:
    facts = {"title": one.title, "read": one.read, "digest": one.case.digest, "notes": "; ".join(one.notes)}
    return {name: plain(text) for name, text in facts.items() if text}


def _looks(one: Shown) -> dict[str, dict[str, Value]]:
    """Label, place, size and colour of each node, by its Ref; y grows upwards, as Gephi has it."""
    places = spots(one.topology)
    found: dict[str, dict[str, Value]] = {}
    for ref, entity in one.topology.graph.nodes(data="entity"):
        x, y = places[ref]
        red, green, blue = bytes.fromhex(sign_of(ref.kind).light[1][1:])
        look: dict[str, Value] = {
            "label": plain(title_of(ref, entity)),
            "x": x,
            "y": -y,
            "r": red,
            "g": green,
            "b": blue,
        }
        look["size"] = _SIZES.get(ref.kind, _SMALL)
        if one.path:
            look["on_path"] = one.path.holds(ref)
        if said := "; ".join(mark.words for mark in one.marks if mark.ref == str(ref)):
            look["marks"] = plain(said)
        found[str(ref)] = look
    return found


def _lit(one: Shown, source: str, target: str) -> bool:
    ends = Ref.parse(source), Ref.parse(target)
    return one.path is not None and one.path.joins_all(*(end for end in ends if end))


def _flat(facts: Any) -> dict[str, Value]:
    if not isinstance(facts, dict):
        return {}
    return {key: _value(value) for key, value in facts.items() if value is not None}


def _value(value: Any) -> Value:
    if isinstance(value, (bool, int)):
        return value
    return plain(value if isinstance(value, str) else msgspec.json.encode(value).decode())


def _one_type(graph: networkx.MultiDiGraph) -> networkx.MultiDiGraph:
    """An attribute of one name has one type: where kinds of nodes differ in it, all of them write text."""
    for holders in ([data for _, data in graph.nodes(data=True)], [data for _, _, data in graph.edges(data=True)]):
        types: dict[str, set[type]] = {}
        for data in holders:
            for name, value in data.items():
                types.setdefault(name, set()).add(type(value))
        mixed = [name for name, found in types.items() if len(found) > 1]
        for data in holders:
            data.update({name: str(data[name]) for name in mixed if name in data})
    return graph


def _named(written: bytes) -> str:
    """Keys named after what they hold."""
    root = etree.fromstring(written)
    names = {}
    for key in root.iterfind(f"{_NAMESPACE}key"):
        names[key.get("id")] = name = f"{key.get('for')}_{key.get('attr.name')}"
        key.set("id", name)
    for data in root.iter(f"{_NAMESPACE}data"):
        data.set("key", names[data.get("key")])
    return etree.tostring(root, encoding="utf-8", xml_declaration=True).decode() + "\n"
