"""docs/codes.md: every code that the analysis can give stands there, and no other."""

import ast
import re
from pathlib import Path

from inspector.model.answer import ClientSees

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "codes.md"
SOURCES = ("name*.py", "reach*.py", "port_reasons.py", "storage_words.py", "storage_outcome.py", "survival.py")
CODE = re.compile(r"[A-Z]+(_[A-Z]+)+_?")
OF_ONE_WORD = {"REACHED"}
BEHIND_PROXY = {sees.name for sees in ClientSees} - {"CONNECTED", "UNKNOWN", "NAME_NOT_FOUND"}


def given() -> set[str]:
    found: set[str] = set()
    for pattern in SOURCES:
        for path in (ROOT / "inspector" / "analysis").glob(pattern):
            strings = (node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant))
            for text in strings:
                if isinstance(text, str) and (CODE.fullmatch(text) or text in OF_ONE_WORD):
                    found |= {text + end for end in BEHIND_PROXY} if text.endswith("_") else {text}
    return found


def documented() -> list[str]:
    return re.findall(r"^\| `([A-Z_]+)` \|", PAGE.read_text(), re.MULTILINE)


def test_every_code_of_the_source_is_on_the_page_and_the_other_way_round() -> None:
    assert set(documented()) == given()


def test_no_code_stands_twice() -> None:
    assert len(documented()) == len(set(documented()))


def test_every_code_has_a_meaning_an_example_and_what_helps() -> None:
    for line in PAGE.read_text().splitlines():
        if line.startswith("| `"):
            assert all(cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]), line
