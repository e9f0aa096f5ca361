"""The button that has the engine measure volumes and containers, for which it walks its disk."""

import streamlit as st

from inspector.web import opening, watching
from inspector.web.session import Opened


def button(opened: Opened) -> None:
    """Nothing for a recording: of a file nothing can be measured any more."""
    if not watching.is_live(opened.source):
        return
    st.markdown(":gray[:small[To measure, the engine walks its disk: that may take minutes.]]", width="content")
    if st.button("Measure sizes", icon=":material/straighten:", help="Reads the engine again, with sizes"):
        with st.spinner("The engine walks its disk to measure its volumes and containers"):
            opening.open_chosen(opened.source, sizes=True)
        st.rerun()
