"""The frame around every page: the list of pages, the source picker, what went wrong."""

from pathlib import Path

import streamlit as st

import docker_topology_inspector
from inspector.export import moments
from inspector.web import opening, session, watching
from inspector.web.parts import live, source_picker, trouble, words

PAGES = Path(__file__).parent / "pages"
STYLE = Path(__file__).parent / "style.css"
ICON = Path(docker_topology_inspector.__file__).parent / "map" / "icon.svg"


def run() -> None:
    """One rerun of the app."""
    st.set_page_config(page_title="Docker topology", page_icon=str(ICON), layout="wide")
    st.html(f"<style>{STYLE.read_text()}</style>")
    page = st.navigation(
        [
            st.Page(PAGES / "map.py", title="Map", icon=":material/hub:", default=True),
            st.Page(PAGES / "findings.py", title="Findings", icon=":material/rule:"),
            st.Page(PAGES / "connect.py", title="Connect", icon=":material/route:"),
            st.Page(PAGES / "names.py", title="Names", icon=":material/badge:"),
            st.Page(PAGES / "matrix.py", title="Matrix", icon=":material/grid_on:"),
            st.Page(PAGES / "storage.py", title="Storage", icon=":material/database:"),
            st.Page(PAGES / "interfaces.py", title="Interfaces", icon=":material/lan:"),
            st.Page(PAGES / "exports.py", title="Exports", icon=":material/download:"),
            st.Page(PAGES / "evidence.py", title="Evidence", icon=":material/fact_check:"),
        ]
    )
    with trouble.told_plainly():
        if session.opened() is None:
            with st.spinner("Reading the engine"):
                opening.open_first()
        watching.follow()
        session.keep_filters()
        with st.sidebar:
            source_picker.draw()
        # A place of their own, or a message that comes or goes would mount the map anew and lose its zoom.
        with st.container(key="messages"):
            _say_what_went_wrong()
            live.bar()
            if (opened := session.opened()) and watching.is_live(opened.source):
                live.badge()
        page.run()


def _say_what_went_wrong() -> None:
    opened = session.opened()
    if failure := session.failure():
        trouble.box(failure.what, f"{failure.remedy} {_what_is_left(opened)}".strip())
    if opened and opened.source.kind is session.SourceKind.DEMO:
        why = f"{opened.unreached.rstrip('.')}. {opened.remedy}" if opened.unreached else "You chose it."
        st.info(f"**Demo, not your engine.** {words.plain_markdown(why)}", icon=":material/science:")


def _what_is_left(opened: session.Opened | None) -> str:
    if opened is None or opened.source.kind is session.SourceKind.DEMO:
        return ""
    return f"Below is still what was read at {moments.readable(opened.evidence.taken_at)}."
