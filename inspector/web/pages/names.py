"""Everything that a container can resolve, in the order in which it is looked up, and any name that one may type."""

import streamlit as st

from inspector.analysis import asking, parties
from inspector.analysis.hosts import hosts_lines, upstream_of
from inspector.analysis.world import World
from inspector.errors import InspectorError
from inspector.model.container import Container
from inspector.model.ids import Ref
from inspector.pipeline import Case
from inspector.web import cache, questions, session
from inspector.web.parts import citations, empty, endpoint_picker, markup, names_view

FIELDS = {"asker": session.NAMES_ASKER, "name": session.NAMES_NAME}


def main() -> None:
    opened = session.opened()
    if opened is None:
        return
    case = cache.case(opened.digest, opened.evidence)
    questions.follow("names", FIELDS)
    markup.style()
    with st.container(key="bar"):
        st.markdown("**Names** &nbsp; :gray[who answers a name, for whoever asks]")
    try:
        _ask(case)
    except InspectorError as error:
        markup.notice(error)
    questions.keep("names", FIELDS)


def _ask(case: Case) -> None:
    if not case.snapshot.containers:
        empty.no_containers("Here you see every name that a container can resolve, who answers it, and in which order.")
        return
    if not st.session_state.get(session.NAMES_ASKER) and (first := _first(case)):
        st.session_state[session.NAMES_ASKER] = first
    with st.container(key="question"):
        left, right = st.columns([1, 1], gap="small")
    with left:
        asker = endpoint_picker.asker(case, session.NAMES_ASKER)
    with right:
        name = st.text_input(
            "Name", key=session.NAMES_NAME, placeholder="Any name, as the code says it", persist_state="session"
        )
    name = (name or "").strip()
    if not asker:
        return
    ref = parties.asker(case.topology, asker)
    if name:
        found = asking.names(case.topology, case.world, asker, name)
        names_view.answer(found, asker)
        citations.fixes(found.fixes)
        citations.gaps(found.gaps)
    _list(case, ref, asker)


def _list(case: Case, ref: Ref, asker: str) -> None:
    entries = cache.directory(case, ref)
    world = case.world
    owner = _owner(world, ref)
    clashing = names_view.clashes(entries)
    with st.container(horizontal=True, vertical_alignment="center"):
        count = f"{len(entries)} names" + (f", {len(clashing)} with a clash" if clashing else "")
        st.markdown(f"**What it can resolve** &nbsp; :gray[{count}]", width="stretch")
        short_ids = st.toggle("Short ids", key=session.NAMES_SHORT_IDS, persist_state="session")
    if not entries:
        markup.show(markup.tag("p", "muted", f"{asker} can resolve no name by itself now."))
    networks = [endpoint.network for endpoint, _ in world.facts.ordered_endpoints(owner)] if owner else []
    lines, assumed = hosts_lines(world.facts, owner, ref.id)
    names_view.listed(entries, networks, lines, assumed=assumed, short_ids=short_ids)
    servers, place, _ = upstream_of(world.facts, owner, ref.id)
    if servers:
        whence = "from the host" if place == "host" else "from the container"
        words = f"Every other name is asked {whence} of {', '.join(servers)}."
        markup.show(markup.tag("p", "muted", words))


def _owner(world: World, ref: Ref) -> Container | None:
    try:
        return world.facts.namespace_owner(ref)
    except LookupError:
        return None


def _first(case: Case) -> str:
    running = [one.name for one in case.snapshot.containers if one.has_netns and one.endpoints]
    return (running or [one.name for one in case.snapshot.containers] or [""])[0]


main()
