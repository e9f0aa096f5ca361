"""Which host is looked at: the picker in the sidebar. Reading happens when a button is pressed, never before."""

import streamlit as st

from inspector.collect.target import context_names
from inspector.errors import InspectorError
from inspector.export import moments
from inspector.web import opening, session, watching
from inspector.web.parts import live, trouble, words
from inspector.web.session import Source, SourceKind


def draw() -> None:
    """The picker, the refresh button, and when the host was observed."""
    opened = session.opened()
    if opened is None:
        return
    st.caption("SOURCE")
    if session.SOURCE_KIND not in st.session_state:
        st.session_state[session.SOURCE_KIND] = opened.source.kind
    # What a choice needs is loaded by the browser only when this is opened.
    with st.popover(opened.source.kind, width="stretch"):
        kind = st.selectbox("Source", list(SourceKind), key=session.SOURCE_KIND, label_visibility="collapsed")
        match kind or SourceKind.LIVE:
            case SourceKind.CONTEXT:
                _pick_context()
            case SourceKind.HOST:
                address = st.text_input("Address", key=session.SOURCE_HOST, placeholder="unix:///var/run/docker.sock")
                _open_button(Source(SourceKind.HOST, address.strip()), disabled=not address.strip())
            case SourceKind.FILES:
                _pick_files()
            case other if other is not opened.source.kind:
                _open_button(Source(other))
    st.divider()
    if watching.is_live(opened.source):
        live.draw(_show_on_map)
    st.caption(f"{_moment(opened)} {words.plain_markdown(moments.readable(opened.evidence.taken_at))}")
    st.caption(words.plain_markdown(_where(opened)))
    again = opened.source.kind is not SourceKind.FILES or bool(opened.source.files)
    if opened.source.kind is not SourceKind.DEMO and again:
        _open_button(opened.source, label="Refresh", icon=":material/refresh:")
    elif opened.unreached:
        _open_button(opening.first_source(), label="Try again", icon=":material/refresh:")


def _show_on_map(ref: str) -> None:
    """Select what changed; on another page than the map, it is selected when the map is opened."""
    session.select(ref)
    session.clear_filters()


def _moment(opened: session.Opened) -> str:
    """A compose file is no observation."""
    return "Written" if opened.evidence.compose.main else "Observed"


def _where(opened: session.Opened) -> str:
    """What was read: of the demo, not the address it was once recorded at."""
    if opened.source.kind is SourceKind.DEMO:
        return "The bundled demo"
    return opened.evidence.source or opened.source.value or opened.source.kind


def _pick_context() -> None:
    try:
        names = context_names()
    except InspectorError as error:
        trouble.box(error.what, error.remedy)
        return
    name = st.selectbox("Context", names, key=session.SOURCE_CONTEXT)
    _open_button(Source(SourceKind.CONTEXT, name or ""), disabled=not name)


def _pick_files() -> None:
    uploads = st.file_uploader(
        "Evidence, docker inspect output, or compose files",
        type=["json", "gz", "txt", "yaml", "yml"],
        accept_multiple_files=True,
        key=session.SOURCE_FILES,
    )
    st.button(
        "Open", type="primary", width="stretch", disabled=not uploads, on_click=opening.open_uploads, args=(uploads,)
    )


def _open_button(source: Source, *, label: str = "Open", icon: str | None = None, disabled: bool = False) -> None:
    if st.button(
        label, icon=icon, width="stretch", disabled=disabled, type="primary" if label == "Open" else "secondary"
    ):
        with st.spinner("Reading"):
            opening.open_chosen(source)
        st.rerun()
