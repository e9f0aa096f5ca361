"""The graph as JSON, with every fact that was read. The format is described in docs/formats.md."""

from typing import Any

import msgspec

from inspector.analysis.asking import trace_json
from inspector.export.findings_json import finding_json
from inspector.export.shown import Shown
from inspector.export.view import View
from inspector.model.ids import Ref
from inspector.topology.graph import Topology
from inspector.topology.veths import interface_rows

FORMAT = "inspector-graph/1"


def graph_json(one: Shown) -> str:
    """Nodes sorted by ref, edges by their ends and facts, keys in the order of the model, so the text is stable."""
    case, topology = one.case, one.topology
    snapshot = topology.snapshot
    shown = {container.id for container in snapshot.containers}
    document = {
        "format": FORMAT,
        "title": one.title,
        "view": view_json(one.view),
        "taken_at": snapshot.taken_at,
        "digest": case.digest,
        "source": snapshot.source,
        "origin": snapshot.origin.value,
        "engine": msgspec.to_builtins(snapshot.engine),
        "nodes": nodes(topology),
        "edges": edges(topology),
        "interfaces": [msgspec.to_builtins(row) for row in interface_rows(case.snapshot) if row.container in shown],
        "gaps": msgspec.to_builtins(snapshot.gaps),
        "path": path_json(one),
        "findings": None if one.findings is None else [finding_json(found) for found in one.findings],
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


def view_json(view: View) -> dict[str, Any]:
    """The filters; a list is empty, a text "" where nothing was left out."""
    wanted = view.filter
    return {
        "projects": sorted(wanted.projects),
        "kinds": sorted(kind.value for kind in wanted.kinds),
        "states": sorted(state.value for state in wanted.states),
        "text": wanted.text,
        "focus": str(wanted.focus) if wanted.focus else "",
    }


def path_json(one: Shown) -> dict[str, Any] | None:
    """The question, its answer as `reach --format json` tells it, and what of the graph is on the path."""
    if one.view.asked is None or one.trace is None or one.path is None:
        return None
    return {
        **msgspec.to_builtins(one.view.asked),
        **trace_json(one.trace),
        "lit": one.path.lit,
        "joins": one.path.joins,
        "marks": msgspec.to_builtins(one.path.marks),
    }
