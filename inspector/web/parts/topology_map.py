"""The map: our own component, which shows the SVG scene, the list beside it and the details of what is selected.

It is mounted twice: once with the picture, once with the details of what is selected. A click changes the small second
message only; Streamlit sends the large first one again when it differs.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import streamlit as st

from inspector.export.drawing import Look, Picture, key_to_signs
from inspector.export.listing import Item
from inspector.export.sheet_lines import Sheet
from inspector.web.parts import look_asked

COMPONENT = "docker-topology-inspector.map"


def draw(
    picture: Picture,
    items: Sequence[Item],
    look: Look,
    *,
    key: str,
    on_select: Callable[[], None],
    on_ask: Callable[[], None],
    fresh: dict[str, object],
    empty: str = "",
) -> Any:
    """Mount the map; what is fresh glows once.

    Its state: `selection`, the Ref as text that was last chosen in the browser; its trigger: `ask`,
    what is to be drawn otherwise, see `look_asked`.
    """
    data = {
        "svg": picture.svg,
        "near": picture.near,
        "items": msgspec.to_builtins(items),
        "arrange": look.arrange,
        "layers": sorted([*look.layers, *([look_asked.FINDINGS] if look.findings else [])]),
        "narrow": look.narrow,
        "folded": picture.folded,
        "unfolded": len(look.expanded),
        "key": key_to_signs(),
        "fresh": fresh,
        "empty": empty,
    }
    return _component()(
        key=key,
        data=data,
        height="content",
        default={"selection": ""},
        on_selection_change=on_select,
        on_ask_change=on_ask,
    )


def tell(selection: str, chosen: Sheet | None, *, key: str) -> None:
    """Say to the map what is selected, with its details."""
    shown = msgspec.to_builtins(chosen) | {"raw": _pretty(chosen.raw)} if chosen else None
    with st.container(key=f"{key}_unseen"):
        _component()(key=key, data={"selection": selection, "sheet": shown}, height="content")


def _component() -> Any:
    return st.components.v2.component(COMPONENT, js="app.js", css="map.css")


def _pretty(raw: Any) -> str:
    return json.dumps(raw, indent=2, ensure_ascii=False) if raw is not None else ""
