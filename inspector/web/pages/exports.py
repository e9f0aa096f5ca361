"""Files to take away: of what the map shows, with a preview, and the command line that gives the same bytes."""

import streamlit as st

from inspector.errors import InspectorError, UsageError
from inspector.export import ARRANGES, FORMATS, LAYERS, STYLES, THEMES, Format, drawing
from inspector.export.command import fitting, words
from inspector.export.view import Question, View
from inspector.model.answer import Protocol
from inspector.pipeline import Case
from inspector.web import cache, commands, session
from inspector.web.parts import downloads, markup, preview
from inspector.web.parts.words import plain_markdown
from inspector.web.session import Opened

MAP = "inspector/web/pages/map.py"
CONNECT = "inspector/web/pages/connect.py"


def main() -> None:
    opened = session.opened()
    if opened is None:
        return
    case = cache.case(opened.digest, opened.evidence)
    kept = cache.view(case, session.filters())
    session.keep_export(folded=bool(drawing.folded_away(kept, session.look())))
    markup.style()
    with st.container(key="bar"):
        st.markdown("**Exports** &nbsp; :gray[files of what the map shows, to take away]")
    left, right = st.columns([4, 9], gap="medium")
    asked = _asked(case)
    with left:
        entry = _choices(asked)
    view = fitting(drawing.of_these(session.export_view(asked), kept), entry.name)
    try:
        with right, st.spinner("Making the file"):
            data = cache.exported(case, opened.evidence, entry.name, view)
        with left:
            _take(opened, case, entry, view, data)
        with right, st.container(key="preview"):
            svg = cache.exported(case, opened.evidence, "svg", view) if entry.name == "pdf" else b""
            preview.draw(entry, data, svg)
    except InspectorError as error:
        with right:
            markup.notice(error)


def _choices(asked: Question | None) -> Format:
    """What is asked for; the format's own choices only."""
    name = st.pills(
        "Format", list(FORMATS), key=session.EXPORT_FORMAT, format_func=downloads.called, required=True, wrap=True
    )
    entry = FORMATS[name or "svg"]
    markup.show(markup.tag("p", "muted", f"{entry.what[0].upper()}{entry.what[1:]}."))
    st.text_input("Title", key=session.EXPORT_TITLE, placeholder="the host's name", max_chars=120)
    with st.container(horizontal=True, gap="medium"):
        if entry.themed:
            st.segmented_control("Theme", THEMES, key=session.EXPORT_THEME, required=True)
        if entry.picture:
            st.segmented_control("Style", STYLES, key=session.EXPORT_STYLE, required=True)
    if entry.picture and st.session_state[session.EXPORT_STYLE] == "rails":
        arranges = [name for name in ARRANGES if name != "focus" or session.look().focus]
        st.segmented_control("Arrangement", arranges, key=session.EXPORT_ARRANGE, required=True)
        st.pills("Layers", LAYERS, key=session.EXPORT_LAYERS, selection_mode="multi")
    if entry.folds:
        st.toggle("Fold each project into one card", key=session.EXPORT_FOLD)
    st.toggle("Mark what the rules found", key=session.EXPORT_FINDINGS)
    if asked:
        st.toggle(f"Light the path {plain_markdown(f'{asked.source} → {asked.words}')}", key=session.EXPORT_PATH)
    return entry


def _take(opened: Opened, case: Case, entry: Format, view: View, data: bytes) -> None:
    """What is in it, the button, and the command."""
    one = cache.shown(case, view)
    marked = () if one.findings is None else (f"Findings that are marked: {len(one.findings)}",)
    for note in (*(one.said or ("Shown: the whole host",)), *marked):
        markup.show(markup.tag("p", "muted", f"{note}."))
    with st.container(horizontal=True, gap="small"):
        st.page_link(MAP, label="Change the filters on the map", icon=":material/filter_list:")
        if view.asked is None:
            st.page_link(CONNECT, label="Ask for a path to light", icon=":material/route:")
    name = f"{downloads.file_name(case)}{entry.extension}"
    st.download_button(
        f"Download {downloads.called(entry.name)}, {size(len(data))}",
        data,
        name,
        entry.media_type,
        icon=":material/download:",
        type="primary",
        on_click="ignore",
        width="stretch",
    )
    markup.show(markup.tag("h3", "label", "The same file from the command line"))
    st.code(commands.export(opened, words(view, entry.name, name)), language="shell", wrap_lines=True)
    if said := commands.condition(opened):
        markup.show(markup.tag("p", "muted", said))


def _asked(case: Case) -> Question | None:
    """The question that stands on the Connect page, if it makes sense of this host."""
    linked = session.linked("connect")
    source, destination, port = (linked.get(name, "") for name in ("source", "destination", "port"))
    protocol = linked.get("protocol") or Protocol.TCP.value
    if not source or not destination or protocol not in Protocol._value2member_map_:
        return None
    number = int(port) if port.isascii() and port.isdigit() and protocol != Protocol.ICMP else None
    asked = Question(source, destination, Protocol(protocol), number)
    try:
        cache.shown(case, View(asked=asked))
    except UsageError:
        return None
    return asked


def size(count: int) -> str:
    """Bytes as people read them."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


main()
