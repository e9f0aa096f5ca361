"""The sharing picture in the page: who has which data; a container that is pointed at is lit wherever it stands."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from inspector.model.sharing import SharedPlace, Use

COMPONENT = "docker-topology-inspector.sharing"


def draw(pictures: Mapping[str, str], *, key: str, on_choose: Callable[[], None]) -> Any:
    """Mount it; `pick` of the result is [place, use] of the container that was chosen last.

    pictures: SVG, as `wide` and as `narrow`.
    """
    component = st.components.v2.component(COMPONENT, js="sharing.js", css="storage.css")
    return component(key=key, data=dict(pictures), height="content", on_pick_change=on_choose)


def use_of(places: Sequence[SharedPlace], pick: object) -> Use | None:
    """Which use was chosen, None for what is not in the picture."""
    match pick:
        case [int(place), int(use)] if 0 <= place < len(places) and 0 <= use < len(places[place].uses):
            return places[place].uses[use]
    return None
