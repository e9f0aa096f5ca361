"""What the browser asks of the map, read with care: anything may have sent it."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from inspector.export import ARRANGES, LAYERS
from inspector.export.drawing import Look, folded_away
from inspector.model.container import Container
from inspector.model.ids import Kind, Ref
from inspector.topology.edges import EdgeKind
from inspector.topology.graph import Topology
from inspector.topology.groups import groups, holders, parse_group

FINDINGS = "findings"
"""The layer of marks, which only the map has."""


def changed(look: Look, asked: object, topology: Topology, selected: str) -> Look:
    """The look that was asked for; what makes no sense is passed over.

    asked: arrange (a word), layers (a list of words; `findings` too), unfold and fold (a group, or `*` for all), reveal
    (a Ref that is to be seen), focus (a Ref, to see it with its neighbours), narrow (yes or no).
    """
    if not isinstance(asked, Mapping):
        return look
    wanted = {str(key): value for key, value in asked.items()}
    if wanted.get("arrange") in ARRANGES:
        look = replace(look, arrange=wanted["arrange"])
    if isinstance(wanted.get("layers"), list):
        layers = frozenset(layer for layer in LAYERS if layer in wanted["layers"])
        look = replace(look, layers=layers, findings=FINDINGS in wanted["layers"])
    if isinstance(wanted.get("narrow"), bool):
        look = replace(look, narrow=wanted["narrow"])
    if (ref := _known(wanted.get("focus"), topology)) is not None:
        look = replace(look, arrange="focus", focus=ref)
    if (ref := _known(wanted.get("reveal"), topology)) is not None:
        look = _revealed(look, ref, topology)
    look = replace(look, expanded=_expanded(look, wanted, topology))
    if look.arrange == "focus" and look.focus is None:
        look = replace(look, focus=_known(selected, topology) or _busiest(topology))
    return look


def _known(text: Any, topology: Topology) -> Ref | None:
    ref = Ref.parse(text) if isinstance(text, str) else None
    return ref if ref and ref.kind is not Kind.PROJECT and topology.entity(ref) is not None else None


def _revealed(look: Look, ref: Ref, topology: Topology) -> Look:
    """A match in a folded group unfolds it; with one container in focus, what is not near becomes the focus."""
    if look.arrange == "focus":
        return replace(look, focus=ref)
    away = folded_away(topology, look) & holders(topology, ref)
    return replace(look, expanded=look.expanded | away)


def _expanded(look: Look, wanted: Mapping[str, Any], topology: Topology) -> frozenset[Ref]:
    expanded = look.expanded
    if wanted.get("unfold") == "*":
        return frozenset(groups(topology).values())
    if wanted.get("fold") == "*":
        return frozenset()
    if group := parse_group(str(wanted.get("unfold", ""))):
        expanded |= {group}
    if group := parse_group(str(wanted.get("fold", ""))):
        expanded -= {group}
    return expanded


def _busiest(topology: Topology) -> Ref | None:
    """The container with the most attachments and mounts."""
    refs = [ref for ref in topology.refs(Kind.CONTAINER) if isinstance(topology.entity(ref), Container)]
    return max(refs, key=lambda ref: len(topology.out(ref, EdgeKind.ATTACHED, EdgeKind.MOUNTS)), default=None)
