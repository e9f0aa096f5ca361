"""Links to a question: its words as plain query parameters, which the page reads once and keeps up to date."""

from collections.abc import Mapping

import streamlit as st

from inspector.web import session

LONGEST = 4096


def follow(page: str, fields: Mapping[str, str]) -> None:
    """Take over what the address asks, unless this page put it there itself. fields: parameter to session key.

    The words are a stranger's: overlong ones are passed over here, and all are judged where the question is asked.
    """
    asked = {name: words for name in fields if (words := _words(st.query_params.get(name, "")))}
    if asked and asked != session.linked(page):
        for name, key in fields.items():
            st.session_state[key] = asked.get(name)
        session.link(page, asked)


def keep(page: str, fields: Mapping[str, str]) -> None:
    """Put the question into the address, so that it can be sent to somebody and survives a refresh."""
    asked = {name: words for name, key in fields.items() if (words := _words(st.session_state.get(key)))}
    session.link(page, asked)
    if asked != st.query_params.to_dict():
        st.query_params.from_dict(asked)


def _words(value: object) -> str:
    """The words exactly, for a path may hold spaces and line breaks; none rather than a part of overlong ones."""
    text = str(value or "").strip()
    return text if len(text) <= LONGEST else ""
