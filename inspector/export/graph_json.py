"""The graph as JSON, with every fact that was read. The format is described in docs/formats.md."""

from typing import Any

import msgspec

from inspector.model.ids import Ref
from inspector.pipeline import Case
from inspector.topology.graph import Topology
from inspector.topology.veths import interface_rows

FORMAT = "inspector-graph/1"


def graph_json(case: Case) -> str:
    """Nodes sorted by ref, edges by their ends and facts, keys in the order of the model, so the text is stable."""
    topology = case.topology
    snapshot = topology.snapshot
    shown = {container.id for container in snapshot.containers}
    document = {
        "format": FORMAT,
        "taken_at": snapshot.taken_at,
        "digest": case.digest,
        "source": snapshot.source,
        "origin": snapshot.origin.value,
        "engine": msgspec.to_builtins(snapshot.engine),
        "nodes": nodes(topology),
        "edges": edges(topology),
        "interfaces": [msgspec.to_builtins(row) for row in interface_rows(case.snapshot) if row.container in shown],
        "gaps": msgspec.to_builtins(snapshot.gaps),
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def nodes(topology: Topology) -> list[dict[str, Any]]:
    """`ref`, `kind`, `id` and the facts of each entity."""
    found: list[tuple[Ref, Any]] = sorted(topology.graph.nodes(data="entity"), key=lambda item: item[0])
    return [
        {"ref": str(ref), "kind": ref.kind.value, "id": ref.id, "facts": msgspec.to_builtins(entity)}
        for ref, entity in found
    ]


def edges(topology: Topology) -> list[dict[str, Any]]:
    """`source`, `target`, `kind` and the facts of each edge."""
    found = [
        {"source": str(source), "target": str(target), **msgspec.to_builtins(edge)}
        for source, target, edge in topology.graph.edges(data="edge")
    ]
    return sorted(found, key=lambda item: (item["source"], item["target"], msgspec.json.encode(item, order="sorted")))
