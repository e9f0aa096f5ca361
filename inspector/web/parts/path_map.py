"""The picture with the path of an answer on it, as a component."""

import msgspec
import streamlit as st

from inspector.export.path import Path

COMPONENT = "docker-topology-inspector.path"


def draw(svg: str, shown: Path, *, key: str) -> None:
    """Mount the picture with the path on it."""
    component = st.components.v2.component(COMPONENT, js="path.js", css="path.css")
    component(key=key, data={"svg": svg, "path": msgspec.to_builtins(shown)}, height="content")
