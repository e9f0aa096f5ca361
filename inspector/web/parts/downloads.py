"""The menu of files to take away of what the map shows. A file is made when its button is pressed, not before."""

from functools import partial

import streamlit as st

from inspector.export import FORMATS
from inspector.export.command import fitting
from inspector.export.view import View
from inspector.model.evidence import Evidence
from inspector.pipeline import Case
from inspector.web import cache

PAGE = "inspector/web/pages/exports.py"


def draw(case: Case, evidence: Evidence, view: View) -> None:
    """One button a format; the Exports page has the rest."""
    with st.popover("Export", icon=":material/download:"):
        st.page_link(PAGE, label="Preview, title, theme, command", icon=":material/preview:")
        for entry in FORMATS.values():
            st.download_button(
                called(entry.name),
                data=partial(cache.exported, case, evidence, entry.name, fitting(view, entry.name)),
                file_name=f"{file_name(case)}{entry.extension}",
                mime=entry.media_type,
                help=entry.what,
                on_click="ignore",
                width="stretch",
                key=f"download_{entry.name}",
            )


def called(name: str) -> str:
    """A format as people write it."""
    return {"drawio": "draw.io", "graphml": "GraphML", "mermaid": "Mermaid"}.get(name, name.upper())


def file_name(case: Case) -> str:
    """Without the extension."""
    host = "".join(letter for letter in case.snapshot.engine.hostname if letter.isalnum() or letter in "-_")
    return f"docker-{host or 'topology'}"
