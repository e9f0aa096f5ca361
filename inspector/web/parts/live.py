"""How the engine is followed: the dot that says so, a pause, what changed; and a plain bar when it stopped answering.

Only the dot and the bar are asked for again and again. When there is news the whole page is drawn anew, once.
"""

import math
import time
from collections.abc import Callable
from itertools import islice

import streamlit as st

from inspector.collect.sight import Phase, Sight
from inspector.export import moments
from inspector.model.change import Change
from inspector.web import session, watching
from inspector.web.parts import words
from inspector.web.parts.markup import show, tag

ASK_S = 0.5
SHOWN = 8
_EVENTS = "The engine tells what happens on it, and this page follows."
_WORDS = {Phase.LIVE: "Live", Phase.POLLING: "Every 5 s", Phase.LOST: "Engine lost", Phase.OPENING: "Connecting"}


def draw(on_choose: Callable[[str], None]) -> None:
    """The dot, the pause button and the list of changes; on_choose is told the Ref of a change that is clicked."""
    with st.container(key="live", horizontal=True, vertical_alignment="center", gap="small"):
        _how()
        _pause_button()
    lines = list(islice(((news.at, one) for news in session.news() for one in news.changes), SHOWN))
    if lines:
        with st.container(key="changes", gap=None):
            for number, (at, one) in enumerate(lines):
                st.button(
                    _line(at, one), key=f"change_{number}", type="tertiary", on_click=on_choose, args=(str(one.ref),)
                )


def badge() -> None:
    """The dot alone, for narrow screens, which fold the sidebar away."""
    with st.container(key="live_badge"):
        _how()


def _how() -> None:
    if session.paused():
        _dot("paused", "Paused", "Nothing changes here until you resume.")
    else:
        _state(_phase(watching.sight()))


def bar() -> None:
    """When the engine stopped answering: since when, why, and what happens about it."""
    seen = watching.sight()
    if seen and seen.phase is Phase.LOST:
        _bar()


def fresh() -> dict[str, object]:
    """What changed last, for the picture: its elements glow once."""
    last = next(iter(session.news()), None)
    return {"number": last.number, "refs": sorted({str(one.ref) for one in last.changes})} if last else {}


@st.fragment(run_every=ASK_S)
def _state(drawn: Phase) -> None:
    """Ask how the engine is seen; draw everything anew when there is something to draw."""
    seen = watching.sight()
    if watching.follow() or _phase(seen) is not drawn:
        st.rerun()
    why = f"{seen.what}. {seen.remedy}" if seen and seen.what else _EVENTS
    _dot(drawn.value, _WORDS.get(drawn, "Connecting"), why)


@st.fragment(run_every=1.0)
def _bar() -> None:
    seen, opened = watching.sight(), session.opened()
    if seen is None or opened is None or seen.phase is not Phase.LOST:
        return
    left_s = math.ceil(seen.retry_at - time.monotonic())
    with st.container(key="lost", gap=None):
        show(
            tag(
                "p",
                "lost",
                tag("b", "", f"The engine stopped answering at {moments.clock(seen.lost_at)} UTC."),
                f" {seen.what.rstrip('.')}. {seen.remedy}",
                f" Below is still what was read at {moments.readable(opened.evidence.taken_at)}.",
                role="alert",
            )
        )
        show(tag("p", "lost-again", f"Trying again in {left_s} s" if left_s > 0 else "Trying again now"))


def _pause_button() -> None:
    paused = session.paused()
    st.button(
        "Resume" if paused else "Pause",
        icon=":material/play_arrow:" if paused else ":material/pause:",
        type="tertiary",
        key="pause",
        help="Follow the engine again." if paused else "Leave the page as it is; changes are shown when you resume.",
        on_click=session.pause,
        args=(not paused,),
    )


def _phase(seen: Sight | None) -> Phase:
    return seen.phase if seen and seen.phase is not Phase.ENDED else Phase.OPENING


def _dot(kind: str, word: str, why: str) -> None:
    show(tag("p", f"live is-{kind}", tag("span", "live-dot", aria_hidden="true"), word, title=why, role="status"))


def _line(at: str, one: Change) -> str:
    return f":gray[{moments.clock(at)}] {words.plain_markdown(one.sentence)}"
