"""The JSON Schema of `export --format json`, made of the very types that are written. docs/ holds it as a file."""

from typing import Any

import msgspec

from inspector.export.graph_json import FORMAT
from inspector.export.path import Mark
from inspector.model.answer import Protocol, Trace
from inspector.model.container import Container, Endpoint, Link, Port
from inspector.model.evidence import Gap
from inspector.model.finding import Certainty, Finding, Severity
from inspector.model.ids import Kind
from inspector.model.netns import InterfaceRow, Netns
from inspector.model.network import Network
from inspector.model.snapshot import Engine, Origin
from inspector.model.storage import Image, Mount, Volume
from inspector.topology.edges import EdgeKind, HostPath, HostPort, Missing, NetworkLink, Project

FACTS: dict[Kind, Any] = {
    Kind.HOST: Engine,
    Kind.PROJECT: Project,
    Kind.CONTAINER: Container,
    Kind.NETWORK: Network,
    Kind.VOLUME: Volume,
    Kind.PATH: HostPath,
    Kind.TMPFS: Mount,
    Kind.IMAGE: Image,
    Kind.NETNS: Netns,
    Kind.LINK: NetworkLink,
    Kind.PORT: HostPort,
}
"""What is told of each kind; of what was not read, Missing."""

DETAILS: dict[EdgeKind, Any] = {
    EdgeKind.ATTACHED: Endpoint,
    EdgeKind.LINKS: Link,
    EdgeKind.MOUNTS: Mount,
    EdgeKind.PUBLISHES: Port,
}
"""What is told of an edge; of the other kinds nothing."""

_TEXT = {"type": "string"}
_REF = {"type": "string", "pattern": "^[a-z]+:", "description": "kind:id"}


def schema() -> dict[str, Any]:
    """Draft 2020-12. Keys that are not named may be added later, so they are allowed everywhere."""
    types = {*FACTS.values(), *DETAILS.values(), Missing, Gap, InterfaceRow, Mark}
    ordered = sorted(types, key=lambda one: str(one.__name__))
    found, components = msgspec.json.schema_components(ordered, ref_template="#/$defs/{name}")
    of = dict(zip(ordered, found, strict=True))
    nodes = [_node(kind, {"anyOf": [of[facts], of[Missing]]}) for kind, facts in FACTS.items()]
    edges = [_edge(kind, of[DETAILS[kind]] if kind in DETAILS else {"type": "null"}) for kind in EdgeKind]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:docker-topology-inspector:{FORMAT}",
        "title": "A Docker host as a graph",
        **_object(
            {
                "format": {"const": FORMAT},
                "title": _TEXT,
                "view": _view(),
                "taken_at": {**_TEXT, "description": "when the evidence was read: RFC 3339, UTC"},
                "digest": {"type": "string", "pattern": "^(sha256:.*)?$"},
                "source": _TEXT,
                "origin": {"enum": [one.value for one in Origin]},
                "engine": of[Engine],
                "nodes": {"type": "array", "items": {"oneOf": nodes}},
                "edges": {"type": "array", "items": {"oneOf": edges}},
                "interfaces": {"type": "array", "items": of[InterfaceRow]},
                "gaps": {"type": "array", "items": of[Gap]},
                "path": {"oneOf": [{"type": "null"}, _path(of[Mark])]},
                "findings": {"oneOf": [{"type": "null"}, {"type": "array", "items": _finding()}]},
            }
        ),
        "$defs": components,
    }


def _node(kind: Kind, facts: dict[str, Any]) -> dict[str, Any]:
    return _object({"ref": _REF, "kind": {"const": kind.value}, "id": _TEXT, "facts": facts})


def _edge(kind: EdgeKind, detail: dict[str, Any]) -> dict[str, Any]:
    return _object({"source": _REF, "target": _REF, "kind": {"const": kind.value}, "detail": detail})


def _view() -> dict[str, Any]:
    texts = {"type": "array", "items": _TEXT}
    return _object({"projects": texts, "kinds": texts, "states": texts, "text": _TEXT, "focus": _TEXT})


def _path(mark: dict[str, Any]) -> dict[str, Any]:
    """The question, the answer's main words, and what is lit; the rest is as `reach --format json` prints it."""
    refs = {"type": "array", "items": _REF}
    asked = {"source": _TEXT, "destination": _TEXT, "protocol": {"enum": [one.value for one in Protocol]}}
    answer = dict.fromkeys(("client_sees", "path", "disposition", "code", "sentence"), _TEXT)
    assert set(answer) <= set(Trace.__struct_fields__)
    lit = {"lit": refs, "joins": {"type": "array", "items": refs}, "marks": {"type": "array", "items": mark}}
    return _object({**asked, **answer, **lit})


def _finding() -> dict[str, Any]:
    """The main words of a finding; the rest is as `check --format json` prints it."""
    texts = dict.fromkeys(("rule", "slug", "title", "detail", "fingerprint"), _TEXT)
    assert set(texts) <= set(Finding.__struct_fields__)
    levels = {"severity": {"enum": list(map(str, Severity))}, "certainty": {"enum": list(map(str, Certainty))}}
    return _object({**texts, **levels, "subjects": {"type": "array", "items": _REF}})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}
