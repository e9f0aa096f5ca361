"""Everything that one browser session remembers. No other file names a session-state key."""

from collections.abc import Sequence
from enum import StrEnum

import streamlit as st
from msgspec import Struct

from inspector.export.drawing import Look
from inspector.export.view import Question, View
from inspector.model.answer import Flow, Observation
from inspector.model.change import Change
from inspector.model.container import State
from inspector.model.evidence import Evidence
from inspector.model.ids import Kind
from inspector.topology.view import Filter

OPENED = "opened"
ERROR = "error"
PAUSED = "paused"
NEWS = "news"
SELECTED = "selected"
MAP = "map"
DETAILS = "map_details"
LOOK = "map_look"
SOURCE_KIND = "source_kind"
SOURCE_CONTEXT = "source_context"
SOURCE_HOST = "source_host"
SOURCE_FILES = "source_files"
LINK_READ = "link_was_read"
PROJECTS = "filter_projects"
KINDS = "filter_kinds"
STATES = "filter_states"
TEXT = "filter_text"
LINKED = "linked"
ASK_SOURCE = "ask_source"
ASK_DESTINATION = "ask_destination"
ASK_PROTOCOL = "ask_protocol"
ASK_PORT = "ask_port"
PATH_MAP = "path_map"
NAMES_ASKER = "names_asker"
NAMES_NAME = "names_name"
NAMES_SHORT_IDS = "names_short_ids"
PROBED = "probed"
FINDING_SEVERITIES = "finding_severities"
FINDING_RULES = "finding_rules"
FINDING_TEXT = "finding_text"
FINDING_EVIDENCE = "finding_evidence"
EXPORT_FORMAT = "export_format"
EXPORT_STYLE = "export_style"
EXPORT_THEME = "export_theme"
EXPORT_LAYERS = "export_layers"
EXPORT_ARRANGE = "export_arrange"
EXPORT_FOLD = "export_fold"
EXPORT_TITLE = "export_title"
EXPORT_PATH = "export_path"
EXPORT_FINDINGS = "export_findings"
MATRIX = "matrix"
STORAGE_VIEW = "storage_view"
STORAGE_CONTAINER = "storage_container"
STORAGE_PATH = "storage_path"
STORAGE_COMMAND = "storage_command"
STORAGE_ALL = "storage_all"
STORAGE_MOUNTS = "storage_mounts"
STORAGE_SHARING = "storage_sharing"
MATRIX_PORT = "matrix_port"
MATRIX_PROJECT = "matrix_project"

MOST_NEWS = 50
SHOWN_KINDS = (Kind.CONTAINER, Kind.NETWORK, Kind.VOLUME, Kind.PATH, Kind.TMPFS, Kind.PORT)


class SourceKind(StrEnum):
    """Where evidence comes from; the value is what people read."""

    LIVE = "Live engine"
    CONTEXT = "Docker context"
    HOST = "Host address"
    FILES = "Files"
    DEMO = "Demo"


class Source(Struct, frozen=True):
    """What was chosen. value: a context or an address, "" where the kind says it all. files: paths of the server."""

    kind: SourceKind
    value: str = ""
    files: tuple[str, ...] = ()


class Opened(Struct, frozen=True, kw_only=True):
    """Evidence that was opened. unreached, remedy: why the demo stands in for an engine, "" when it does not."""

    source: Source
    evidence: Evidence
    digest: str
    unreached: str = ""
    remedy: str = ""


class News(Struct, frozen=True):
    """What changed, as it was seen at one moment (RFC 3339). number counts from 1 in a session."""

    number: int
    at: str
    changes: tuple[Change, ...]


class Failure(Struct, frozen=True):
    """The last thing that went wrong, as people read it."""

    what: str
    remedy: str


def opened() -> Opened | None:
    """What this session looks at, None before anything was opened."""
    found: Opened | None = st.session_state.get(OPENED)
    return found


def keep_opened(found: Opened) -> None:
    if (before := opened()) and before.source != found.source:
        st.session_state.pop(NEWS, None)
    st.session_state[OPENED] = found
    st.session_state.pop(ERROR, None)


def follow_on(found: Opened) -> None:
    """Look at a newer reading of the same engine; what went wrong elsewhere stays told."""
    st.session_state[OPENED] = found


def paused() -> bool:
    """Whether this session wants to see no changes for now."""
    return bool(st.session_state.get(PAUSED, False))


def pause(wanted: bool) -> None:
    st.session_state[PAUSED] = wanted


def news() -> tuple[News, ...]:
    """What changed while this session looked, the newest first."""
    found: tuple[News, ...] = st.session_state.get(NEWS, ())
    return found


def tell(at: str, changes: tuple[Change, ...]) -> None:
    number = news()[0].number + 1 if news() else 1
    st.session_state[NEWS] = (News(number, at, changes), *news())[:MOST_NEWS]


def failure() -> Failure | None:
    found: Failure | None = st.session_state.get(ERROR)
    return found


