"""Docker network and volume topology inspector.

    collect -> Evidence -> parse -> Snapshot -> topology -> Topology -> export, web, cli

`collect` alone touches the world, and only reads. In a program:

    import inspector
    case = inspector.build(inspector.load(path))
    case.topology.container("web").endpoints
"""

from importlib import import_module
from typing import Any

_PUBLIC = {
    "Case": "inspector.pipeline",
    "Evidence": "inspector.model.evidence",
    "InspectorError": "inspector.errors",
    "Snapshot": "inspector.model.snapshot",
    "Topology": "inspector.topology.graph",
    "build": "inspector.pipeline",
    "collect_live": "inspector.collect.live",
    "load": "inspector.collect.archive",
    "save": "inspector.collect.archive",
}


def __getattr__(name: str) -> Any:
    """Public names are imported when first used: a command that needs no graph does not pay for networkx."""
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
