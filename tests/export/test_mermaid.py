"""Mermaid itself, in Chromium, draws what is exported for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from inspector.export.outline import outline
from inspector.export.plain import plain
from inspector.export.render import export
from inspector.export.view import Question, View
from inspector.pipeline import Case, build
from tests.export.real_mermaid import NotToBeHad, mermaid
from tests.export.test_hostile_names import NASTY, chosen
from tests.recorded import recorded
from tests.web.running_app import CHROMIUM, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("mermaid"),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
]

DRAW = """async (text) => {
  mermaid.initialize({ startOnLoad: false, maxEdges: 5000, maxTextSize: 1e6 });
  const { svg } = await mermaid.render("drawn", text);
  document.body.innerHTML = svg;
  return [...document.querySelectorAll(".node .nodeLabel")].map((label) => label.innerText.trim());
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    try:
        script = mermaid()
    except NotToBeHad as why:
        pytest.skip(str(why))
    with chromium() as browser:
        shown = browser.new_context(offline=True).new_page()
        shown.set_content("<!doctype html><body></body>")
        shown.add_script_tag(path=str(script))
        yield shown


def boxes(case: Case) -> int:
    drawing = outline(case.topology)
    return len(drawing.boxes) + len({box.ref.kind for box in drawing.boxes})


@pytest.mark.parametrize("name", ["t2-compose-28.5", "swarm-h1"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_recorded_engine_is_drawn_box_by_box(page: Page, name: str, theme: str) -> None:
    case = build(recorded(name))
    drawn = page.evaluate(DRAW, export(case, "mermaid", View(theme=theme)).decode())  # type: ignore[arg-type]
    assert len(drawn) == boxes(case)
    assert {one.name for one in case.snapshot.containers} <= {label.split("\n")[0] for label in drawn}


def test_a_lit_path_is_drawn_with_thick_lines(page: Page) -> None:
    case = build(recorded("truth-t2-compose-28.5"))
    view = View(asked=Question.spoken("shop-api-1", "shop-db-1:80"))
    page.evaluate(DRAW, export(case, "mermaid", view).decode())
    assert page.evaluate("document.querySelectorAll('.edgePaths path[style*=\"stroke-width:3px\"]').length") >= 2
    assert page.evaluate("document.querySelectorAll('.node.onpath').length") >= 3


def test_hostile_names_are_drawn_as_text(page: Page) -> None:
    """Each name in one part or another: container, network, volume, path, project, link, image, and as the title."""
    for names in batched([*NASTY, *NASTY[: -len(NASTY) % 8]]):
        case = chosen(*names)
        drawn = page.evaluate(DRAW, export(case, "mermaid", View(title=names[0])).decode())
        assert len(drawn) == boxes(case)
        words = page.evaluate("[...document.querySelectorAll('foreignObject')].map((one) => one.textContent).join(' ')")
        shown = "".join(words.replace("\u2060", "").split())
        assert [name for name in names if "".join(plain(name).split()) not in shown] == []
        made = "body :is(script, a, img, b, strong, table, [onclick])"
        assert page.evaluate(f"document.querySelectorAll('{made}').length") == 0


def batched(names: list[str]) -> Iterator[list[str]]:
    yield from (names[at : at + 8] for at in range(0, len(names), 8))
