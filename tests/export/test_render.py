"""Every format, from what a real engine said (28.5, recorded)."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from inspector.collect.archive import load
from inspector.errors import ExportError, UsageError
from inspector.export import FORMATS, Style, Theme, format_of
from inspector.export.render import export
from inspector.export.view import View
from inspector.pipeline import Case, build

ROOT = Path(__file__).parents[2]
EVIDENCE = ROOT / "tests" / "evidence" / "interfaces-28.5.json.gz"
GOLDEN = ROOT / "tests" / "golden" / "export"

EVERY = [(name, "rails", "light") for name in FORMATS] + [
    (name, style, "dark") for name, entry in FORMATS.items() if entry.picture for style in ("rails", "graph")
]


@pytest.fixture(scope="module")
def case() -> Case:
    return build(load(EVIDENCE))


@pytest.mark.parametrize("name", ["dot", "mermaid"])
def test_the_readable_formats_are_as_recorded(name: str, case: Case) -> None:
    golden = GOLDEN / f"interfaces-28.5{FORMATS[name].extension}"
    made = export(case, name).decode()
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(made)
    assert made == golden.read_text()


_PRINT_DIGESTS = """
import hashlib, sys
from pathlib import Path
from inspector.collect.archive import load
from inspector.export.render import export
from inspector.export.view import View
from inspector.pipeline import build
case = build(load(Path(sys.argv[1])))
for line in sys.stdin:
    name, style, theme = line.split()
    print(name, style, theme, hashlib.sha256(export(case, name, View(style=style, theme=theme))).hexdigest())
"""


def test_every_file_is_the_same_in_another_process_with_another_hash_seed() -> None:
    wanted = "\n".join(" ".join(one) for one in EVERY)
    seen = [
        subprocess.run(
            [sys.executable, "-c", _PRINT_DIGESTS, str(EVIDENCE)],
            input=wanted,
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale},
        ).stdout
        for seed, zone, locale in (("1", "UTC", "C"), ("2", "Asia/Tokyo", "C.UTF-8"))
    ]
    assert seen[0].count("\n") == len(EVERY)
    assert seen[0] == seen[1]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("style", ["rails", "graph"])
def test_the_svg_is_well_formed_and_names_every_container(style: Style, theme: Theme, case: Case) -> None:
    picture = export(case, "svg", View(style=style, theme=theme)).decode()
    root = ElementTree.fromstring(picture)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    words = " ".join("".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text"))
    assert [one.name for one in case.snapshot.containers if one.name not in words] == []


@pytest.mark.parametrize("style", ["rails", "graph"])
def test_the_png_is_a_png_and_not_blank(style: Style, case: Case) -> None:
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(export(case, "png", View(style=style)))) as picture:
        assert picture.format == "PNG"
        assert min(picture.size) > 300
        assert len(picture.convert("RGB").getcolors(1 << 24) or ()) > 20


@pytest.mark.parametrize("style", ["rails", "graph"])
def test_the_pdf_holds_the_names_as_text_and_no_date(style: Style, case: Case) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    reader = PdfReader(BytesIO(export(case, "pdf", View(style=style))))
    assert len(reader.pages) == 1
    words = reader.pages[0].extract_text()
    assert [one.name for one in case.snapshot.containers if one.name not in words] == []
    assert not {"/CreationDate", "/ModDate"} & set(reader.metadata or {})


def test_the_html_asks_nothing_of_the_network(case: Case) -> None:
    page, _, _ = export(case, "html").decode().partition("<script>")
    assert "default-src 'none'" in page
    for attribute in ("src=", 'href="http', "url(http", "@import"):
        assert attribute not in page.replace("script-src", "").replace("style-src", "").replace("img-src", "")


def test_json_holds_the_veth_rows_the_gaps_and_the_digest(case: Case) -> None:
    read = json.loads(export(case, "json"))
    assert read["format"] == "inspector-graph/1"
    assert read["digest"] == case.digest == "sha256:" + hashlib.sha256(load(EVIDENCE).canonical()).hexdigest()
    assert {row["container_name"] for row in read["interfaces"]} >= {"legacy", "stranger"}
    assert len(read["gaps"]) == len(case.snapshot.gaps)
    assert [node["ref"] for node in read["nodes"]] == sorted(node["ref"] for node in read["nodes"])


def test_an_unknown_format_names_those_that_there_are(case: Case) -> None:
    with pytest.raises(UsageError, match="svg, png, pdf"):
        export(case, "visio")


def test_without_graphviz_the_remedy_is_said(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(ExportError, match="apt install graphviz"):
        export(case, "svg", View(style="graph"))


@pytest.mark.parametrize(
    ("file_name", "name"),
    [("a.SVG", "svg"), ("a.b.gv", "dot"), ("x.mermaid", "mermaid"), ("x.htm", "html"), ("x.json", "json")],
)
def test_a_file_name_tells_its_format(file_name: str, name: str) -> None:
    found = format_of(file_name)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("file_name", ["svg", "a.bmp", "-", "", "a.svg.zip"])
def test_a_file_name_of_no_format_tells_none(file_name: str) -> None:
    assert format_of(file_name) is None
