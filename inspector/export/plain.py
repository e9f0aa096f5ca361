"""Names come from strangers: what in them could act on a terminal, a parser or a reader is shown, not obeyed."""

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def plain(text: str) -> str:
    """The text on one line, with every control, format and unassigned character written as its escape.

    Covers terminal escape sequences, line breaks, NUL and other characters that XML forbids, lone surrogates, and the
    bidirectional overrides that make a name read as another one.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape(character) if _hidden(character) else character for character in text)


def unique(text: str) -> str:
    """As plain, and no two texts become one: for ids. A backslash of the text itself is doubled."""
    return plain(text.replace("\\", "\\\\"))


def _hidden(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN or ord(character) & 0xFFFE == 0xFFFE


def _escape(character: str) -> str:
    code = ord(character)
    if character in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[character]
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
