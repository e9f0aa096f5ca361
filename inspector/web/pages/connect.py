"""One question: what will a client here meet, that connects there? The sentence first, then the way, hop by hop."""

import streamlit as st

from inspector.analysis import asking, parties
from inspector.analysis.agreement import agreement
from inspector.errors import InspectorError, UsageError
from inspector.export import path
from inspector.model.answer import Protocol, Trace
from inspector.model.ids import Ref
from inspector.pipeline import Case
from inspector.topology.view import Filter
from inspector.web import cache, ports, probing, questions, session
from inspector.web.parts import citations, empty, endpoint_picker, markup, path_map, probe_view, trace_view, words
from inspector.web.session import Opened

FIELDS = {
    "source": session.ASK_SOURCE,
    "destination": session.ASK_DESTINATION,
    "protocol": session.ASK_PROTOCOL,
    "port": session.ASK_PORT,
}


def main() -> None:
    opened = session.opened()
    if opened is None:
        return
    case = cache.case(opened.digest, opened.evidence)
    questions.follow("connect", FIELDS)
    markup.style()
    with st.container(key="bar"):
        st.markdown("**Connect** &nbsp; :gray[what a client would see, and why; nothing is sent unless you probe]")
    try:
        _ask(opened, case)
    except InspectorError as error:
        markup.notice(error)
    questions.keep("connect", FIELDS)


def _ask(opened: Opened, case: Case) -> None:
    with st.container(key="question"):
        columns = st.columns([3, 3, 3], gap="small")
    with columns[0]:
        source = endpoint_picker.source(case, session.ASK_SOURCE)
    asking_ref, wrong = _source(case, source)
    with columns[1]:
        names = cache.names_of(case, asking_ref) if asking_ref else {}
        destination = endpoint_picker.destination(case, names, session.ASK_DESTINATION, session.forget_port)
    with columns[2].container(horizontal=True, gap="small"):
        protocol = endpoint_picker.protocol(session.ASK_PROTOCOL)
        found = ports.suggestions(case, asking_ref, destination, protocol) if asking_ref and destination else ()
        if found and not st.session_state.get(session.ASK_PORT):
            st.session_state[session.ASK_PORT] = str(found[0].port)
        port = endpoint_picker.port(found, session.ASK_PORT, disabled=protocol is Protocol.ICMP)
    if wrong:
        raise wrong
    if asking_ref is None or not destination:
        _examples(case)
        return
    trace = asking.reach(case.topology, case.world, source, destination, protocol, endpoint_picker.number(port))
    _answer(opened, case, trace, source, destination)


def _answer(opened: Opened, case: Case, trace: Trace, source: str, destination: str) -> None:
    trace_view.verdict(trace, _spoken(source), _spoken(destination), case.world.facts.snapshot.assumed)
    left, right = st.columns([9, 13], gap="medium")
    with left:
        citations.fixes(trace.fixes)
        trace_view.ways(trace, lambda ref: path.name_of(case.topology, ref))
        citations.gaps(trace.gaps)
        _probe(opened, trace, destination)
    with right:
        shown = path.path(trace, case.topology, case.world)
        around = Filter(projects=path.projects(shown, case.topology))
        path_map.draw(cache.picture(case, around).svg, shown, key=session.PATH_MAP)


def _probe(opened: Opened, trace: Trace, destination: str) -> None:
    """The button that acts, and what came of it."""
    flow = trace.flow
    why_not = probing.refused(opened, flow, destination)
    with st.container(key="probe", gap="xsmall"):
        markup.show(markup.tag("h3", "label", "Is it so?"))
        st.button(
            "Probe it",
            icon=":material/electric_bolt:",
            disabled=bool(why_not),
            on_click=probing.probe,
            args=(opened, flow),
        )
        said = why_not or "This acts: it really connects once, from where the source is. Nothing else here does."
        markup.show(markup.tag("p", "muted", said))
        seen = session.probed(opened.digest, flow)
        if isinstance(seen, str):
            markup.show(markup.tag("section", "notice", markup.tag("p", "", seen), role="alert"))
        elif seen:
            agreed, why = agreement(trace, seen)
            probe_view.draw(trace, seen, agreed, why)


def _source(case: Case, word: str) -> tuple[Ref | None, UsageError | None]:
    """Who asks; the other pickers are drawn even where that makes no sense."""
    if not word:
        return None, None
    try:
        return parties.source(case.topology, word), None
    except UsageError as error:
        return None, error


def _spoken(word: str) -> str:
    if word.startswith(parties.CONTAINER):
        return f"{word.removeprefix(parties.CONTAINER)}, by its address"
    known = {"host": "the host", "internet": "the internet"}
    return known.get(word, word.removeprefix(parties.EXTERNAL))


def _examples(case: Case) -> None:
    """What an answer has, and questions to begin with, of this very host."""
    teaches = "You read what a client meets, the rule, route or socket that decides each hop, and what would mend it."
    if not case.snapshot.containers:
        empty.no_containers(teaches)
        return
    empty.notice("Choose who asks and whom.", f"{teaches} For example:")
    with st.container(horizontal=True, gap="small"):
        for source, destination in _some(case):
            st.button(
                words.plain_markdown(f"{_spoken(source)} → {_spoken(destination)}"),
                key=f"example_{source}_{destination}",
                on_click=session.ask,
                args=(source, destination),
            )


def _some(case: Case) -> list[tuple[str, str]]:
    running = [one for one in case.snapshot.containers if one.has_netns and one.endpoints]
    if not running:
        return []
    first = running[0]
    mine = {end.network for end in first.endpoints}
    others = [one for one in running if one is not first]
    near = [one for one in others if mine & {end.network for end in one.endpoints}][:1]
    far = [one for one in others if not mine & {end.network for end in one.endpoints}][:1]
    pairs = [(first.name, one.name) for one in (*near, *far)]
    return [*pairs, (first.name, "internet"), ("internet", "host")]


main()
