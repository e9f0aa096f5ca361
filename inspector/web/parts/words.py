"""Words of strangers, made safe for the places where Streamlit reads Markdown."""

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+.!|~$:&-])")


def plain_markdown(text: str) -> str:
    """Markdown that shows exactly this text: no image, link, colour, icon or formula can come of it."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
