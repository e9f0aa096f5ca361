"""Following the engine that a session looks at: one watcher an engine, shared by all; one news list a session."""

import streamlit as st

from inspector.changes.diff import diff
from inspector.changes.host_diff import RULE
from inspector.collect.sight import Phase, Sight
from inspector.collect.target import Target, resolve_target
from inspector.collect.watch import Watcher
from inspector.errors import InspectorError
from inspector.model.change import Change
from inspector.model.evidence import Evidence
from inspector.model.ids import HOST
from inspector.web import cache, session
from inspector.web.session import Opened, Source, SourceKind

_LIVE = (SourceKind.LIVE, SourceKind.CONTEXT, SourceKind.HOST)


def is_live(source: Source) -> bool:
    """Whether there is an engine to follow."""
    return source.kind in _LIVE


def target(source: Source) -> Target:
    """The engine that is meant. Raises UsageError or EngineUnreachable for an address without sense."""
    match source.kind:
        case SourceKind.CONTEXT:
            return resolve_target(context=source.value)
        case SourceKind.HOST:
            return resolve_target(source.value)
    return resolve_target()


def read(source: Source) -> Sight:
    """Read the whole engine now, and watch it from then on. Raises EngineUnreachable or UsageError."""
    return _watcher(target(source)).read()


def sight() -> Sight | None:
    """How the engine is seen at this moment; None where there is nothing to follow, or nobody wants to."""
    opened = session.opened()
    if opened is None or not is_live(opened.source) or session.paused():
        return None
    try:
        return _watcher(target(opened.source)).look()
    except InspectorError:
        return None


def _news(seen: Sight | None) -> Evidence | None:
    """The evidence that tells something which this session does not show yet."""
    opened = session.opened()
    if opened is None or seen is None or seen.phase in (Phase.OPENING, Phase.ENDED) or seen.digest == opened.digest:
        return None
    return seen.evidence


def follow() -> bool:
    """Take over what is new, and tell what changed. Whether anything of it is to be seen."""
    opened, seen = session.opened(), sight()
    if not opened or not seen or not (evidence := _news(seen)):
        return False
    before = cache.case(opened.digest, opened.evidence)
    after = cache.case(seen.digest, evidence, before)
    session.follow_on(Opened(source=opened.source, evidence=evidence, digest=seen.digest))
    changes = diff(before.snapshot, after.snapshot)
    if told := tuple(one for one in changes if _worth_telling(one)):
        session.tell(evidence.taken_at, told)
    return bool(changes)


def _worth_telling(one: Change) -> bool:
    """Firewall rules come and go with what they are of."""
    return not (one.ref == HOST and one.field == RULE)


def _watcher(target: Target) -> Watcher:
    return _watchers(repr(target), target)


@st.cache_resource(max_entries=16, show_spinner=False, on_release=lambda watcher: watcher.stop())
def _watchers(key: str, _target: Target) -> Watcher:
    return Watcher(_target)
