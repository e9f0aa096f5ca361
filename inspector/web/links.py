"""Links into the app: what to select and what to filter, as plain query parameters, each validated."""

import streamlit as st

from inspector.errors import UsageError
from inspector.export.drawing import Look
from inspector.model.container import State
from inspector.model.ids import Kind, Ref
from inspector.topology.graph import Topology
from inspector.web import session
from inspector.web.parts import look_asked

_LONGEST = 500
_MOST_GROUPS = 20


def read(topology: Topology) -> None:
    """Take over what the link says, once a session; what makes no sense is passed over."""
    if st.session_state.get(session.LINK_READ):
        return
    st.session_state[session.LINK_READ] = True
    asked = st.query_params
    known = {one.project for one in topology.snapshot.containers}
    session.set_filters(
        [name for name in asked.get_all("project") if name in known],
        [kind for kind in asked.get_all("kind") if kind in {one.value for one in session.SHOWN_KINDS}],
        [state for state in asked.get_all("state") if state in {one.value for one in State}],
        asked.get("text", "")[:_LONGEST],
    )
    session.select(_ref(topology, asked.get("select", "")[:_LONGEST]))
    session.keep_look(_look(topology))


def write() -> None:
    """Put what is selected and filtered into the address."""
    wanted = session.filters()
    parameters: dict[str, str | list[str]] = {
        "select": session.selected(),
        "project": sorted(wanted.projects),
        "kind": sorted(wanted.kinds),
        "state": sorted(wanted.states),
        "text": wanted.text,
        **_drawn(session.look()),
    }
    given = {name: value for name, value in parameters.items() if value}
    now = {name: st.query_params.get_all(name) for name in st.query_params}
    if {name: [value] if isinstance(value, str) else value for name, value in given.items()} != now:
        st.query_params.from_dict(given)


def _look(topology: Topology) -> Look:
    """`arrange`, `layer`, `focus` and `unfold`, which take what the browser may ask for."""
    given = {name: word[:_LONGEST] for name in ("arrange", "unfold") if (word := st.query_params.get(name))}
    layers = st.query_params.get_all("layer")
    marked = [] if st.query_params.get(look_asked.FINDINGS) == "off" else [look_asked.FINDINGS]
    asked: dict[str, object] = {**given, "layers": [*layers, *marked]}
    focus = _ref(topology, st.query_params.get("focus", "")[:_LONGEST])
    groups = [word[:_LONGEST] for word in st.query_params.get_all("unfold")]
    look = look_asked.changed(session.look(), asked | ({"focus": focus} if focus else {}), topology, session.selected())
    for group in groups:
        look = look_asked.changed(look, {"unfold": group}, topology, "")
    return look


def _drawn(look: Look) -> dict[str, str | list[str]]:
    everything = len(look.expanded) > _MOST_GROUPS
    return {
        "arrange": "" if look.arrange == "rails" else look.arrange,
        "layer": sorted(look.layers),
        look_asked.FINDINGS: "" if look.findings else "off",
        "focus": str(look.focus) if look.focus and look.arrange == "focus" else "",
        "unfold": "*" if everything else sorted(map(str, look.expanded)),
    }


def _ref(topology: Topology, text: str) -> str:
    ref = Ref.parse(text)
    if ref is None:
        return ""
    if topology.entity(ref) is not None:
        return str(ref)
    try:
        match ref.kind:
            case Kind.CONTAINER:
                return str(Ref(ref.kind, topology.container(ref.id).id))
            case Kind.NETWORK:
                return str(Ref(ref.kind, topology.network(ref.id).id))
    except UsageError:
        return ""
    return ""