def keep_failure(found: Failure) -> None:
    st.session_state[ERROR] = found


def selected() -> str:
    """The Ref, as text, that the map and its details show; "" for none."""
    return str(st.session_state.get(SELECTED, ""))


def select(ref: str) -> None:
    st.session_state[SELECTED] = ref


def look() -> Look:
    """How the map is drawn."""
    found: Look = st.session_state.get(LOOK, Look())
    return found


def keep_look(wanted: Look) -> None:
    st.session_state[LOOK] = wanted


def keep_filters() -> None:
    """Streamlit forgets a widget's value when its page is left; writing it once makes it the session's own."""
    for key, empty in ((PROJECTS, []), (KINDS, []), (STATES, []), (TEXT, "")):
        st.session_state[key] = st.session_state.get(key, empty)


def keep(*keys: str) -> None:
    """The same for the widgets of another page, which know their own empty values."""
    for key in keys:
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def clear_filters() -> None:
    set_filters((), (), (), "")


def set_filters(projects: Sequence[str], kinds: Sequence[str], states: Sequence[str], text: str) -> None:
    st.session_state[PROJECTS] = list(projects)
    st.session_state[KINDS] = list(kinds)
    st.session_state[STATES] = list(states)
    st.session_state[TEXT] = text


def filters() -> Filter:
    """What the filters on the map say."""
    return Filter(
        projects=frozenset(st.session_state.get(PROJECTS, ())),
        kinds=frozenset(Kind(kind) for kind in st.session_state.get(KINDS, ())),
        states=frozenset(State(state) for state in st.session_state.get(STATES, ())),
        text=str(st.session_state.get(TEXT, "")),
    )


def keep_export(*, folded: bool) -> None:
    """What was chosen on the Exports page, kept as the filters are.

    The map's layers and arrangement, and whether projects are folded there, are taken over the first time.
    """
    for key, first in (
        (EXPORT_FORMAT, "svg"),
        (EXPORT_STYLE, "rails"),
        (EXPORT_THEME, "light"),
        (EXPORT_LAYERS, sorted(look().layers)),
        (EXPORT_ARRANGE, look().arrange),
        (EXPORT_FOLD, folded),
        (EXPORT_TITLE, ""),
        (EXPORT_PATH, True),
        (EXPORT_FINDINGS, False),
    ):
        st.session_state[key] = first if st.session_state.get(key) is None else st.session_state[key]


def export_view(asked: Question | None) -> View:
    """What the Exports page asks for: the filters of the map, and its own choices."""
    chosen = st.session_state
    return View(
        filter=filters(),
        style=chosen.get(EXPORT_STYLE) or "rails",
        theme=chosen.get(EXPORT_THEME) or "light",
        layers=tuple(sorted(chosen.get(EXPORT_LAYERS) or ())),
        arrange=chosen.get(EXPORT_ARRANGE) or "rails",
        focus=look().focus,
        fold=bool(chosen.get(EXPORT_FOLD)),
        unfold=look().expanded,
        title=" ".join(str(chosen.get(EXPORT_TITLE) or "").split()),
        asked=asked if chosen.get(EXPORT_PATH) else None,
        findings=bool(chosen.get(EXPORT_FINDINGS)),
    )


def linked(page: str) -> dict[str, str]:
    """The question that a page last wrote into the address, by parameter."""
    found: dict[str, str] = st.session_state.get(f"{LINKED}_{page}", {})
    return found


def link(page: str, asked: dict[str, str]) -> None:
    st.session_state[f"{LINKED}_{page}"] = asked


def ask(source: str, destination: str) -> None:
    """Put a question on the Connect page."""
    st.session_state[ASK_SOURCE] = source
    st.session_state[ASK_DESTINATION] = destination
    st.session_state[ASK_PORT] = None


def look_into(container: str, path: str) -> None:
    """Put a question about a path on the Storage page."""
    st.session_state[STORAGE_VIEW] = None
    st.session_state[STORAGE_CONTAINER] = container
    st.session_state[STORAGE_PATH] = path


def foretell(command: str) -> None:
    """Put a command on the Storage page, to be foretold."""
    st.session_state[STORAGE_COMMAND] = command


def forget_path() -> None:
    """Another container has other mounts."""
    st.session_state[STORAGE_PATH] = None


def picked(key: str) -> object:
    """What was chosen last in a part that the browser draws, None for nothing; the browser's word is not trusted."""
    return getattr(st.session_state.get(key), "pick", None)


def forget_port() -> None:
    """Another destination has other ports."""
    st.session_state[ASK_PORT] = None


def probed(digest: str, flow: Flow) -> Observation | str | None:
    """What the last probe saw, or why it saw nothing; None when this very question was not put."""
    asked, seen = st.session_state.get(PROBED, (None, None))
    return seen if asked == (digest, flow) else None


def keep_probed(digest: str, flow: Flow, seen: Observation | str) -> None:
    st.session_state[PROBED] = ((digest, flow), seen)
