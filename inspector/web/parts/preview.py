"""What a file looks like: pictures as pictures, text as text, the page as a page."""

import base64

import streamlit as st

from inspector.export import Format
from inspector.web.parts import markup

# Beyond these the browser, not the file, would be the trouble.
MOST_BYTES = 8_000_000
MOST_LINES = 400
HEIGHT = 640
LANGUAGES = {"dot": "dot", "mermaid": "mermaid", "json": "json"}


def draw(entry: Format, data: bytes, picture: bytes) -> None:
    """picture: the same view as SVG, shown for a format that the browser cannot show in a page (PDF)."""
    if len(picture if entry.picture else data[:0]) > MOST_BYTES or (entry.picture and len(data) > MOST_BYTES):
        markup.show(markup.tag("p", "muted", "Too large to be shown here; the file itself is complete."))
    elif entry.name == "html":
        st.iframe(data.decode(), height=HEIGHT)
    elif entry.picture:
        shown = (data, entry.media_type) if entry.name in ("svg", "png") else (picture, "image/svg+xml")
        _image(*shown)
    else:
        _text(entry, data.decode())


def _image(data: bytes, media_type: str) -> None:
    source = f"data:{media_type};base64,{base64.b64encode(data).decode()}"
    image = markup.tag("img", "", src=source, alt="Preview of the file")
    markup.show(markup.tag("figure", "preview", image))


def _text(entry: Format, text: str) -> None:
    lines = text.splitlines()
    st.code("\n".join(lines[:MOST_LINES]), language=LANGUAGES.get(entry.name, "xml"), height=HEIGHT, line_numbers=True)
    if len(lines) > MOST_LINES:
        markup.show(markup.tag("p", "muted", f"And {len(lines) - MOST_LINES:,} lines more in the file."))
