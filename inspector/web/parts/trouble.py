"""The one place where what went wrong is shown: one plain box, never a traceback."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from inspector.errors import InspectorError
from inspector.web.parts import words

_LOG = logging.getLogger(__name__)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Around whatever draws: an error ends that part, and says so where it would have stood."""
    try:
        yield
    except InspectorError as error:
        box(error.what, error.remedy)
    except Exception as error:  # noqa: BLE001 - the last line before a traceback would reach a person
        _LOG.exception("The app failed")
        box(
            f"This could not be shown ({type(error).__name__}), which is a mistake in the inspector",
            "The terminal that runs the app has the details; please report them.",
        )


def box(what: str, remedy: str) -> None:
    """What happened and what to do, as text."""
    st.error(words.plain_markdown(f"{what.rstrip('.')}. {remedy}"), icon=":material/error:")
