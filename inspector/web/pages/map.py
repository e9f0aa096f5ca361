"""The map of the host: filters above, the picture, and the details of what is selected beside it."""

from functools import partial
from pathlib import Path

import streamlit as st
from msgspec.structs import replace

from inspector.export import drawing
from inspector.export.view import View
from inspector.model.container import State
from inspector.model.ids import Ref
from inspector.pipeline import Case
from inspector.topology.graph import Topology
from inspector.topology.view import Filter
from inspector.web import cache, links, session
from inspector.web.parts import downloads, finding_card, live, look_asked, topology_map, trouble, words
from inspector.web.session import Opened

FINDINGS = Path(__file__).parent / "findings.py"
NOTHING_LEFT = (
    "Nothing matches these filters. Open Filter above and press Clear, or take a word away: "
    "every word of the text must be found in a container's name, image, addresses, networks, paths or ports."
)


def main() -> None:
    opened = session.opened()
    if opened is None:
        return
    case = cache.case(opened.digest, opened.evidence)
    links.read(case.topology)
    _bar(opened, case)
    _map(opened, case, session.filters())


@st.fragment
def _map(opened: Opened, case: Case, wanted: Filter) -> None:
    """The picture and the details. A click runs this part again, and nothing else of the page."""
    with trouble.told_plainly():
        left = cache.view(case, wanted)
        look = session.look()
        topology_map.draw(
            cache.picture(case, wanted, look),
            cache.listed(case, wanted),
            look,
            key=session.MAP,
            on_select=_take_selection,
            on_ask=partial(_take_look, left),
            fresh=live.fresh(),
            empty="" if left.snapshot.containers or not case.snapshot.containers else NOTHING_LEFT,
        )
        # Details of a large host take their time; what is selected and drawn stands in the address before.
        links.write()
        ref = Ref.parse(session.selected())
        chosen = cache.details(case, opened.evidence, ref) if ref else None
        topology_map.tell(session.selected(), chosen, key=session.DETAILS)


def _take_selection() -> None:
    session.select(str(getattr(st.session_state[session.MAP], "selection", "") or ""))


def _take_look(topology: Topology) -> None:
    asked = getattr(st.session_state[session.MAP], "ask", None)
    session.keep_look(look_asked.changed(session.look(), asked, topology, session.selected()))


def _bar(opened: Opened, case: Case) -> None:
    snapshot = case.snapshot
    engine = snapshot.engine
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        counts = ", ".join(
            f"{len(found)} {word}{'' if len(found) == 1 else 's'}"
            for found, word in (
                (snapshot.containers, "container"),
                (snapshot.networks, "network"),
                (snapshot.volumes, "volume"),
            )
        )
        product = f"{engine.product} {engine.version}".strip()
        st.markdown(
            f"**{words.plain_markdown(case.snapshot.title or 'Docker host')}** &nbsp; "
            f":gray[{words.plain_markdown(f'{product} · {counts}')}]",
            width="stretch",
        )
        look = session.look()
        if look.findings:
            label, icon = finding_card.in_words(cache.report(case))
            st.page_link(FINDINGS, label=label, icon=icon, help="What is wrong, why, and what would mend it.")
        with st.popover(_filter_label(), icon=":material/filter_list:"):
            _filters(case)
        layers = tuple(sorted(look.layers))
        shown = View(filter=session.filters(), layers=layers, arrange=look.arrange, focus=look.focus)
        left = cache.view(case, shown.filter)
        shown = replace(shown, fold=bool(drawing.folded_away(left, look)), unfold=look.expanded)
        downloads.draw(case, opened.evidence, replace(drawing.of_these(shown, left), findings=look.findings))


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
