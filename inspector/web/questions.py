"""Links to a question: its words as plain query parameters, which the page reads once and keeps up to date."""

from collections.abc import Mapping

import streamlit as st

from inspector.web import session

LONGEST = 4096


def follow(page: str, fields: Mapping[str, str]) -> None:
    """Take over what the address asks, unless this page put it there itself. fields: parameter to session key.

    What somebody just did in the page outranks its address: that may still be the one before the last answer. The
    words are a stranger's: overlong ones are passed over here, and all are judged where the question is asked.
    """
    asked = {name: words for name in fields if (words := _words(st.query_params.get(name, "")))}
    linked = session.linked(page)
    if asked and asked != linked and _asked(fields) == linked:
        for name, key in fields.items():
            st.session_state[key] = asked.get(name)
        session.link(page, asked)


def keep(page: str, fields: Mapping[str, str]) -> None:
    """Put the question into the address, so that it can be sent to somebody and survives a refresh."""
    asked = _asked(fields)
    session.link(page, asked)
    if asked != st.query_params.to_dict():
        st.query_params.from_dict(asked)


def _asked(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: words for name, key in fields.items() if (words := _words(st.session_state.get(key)))}


def _words(value: object) -> str:
    """The words exactly, for a path may hold spaces and line breaks; none rather than a part of overlong ones."""
    text = str(value or "").strip()
    return text if len(text) <= LONGEST else ""
