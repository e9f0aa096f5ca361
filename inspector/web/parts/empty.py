"""Empty states: what a page will show, and what to do so that it does."""

import streamlit as st
from lxml import etree

from inspector.web.parts.markup import prose, show, tag

TRY = "docker network create app; docker run -d --name hello --network app -p 8080:80 nginx"


def notice(first: str, rest: str) -> None:
    """A calm box of two sentences."""
    show(_box(first, rest))


def no_containers(teaches: str) -> None:
    """A host without containers: what would stand here, and a command to begin with."""
    with st.container(key="empty", gap="small"):
        show(_box("No container runs here yet.", f"{teaches} To begin with:"))
        st.code(TRY, language=None, wrap_lines=True)


def _box(first: str, rest: str) -> etree._Element:
    return tag("section", "notice", tag("p", "", *prose(first)), tag("p", "muted", *prose(rest)))
