"""Asking the real containers, when somebody presses the button for it: the one act of the app."""

from inspector.collect.probe import observe
from inspector.errors import InspectorError
from inspector.model.answer import Flow, Observation
from inspector.model.ids import Kind
from inspector.web import session, watching
from inspector.web.parts.endpoint_picker import INTERNET
from inspector.web.session import Opened, SourceKind


def refused(opened: Opened, flow: Flow, destination: str) -> str:
    """Why this question cannot be put to the real containers, "" when it can."""
    if opened.source.kind in (SourceKind.FILES, SourceKind.DEMO):
        return "This is a recording: there is no engine to ask."
    if flow.source.kind is Kind.EXTERNAL:
        return "A machine outside cannot be made to ask."
    if destination == INTERNET:
        return "The internet is no one machine: give an address."
    if not flow.destination:
        return "There is no address to ask."
    return ""


def probe(opened: Opened, flow: Flow) -> None:
    """Ask once, and remember what was seen, or why nothing was."""
    seen: Observation | str
    try:
        seen = observe(watching.target(opened.source), opened.evidence.engine, flow)
    except InspectorError as error:
        seen = f"{error.what.rstrip('.')}. {error.remedy}"
    session.keep_probed(opened.digest, flow, seen)
