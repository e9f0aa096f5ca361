"""The map of the host: filters above, the picture, and the details of what is selected beside it."""

import streamlit as st

from inspector.errors import InspectorError
from inspector.model.container import State
from inspector.model.ids import Ref
from inspector.pipeline import Case
from inspector.topology.view import Filter
from inspector.web import cache, links, session
from inspector.web.parts import downloads, topology_map, words
from inspector.web.parts.sheet import Sheet, sheet
from inspector.web.session import Opened

NO_CONTAINERS = (
    "This engine has no containers yet. Start one, then press Refresh:  docker run -d --name web -p 8080:80 nginx"
)
NOTHING_LEFT = "Nothing matches these filters."


def main() -> None:
    opened = session.opened()
    if opened is None:
        return
    case = cache.case(opened.digest, opened.evidence)
    links.read(case.topology)
    _bar(case)
    wanted = session.filters()
    ref = Ref.parse(session.selected())
    chosen = sheet(case.topology, opened.evidence, ref) if ref else None
    try:
        _draw(opened, case, wanted, chosen)
    except InspectorError as error:
        st.error(words.plain_markdown(str(error)))
    links.write()


def _draw(opened: Opened, case: Case, wanted: Filter, chosen: Sheet | None) -> None:
    view = cache.view(case, wanted)
    empty = ""
    if not view.snapshot.containers:
        empty = NOTHING_LEFT if case.snapshot.containers else NO_CONTAINERS
    topology_map.draw(
        cache.picture(case, wanted), view, chosen, key=session.MAP, on_select=_take_selection, empty=empty
    )


def _take_selection() -> None:
    session.select(str(getattr(st.session_state[session.MAP], "selection", "") or ""))


def _bar(case: Case) -> None:
    snapshot = case.snapshot
    engine = snapshot.engine
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        counts = (
            f"{len(snapshot.containers)} containers, {len(snapshot.networks)} networks, {len(snapshot.volumes)} volumes"
        )
        product = f"{engine.product} {engine.version}".strip()
        st.markdown(
            f"**{words.plain_markdown(engine.hostname or 'Docker host')}** &nbsp; "
            f":gray[{words.plain_markdown(f'{product} · {counts}')}]",
            width="stretch",
        )
        with st.popover(_filter_label(), icon=":material/filter_list:"):
            _filters(case)
        downloads.draw(case)


def _filter_label() -> str:
    wanted = session.filters()
    given = sum(map(bool, (wanted.projects, wanted.kinds, wanted.states, wanted.text)))
    return f"Filter ({given})" if given else "Filter"


def _filters(case: Case) -> None:
    containers = case.snapshot.containers
    projects = sorted({one.project for one in containers})
    st.session_state[session.PROJECTS] = [name for name in st.session_state[session.PROJECTS] if name in projects]
    st.text_input("Text", key=session.TEXT, placeholder="name, image, address, path, port")
    st.multiselect(
        "Project",
        projects,
        key=session.PROJECTS,
        format_func=lambda name: name or "(no project)",
    )
    st.multiselect("Kind", [kind.value for kind in session.SHOWN_KINDS], key=session.KINDS)
    st.multiselect("State", [state.value for state in State], key=session.STATES)
    st.button("Clear", on_click=session.clear_filters, width="stretch")


main()
