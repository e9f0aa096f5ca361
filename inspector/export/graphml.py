"""The graph as GraphML, for yEd, Gephi, Cytoscape and networkx."""

from io import BytesIO
from typing import Any

import msgspec
import networkx

from inspector.export.graph_json import edges, nodes
from inspector.export.outline import title_of
from inspector.export.plain import plain, unique
from inspector.topology.graph import Topology


def graphml(topology: Topology) -> str:
    """A directed multigraph; every fact is an attribute, and what is not text, number or truth is JSON text."""
    plain_graph = networkx.MultiDiGraph()
    for node in nodes(topology):
        facts = {"kind": node["kind"], **_flat(node["facts"]), "id": plain(node["id"])}
        plain_graph.add_node(unique(node["ref"]), **facts)
    for ref, entity in topology.graph.nodes(data="entity"):
        plain_graph.nodes[unique(str(ref))]["label"] = plain(title_of(ref, entity))
    for number, edge in enumerate(edges(topology)):
        facts = _flat({key: value for key, value in edge.items() if key not in ("source", "target")})
        plain_graph.add_edge(unique(edge["source"]), unique(edge["target"]), key=f"e{number}", **facts)
    stream = BytesIO()
    networkx.write_graphml_xml(plain_graph, stream, prettyprint=True)
    return stream.getvalue().decode() + "\n"


def _flat(facts: Any) -> dict[str, str | int | bool]:
    if not isinstance(facts, dict):
        return {}
    return {key: _value(value) for key, value in facts.items() if value is not None}


def _value(value: Any) -> str | int | bool:
    if isinstance(value, (bool, int)):
        return value
    return plain(value if isinstance(value, str) else msgspec.json.encode(value).decode())
