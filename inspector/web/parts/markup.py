"""HTML for st.html, built of elements: whatever strangers named is text in it, never markup."""

from pathlib import Path

import streamlit as st
from lxml import etree

from inspector.errors import InspectorError
from inspector.export.plain import plain

STYLE = Path(__file__).parents[1] / "answers.css"

Part = str | etree._Element


def tag(name: str, of: str, *inside: Part, **attributes: str) -> etree._Element:
    """An element of a class with text and elements in it."""
    made = etree.Element(name)
    if of:
        made.set("class", of)
    for key, value in attributes.items():
        made.set(key.replace("_", "-").strip("-"), plain(value))
    last: etree._Element | None = None
    for part in inside:
        if isinstance(part, etree._Element):
            made.append(part)
            last = part
        elif last is None:
            made.text = (made.text or "") + plain(part)
        else:
            last.tail = (last.tail or "") + plain(part)
    return made


def prose(text: str) -> list[Part]:
    """A sentence of ours, in which backticks mark what somebody typed or named."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return [text]
    return [tag("code", "", piece) if number % 2 else piece for number, piece in enumerate(pieces) if piece]


def text_of(*parts: etree._Element) -> str:
    """The HTML."""
    return "".join(etree.tostring(part, method="html", encoding="unicode") for part in parts)


def show(*parts: etree._Element) -> None:
    """Put elements on the page."""
    if parts:
        st.html(text_of(*parts))


def style() -> None:
    """What answers look like; once a page."""
    st.html(f"<style>{STYLE.read_text()}</style>")


def notice(error: InspectorError) -> None:
    """A question that makes no sense, said calmly."""
    remedy = [tag("p", "muted", error.remedy)] if error.remedy else []
    show(tag("section", "notice", tag("p", "", f"{error.what.rstrip('.')}."), *remedy, role="alert"))
