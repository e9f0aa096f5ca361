"""The menu of files to take away. A file is made when its button is pressed, not before."""

from functools import partial
from typing import get_args

import streamlit as st

from inspector.export import FORMATS, Style, Theme
from inspector.pipeline import Case
from inspector.web import cache


def draw(case: Case) -> None:
    """One button a format, with style and theme for pictures."""
    with st.popover("Export", icon=":material/download:"):
        style: Style = st.segmented_control("Style", get_args(Style), default="rails") or "rails"
        theme: Theme = st.segmented_control("Theme", get_args(Theme), default="light") or "light"
        for entry in FORMATS.values():
            st.download_button(
                entry.name.upper() if len(entry.name) < 5 else entry.name,
                data=partial(cache.exported, case, entry.name, style, theme),
                file_name=f"{_file_name(case)}{entry.extension}",
                mime=entry.media_type,
                help=entry.what,
                on_click="ignore",
                width="stretch",
                key=f"download_{entry.name}",
            )


def _file_name(case: Case) -> str:
    host = "".join(letter for letter in case.snapshot.engine.hostname if letter.isalnum() or letter in "-_")
    return f"docker-{host or 'topology'}"
