import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.export.plain import plain, unique


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("web-1", "web-1"),
        ("Grüße 漢字 🐳", "Grüße 漢字 🐳"),
        ("two\nlines\tand\rmore", "two\\nlines\\tand\\rmore"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("nul\0", "nul\\x00"),
        ("\x9b31mC1", "\\x9b31mC1"),
        ("evil\u202egnp.exe", "evil\\u202egnp.exe"),
        ("line\u2028separator", "line\\u2028separator"),
        ("\udc80", "\\udc80"),
        ("\U000e0041", "\\U000e0041"),
        ("\ufffe\uffff", "\\ufffe\\uffff"),
    ],
)
def test_what_could_act_is_shown_as_its_escape(name: str, shown: str) -> None:
    assert plain(name) == shown


@given(st.text(st.characters()))
def test_plain_text_holds_nothing_that_a_terminal_or_xml_would_obey(name: str) -> None:
    assert not {unicodedata.category(character) for character in plain(name)} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text(alphabet='\\n\nx0"\x00'), st.text(alphabet='\\n\nx0"\x00'))
def test_two_names_never_get_one_id(one: str, other: str) -> None:
    assert (unique(one) == unique(other)) == (one == other)
