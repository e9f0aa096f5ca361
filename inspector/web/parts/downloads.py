"""The menu of files to take away. A file is made when its button is pressed, not before."""

from functools import partial
from typing import get_args

import streamlit as st

from inspector.errors import ExportError
from inspector.export import FORMATS, Style, Theme
from inspector.pipeline import Case
from inspector.web import cache
from inspector.web.parts import trouble


def draw(case: Case) -> None:
    """One button a format, with style and theme for pictures."""
    with st.popover("Export", icon=":material/download:"):
        style: Style = st.segmented_control("Style", get_args(Style), default="rails") or "rails"
        theme: Theme = st.segmented_control("Theme", get_args(Theme), default="light") or "light"
        drawable = style != "graph" or _can_be_drawn(case, theme)
        for entry in FORMATS.values():
            st.download_button(
                entry.name.upper() if len(entry.name) < 5 else entry.name,
                data=partial(cache.exported, case, entry.name, style, theme),
                file_name=f"{_file_name(case)}{entry.extension}",
                mime=entry.media_type,
                help=entry.what,
                on_click="ignore",
                width="stretch",
                disabled=entry.picture and not drawable,
                key=f"download_{entry.name}",
            )


def _can_be_drawn(case: Case, theme: Theme) -> bool:
    """The classic picture needs a program that may be missing, which is said before a button is pressed."""
    try:
        cache.exported(case, "svg", "graph", theme)
    except ExportError as error:
        trouble.box(error.what, error.remedy)
        return False
    return True


def _file_name(case: Case) -> str:
    host = "".join(letter for letter in case.snapshot.engine.hostname if letter.isalnum() or letter in "-_")
    return f"docker-{host or 'topology'}"
